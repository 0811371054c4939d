//! Voting without leaving the page.
//!
//! ```html
//! <section data-votes>                                <!-- what the new figures belong to -->
//!   <svg><rect data-share="agree" x="0%" width="70%"/>…</svg>
//!   <span data-tally="total">60</span>
//!   <span data-plural="total" data-one="vote" data-other="votes">votes</span>
//!   <VoteForm>
//!     <form method="post" action="/proposals/PAN17-P42/vote">
//!       <button name="choice" value="agree" aria-pressed="false">… <span data-tally="agree">42</span></button>
//!       … mixed, disagree …
//!       <button name="choice" value="none" hidden>Withdraw my vote</button>
//!     </form>
//!   </VoteForm>
//! </section>
//! ```
//! The figures are those of `[data-votes]` around the island, or else of the island:
//! `agree`, `mixed`, `disagree` and `total`, without imported votes. The button `none`
//! is always there, and hidden from who has not voted.

#![expect(missing_docs, reason = "the `island` macro makes items without any")]

use crate::dom::{all, form_of, island_of, language, listen, number, set, submit_natively};
use crate::http;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, HtmlFormElement, SubmitEvent};

/// What is said when a vote is recorded, one sentence for each choice.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct VoteWords {
    /// "D’accord".
    pub agree: String,
    /// "Mitigé".
    pub mixed: String,
    /// "Pas d’accord".
    pub disagree: String,
    /// The vote was withdrawn.
    pub none: String,
}

/// Sends the vote of the form inside, then shows the new choice and the new figures.
#[island]
pub fn VoteForm(
    /// What is said when a vote is recorded.
    words: VoteWords,
    /// The form.
    children: Children,
) -> impl IntoView {
    let status = NodeRef::<leptos::html::P>::new();
    let (said, say) = signal(None::<String>);
    Effect::new(move |_| {
        if let Some(status) = status.get() {
            attach(&status, words.clone(), say);
        }
    });
    view! {
        {children()}
        <p class="island-status" role="status" node_ref=status>{move || said.get()}</p>
    }
}

/// The answer to a vote.
#[derive(Deserialize)]
struct Recorded {
    choice: String,
    /// None while the counts are kept for after the vote: the vote is recorded all
    /// the same.
    tally: Option<Tally>,
}

#[derive(Deserialize)]
struct Tally {
    agree: u32,
    mixed: u32,
    disagree: u32,
}

/// A vote form that listens.
struct Ballot {
    form: HtmlFormElement,
    words: VoteWords,
    say: WriteSignal<Option<String>>,
    /// Whether a vote is on its way.
    sending: Cell<bool>,
    /// What was pressed meanwhile. Votes go one after the other, so that the last one
    /// pressed is the last one recorded.
    next: RefCell<Option<String>>,
}

fn attach(status: &Element, words: VoteWords, say: WriteSignal<Option<String>>) {
    let Some(form) = form_of(status) else { return };
    let ballot =
        Rc::new(Ballot { form: form.clone(), words, say, sending: Cell::new(false), next: RefCell::default() });
    listen(&form, "submit", move |event: SubmitEvent| {
        let Some((name, choice)) = http::pressed(event.submitter().as_ref()) else {
            return;
        };
        if name != "choice" {
            return;
        }
        event.prevent_default();
        if ballot.sending.get() {
            ballot.next.replace(Some(choice));
        } else {
            spawn_local(Rc::clone(&ballot).send(choice));
        }
    });
}

impl Ballot {
    /// Sends a vote, and then what was pressed meanwhile.
    async fn send(self: Rc<Self>, choice: String) {
        self.sending.set(true);
        set(&self.form, "aria-busy", Some("true"));
        let mut next = Some(choice);
        while let Some(choice) = next {
            match self.record(&choice).await {
                Some(recorded) => self.show(&recorded),
                None => return submit_natively(&self.form, Some(("choice", &choice))),
            }
            next = self.next.take();
        }
        set(&self.form, "aria-busy", None);
        self.sending.set(false);
    }

    async fn record(&self, choice: &str) -> Option<Recorded> {
        let fields = http::fields(&self.form, Some(("choice", choice))).ok()?;
        let answer = http::post(&self.form, &fields).await.ok()?;
        if answer.status != 200 {
            return None;
        }
        serde_json::from_str(&answer.body).ok()
    }

    fn show(&self, recorded: &Recorded) {
        for button in all(&self.form, "button[name=choice]") {
            let value = button.get_attribute("value").unwrap_or_default();
            if value == "none" {
                set(&button, "hidden", (recorded.choice == "none").then_some(""));
            } else {
                set(&button, "aria-pressed", Some(if value == recorded.choice { "true" } else { "false" }));
            }
        }
        let around = self.form.closest("[data-votes]").ok().flatten();
        if let Some((tally, scope)) = recorded.tally.as_ref().zip(around.or_else(|| island_of(&self.form))) {
            tally.show(&scope);
        }
        let words = &self.words;
        let sentence = match recorded.choice.as_str() {
            "agree" => &words.agree,
            "mixed" => &words.mixed,
            "disagree" => &words.disagree,
            _ => &words.none,
        };
        self.say.set(Some(sentence.clone()));
    }
}

impl Tally {
    fn count(&self, key: &str) -> Option<u32> {
        match key {
            "agree" => Some(self.agree),
            "mixed" => Some(self.mixed),
            "disagree" => Some(self.disagree),
            "total" => Some(self.agree + self.mixed + self.disagree),
            _ => None,
        }
    }

    /// Writes the figures wherever the scope shows them.
    fn show(&self, scope: &Element) {
        let language = language();
        for (attribute, write) in [("data-tally", tally as Writer), ("data-plural", plural), ("data-share", share)] {
            for element in all(scope, &format!("[{attribute}]")) {
                let key = element.get_attribute(attribute).unwrap_or_default();
                if let Some(count) = self.count(&key) {
                    write(self, &element, count, &language);
                }
            }
        }
    }
}

type Writer = fn(&Tally, &Element, u32, &str);

fn tally(_: &Tally, element: &Element, count: u32, language: &str) {
    element.set_text_content(Some(&number(count, language)));
}

/// The word that goes with a figure. None is one in French, and many in English.
fn plural(_: &Tally, element: &Element, count: u32, language: &str) {
    let one = count == 1 || (count == 0 && language.starts_with("fr"));
    let word = element.get_attribute(if one { "data-one" } else { "data-other" });
    element.set_text_content(word.as_deref());
}

/// The place and width of a part of the bar; the parts stand in the order of the choices.
fn share(tally: &Tally, part: &Element, count: u32, _: &str) {
    let total = (tally.agree + tally.mixed + tally.disagree).max(1);
    let before = match part.get_attribute("data-share").as_deref() {
        Some("mixed") => tally.agree,
        Some("disagree") => tally.agree + tally.mixed,
        _ => 0,
    };
    let percent = |n: u32| {
        let hundredths = u64::from(n) * 10_000 / u64::from(total);
        format!("{}.{:02}%", hundredths / 100, hundredths % 100)
    };
    set(part, "x", Some(&percent(before)));
    set(part, "width", Some(&percent(count)));
}
