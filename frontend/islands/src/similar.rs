//! Shows proposals that resemble the one whose title is being typed, so that people
//! find each other before they write the same thing twice.
//!
//! ```html
//! <label for="title">…</label>
//! <input id="title" name="title">
//! <p>Similar proposals are shown when you preview yours.</p>
//! ```
//! No form is needed: the island goes around the field.

#![expect(missing_docs, reason = "the `island` macro makes items without any")]

use crate::dom::{fill, island_of, listen};
use crate::http;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlInputElement, UrlSearchParams};

/// A search goes out when the writer has paused for so long.
const PAUSE: Duration = Duration::from_millis(400);

/// Fewer characters than this resemble everything.
const ENOUGH: usize = 10;

/// How many proposals are shown.
const SHOWN: &str = "5";

/// What the island says.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SimilarWords {
    /// How many were found: "Propositions proches : {n}".
    pub found: String,
    /// What stands beside each title; `{ref}`, `{agree}` and `{comments}` are filled
    /// in: "{ref}, d’accord : {agree}, commentaires : {comments}".
    pub about: String,
    /// The same while counts are kept for after the vote.
    pub about_secret: String,
    /// That a link leaves the form where it is: "nouvel onglet".
    pub new_tab: String,
}

/// Lists proposals like the one whose title is typed in the field inside.
#[island]
pub fn SimilarProposals(
    /// The JSON list of the process's proposals, which takes `like` and `limit`.
    endpoint: String,
    /// What the island says.
    words: SimilarWords,
    /// The field.
    children: Children,
) -> impl IntoView {
    let status = NodeRef::<leptos::html::P>::new();
    let (found, show) = signal(Vec::<Proposal>::new());
    Effect::new(move |_| {
        if let Some(status) = status.get() {
            attach(&status, endpoint.clone(), show);
        }
    });
    let SimilarWords { found: count, about, about_secret, new_tab } = words;
    let sentence = move || {
        let n = u32::try_from(found.read().len()).unwrap_or_default();
        (n > 0).then(|| fill(&count, n))
    };
    let list = move || {
        let lines: Vec<_> =
            found.get().into_iter().map(|proposal| line(proposal, &about, &about_secret, &new_tab)).collect();
        (!lines.is_empty()).then(|| view! { <ul class="similar-list">{lines}</ul> })
    };
    view! {
        {children()}
        <p class="island-status" role="status" node_ref=status>{sentence}</p>
        {list}
    }
}

fn line(proposal: Proposal, about: &str, about_secret: &str, new_tab: &str) -> impl IntoView + use<> {
    let about = match &proposal.tally {
        Some(tally) => about.replace("{agree}", &fill("{n}", tally.agree)),
        None => about_secret.to_owned(),
    };
    let about =
        about.replace("{ref}", &proposal.reference).replace("{comments}", &fill("{n}", proposal.comments_count));
    let title = format!("{} ({new_tab})", proposal.title);
    view! {
        <li>
            <a href=proposal.url target="_blank" rel="noopener">{title}</a>
            <span class="similar-about">{about}</span>
        </li>
    }
}

#[derive(Deserialize)]
struct List {
    items: Vec<Proposal>,
}

#[derive(Clone, Deserialize)]
struct Proposal {
    #[serde(rename = "ref")]
    reference: String,
    title: String,
    url: String,
    /// None while the counts are kept for after the vote.
    tally: Option<Tally>,
    comments_count: u32,
}

#[derive(Clone, Deserialize)]
struct Tally {
    agree: u32,
}

/// The search that follows the field.
struct Search {
    endpoint: String,
    show: WriteSignal<Vec<Proposal>>,
    /// What will be asked when the writer pauses.
    pause: RefCell<Option<TimeoutHandle>>,
    /// Counts the questions: only the answer to the last one is shown.
    asked: Cell<u32>,
}

fn attach(status: &Element, endpoint: String, show: WriteSignal<Vec<Proposal>>) {
    let field = island_of(status).and_then(|island| island.query_selector("input[name=title]").ok()?);
    let Some(field) = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return;
    };
    let search = Rc::new(Search { endpoint, show, pause: RefCell::default(), asked: Cell::new(0) });
    search.follow(&field.value());
    let typed = field.clone();
    listen(&field, "input", move |_: Event| search.follow(&typed.value()));
}

impl Search {
    /// Asks for what resembles this title, once the writer pauses.
    fn follow(self: &Rc<Self>, title: &str) {
        if let Some(waiting) = self.pause.take() {
            waiting.clear();
        }
        let question = self.asked.get() + 1;
        self.asked.set(question);
        let title = title.trim().to_owned();
        if title.chars().count() < ENOUGH {
            self.show.set(Vec::new());
            return;
        }
        let search = Rc::clone(self);
        let later = set_timeout_with_handle(move || spawn_local(search.ask(title, question)), PAUSE);
        self.pause.replace(later.ok());
    }

    async fn ask(self: Rc<Self>, title: String, question: u32) {
        let found = self.search(&title).await.unwrap_or_default();
        if self.asked.get() == question {
            self.show.set(found);
        }
    }

    async fn search(&self, title: &str) -> Option<Vec<Proposal>> {
        let query = UrlSearchParams::new().ok()?;
        query.set("like", title);
        query.set("limit", SHOWN);
        let address = format!("{}?{}", self.endpoint, String::from(query.to_string()));
        let answer = http::get(&address).await.ok()?;
        if answer.status != 200 {
            return None;
        }
        let list: List = serde_json::from_str(&answer.body).ok()?;
        Some(list.items)
    }
}
