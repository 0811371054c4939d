//! The thread: a line with nodes, whose shapes say what they are. It draws the
//! calendar of a process and what became of a contribution.

use domain::lineage::Mark;
use leptos::prelude::*;

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A contribution.
    Circle,
    /// A decision or an answer.
    Square,
    /// A synthesis.
    Diamond,
    /// A commitment.
    Hexagon,
    /// A milestone.
    Flag,
    /// Figures.
    Bars,
}

impl From<Mark> for Shape {
    fn from(mark: Mark) -> Self {
        match mark {
            Mark::Circle => Self::Circle,
            Mark::Square => Self::Square,
            Mark::Diamond => Self::Diamond,
            Mark::Hexagon => Self::Hexagon,
            Mark::Flag => Self::Flag,
            Mark::Bars => Self::Bars,
        }
    }
}

impl Shape {
    /// The symbol that draws it.
    #[must_use]
    pub const fn href(self) -> &'static str {
        match self {
            Self::Circle => "#node-circle",
            Self::Square => "#node-square",
            Self::Diamond => "#node-diamond",
            Self::Hexagon => "#node-hexagon",
            Self::Flag => "#node-flag",
            Self::Bars => "#node-bars",
        }
    }
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Behind us.
    Done,
    /// Now.
    Now,
    /// To come.
    Next,
    /// To come, and overdue.
    Late,
}

impl When {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "thread-step is-done",
            Self::Now => "thread-step is-now",
            Self::Next => "thread-step is-next",
            Self::Late => "thread-step is-next is-late",
        }
    }
}

/// One step of a thread.
pub struct Step {
    /// What it is.
    pub shape: Shape,
    /// Where it stands.
    pub when: When,
    /// The line above: a date.
    pub date: AnyView,
    /// The sentence.
    pub what: AnyView,
    /// More, below.
    pub more: Option<AnyView>,
}

/// Draws the steps; `variant` is empty, `across` (horizontal when there is room)
/// or `compact`.
#[must_use]
pub fn thread(variant: &str, steps: Vec<Step>) -> AnyView {
    let class = if variant.is_empty() { "thread".to_owned() } else { format!("thread thread--{variant}") };
    let steps: Vec<AnyView> = steps.into_iter().map(step).collect();
    view! { <ol class=class>{steps}</ol> }.into_any()
}

fn step(step: Step) -> AnyView {
    let current = (step.when == When::Now).then_some("step");
    view! {
        <li class=step.when.class() aria-current=current>
            <svg class="node" aria-hidden="true"><use href=step.shape.href()></use></svg>
            <div class="thread-body">
                <p class="thread-when">{step.date}</p>
                <p class="thread-what">{step.what}</p>
                {step.more}
            </div>
        </li>
    }
    .into_any()
}
