//! Commenting: a count of what is left to write, errors beside their fields, and a
//! text that survives an accident.
//!
//! ```html
//! <form method="post" action="/proposals/PAN17-P42/comments">
//!   <textarea name="body" aria-describedby="body-count body-error"></textarea>
//!   <p id="body-count" data-count-for="body" data-limit="3000">3,000 characters at most</p>
//!   <p id="body-error" class="…" data-error-for="body" hidden></p>
//!   <button>Publish</button>
//! </form>
//! ```

#![expect(missing_docs, reason = "the `island` macro makes items without any")]

use crate::dom::{all, fill, form_of, listen, set, submit_natively};
use crate::draft::Draft;
use crate::http::{self, Answer};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Element, Event, HtmlElement, HtmlFormElement, HtmlTextAreaElement, SubmitEvent};

/// The count is spoken when the writer has paused for so long.
const PAUSE: Duration = Duration::from_millis(1_000);

/// What the island says. `{n}` is a number of characters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CommentWords {
    /// How much is left: "Caractères restants : {n}".
    pub left: String,
    /// How much is too much: "Caractères en trop : {n}".
    pub over: String,
    /// The server refused some of it: the errors are beside their fields.
    pub refused: String,
}

/// Counts, keeps and sends what is written in the form inside.
#[island]
pub fn CommentForm(
    /// What the island says.
    words: CommentWords,
    /// Names the text that is kept in this tab until it is published. It differs for
    /// each form and each account, so that nobody finds another person's words.
    draft_key: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    let status = NodeRef::<leptos::html::P>::new();
    let (said, say) = signal(None::<String>);
    Effect::new(move |_| {
        if let Some(status) = status.get() {
            attach(&status, words.clone(), Draft::new(&draft_key), say);
        }
    });
    view! {
        {children()}
        <p class="island-status visually-hidden" role="status" node_ref=status>{move || said.get()}</p>
    }
}

/// problem+json, as far as a form needs it.
#[derive(Deserialize)]
struct Problem {
    errors: Vec<Fault>,
}

#[derive(Deserialize)]
struct Fault {
    /// `#/` and the name of the field.
    pointer: String,
    detail: String,
}

/// A comment form that listens.
struct Desk {
    form: HtmlFormElement,
    words: CommentWords,
    draft: Draft,
    say: WriteSignal<Option<String>>,
    sending: Cell<bool>,
    /// What will be said when the writer pauses.
    pause: RefCell<Option<TimeoutHandle>>,
}

fn attach(status: &Element, words: CommentWords, draft: Draft, say: WriteSignal<Option<String>>) {
    let Some(form) = form_of(status) else { return };
    let sending = Cell::new(false);
    let desk = Rc::new(Desk { form: form.clone(), words, draft, say, sending, pause: RefCell::default() });
    desk.draft.restore(&form);
    for text in desk.texts() {
        desk.count(&text, false);
    }
    let writing = Rc::clone(&desk);
    listen(&form, "input", move |event: Event| {
        let target = event.target();
        if let Some(text) = target.and_then(|target| target.dyn_into::<HtmlTextAreaElement>().ok()) {
            writing.draft.keep(&writing.form);
            writing.count(&text, true);
        }
    });
    listen(&form, "submit", move |event: SubmitEvent| {
        let button = event.submitter();
        if button.as_ref().is_some_and(|button| button.has_attribute("formaction")) {
            return;
        }
        event.prevent_default();
        if !desk.sending.replace(true) {
            spawn_local(Rc::clone(&desk).send(http::pressed(button.as_ref())));
        }
    });
}

impl Desk {
    fn texts(&self) -> Vec<HtmlTextAreaElement> {
        all(&self.form, "textarea").into_iter().filter_map(|text| text.dyn_into().ok()).collect()
    }

    /// Shows how much may still be written. Close to the limit it is also said, once
    /// the writer pauses: at every key it would be noise.
    fn count(self: &Rc<Self>, text: &HtmlTextAreaElement, aloud: bool) {
        let slot = self.form.query_selector(&format!("[data-count-for='{}']", text.name()));
        let Ok(Some(slot)) = slot else { return };
        let limit = slot.get_attribute("data-limit").and_then(|limit| limit.parse().ok());
        let (Some(limit), written) = (limit, length(&text.value())) else {
            return;
        };
        let over = written > limit;
        let sentence =
            if over { fill(&self.words.over, written - limit) } else { fill(&self.words.left, limit - written) };
        slot.set_text_content(Some(&sentence));
        set(&slot, "data-over", over.then_some(""));
        if let Some(waiting) = self.pause.take() {
            waiting.clear();
        }
        if aloud && written >= limit - limit / 10 {
            let say = self.say;
            let later = set_timeout_with_handle(move || say.set(Some(sentence)), PAUSE);
            self.pause.replace(later.ok());
        }
    }

    async fn send(self: Rc<Self>, pressed: Option<(String, String)>) {
        set(&self.form, "aria-busy", Some("true"));
        let pressed = pressed.as_ref().map(|(name, value)| (name.as_str(), value.as_str()));
        let answer = match http::fields(&self.form, pressed) {
            Ok(fields) => http::post(&self.form, &fields).await.ok(),
            Err(_) => None,
        };
        let done = match &answer {
            Some(answer) if matches!(answer.status, 200 | 201) => self.leave(answer),
            Some(answer) if answer.status == 422 => self.refuse(answer),
            _ => None,
        };
        if done.is_none() {
            if answer.is_some() {
                // The server is there, and keeps what was typed itself.
                self.draft.forget();
            }
            submit_natively(&self.form, pressed);
        }
    }

    /// Published: goes to where it can be read.
    fn leave(&self, answer: &Answer) -> Option<()> {
        let place = answer.location.as_deref()?;
        self.draft.forget();
        go_to(place)
    }

    /// Refused: shows each error beside its field. An error without a place leaves
    /// the work to the server's page.
    fn refuse(&self, answer: &Answer) -> Option<()> {
        let problem: Problem = serde_json::from_str(&answer.body).ok()?;
        let places: Vec<(&str, &str, Element)> = problem
            .errors
            .iter()
            .map(|fault| {
                let field = fault.pointer.strip_prefix("#/")?;
                let slot = self.form.query_selector(&format!("[data-error-for='{field}']")).ok()??;
                Some((field, fault.detail.as_str(), slot))
            })
            .collect::<Option<_>>()?;
        let (first, _, _) = places.first()?;
        self.clear_errors();
        for (field, detail, slot) in &places {
            slot.set_text_content(Some(detail));
            set(slot, "hidden", None);
            for input in self.named(field) {
                set(&input, "aria-invalid", Some("true"));
            }
        }
        self.say.set(Some(self.words.refused.clone()));
        if let Some(input) = self.named(first).into_iter().find_map(|input| input.dyn_into::<HtmlElement>().ok()) {
            let _ = input.focus();
        }
        set(&self.form, "aria-busy", None);
        self.sending.set(false);
        Some(())
    }

    fn clear_errors(&self) {
        for slot in all(&self.form, "[data-error-for]") {
            slot.set_text_content(None);
            set(&slot, "hidden", Some(""));
        }
        for input in all(&self.form, "[aria-invalid]") {
            set(&input, "aria-invalid", None);
        }
    }

    fn named(&self, field: &str) -> Vec<Element> {
        all(&self.form, &format!("[name='{field}']"))
    }
}

/// The length as the server counts it: in characters, a line's end being one.
fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Goes to an address, which is on this very page when it only names a comment: then
/// the page is loaded again, and shown at that comment instead of where it was left.
fn go_to(place: &str) -> Option<()> {
    let window = web_sys::window()?;
    let here = window.location();
    let there = web_sys::Url::new_with_base(place, &here.href().ok()?).ok()?;
    let same = here.pathname().ok()? == there.pathname() && here.search().ok()? == there.search();
    if !same {
        return here.assign(&there.href()).ok();
    }
    let history = window.history().ok()?;
    history.set_scroll_restoration(web_sys::ScrollRestoration::Manual).ok()?;
    here.set_hash(&there.hash()).ok()?;
    here.reload().ok()
}
