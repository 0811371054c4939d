//! What the islands are before any script runs: the form that the server wrote.

use hydration_context::SsrSharedContext;
use islands::{CommentForm, CommentWords, SimilarProposals, SimilarWords, VoteForm, VoteWords};
use leptos::prelude::*;
use std::sync::Arc;

/// Renders as the server's pages do.
fn render<V: IntoView + 'static>(view: impl FnOnce() -> V) -> String {
    let owner = Owner::new_root(Some(Arc::new(SsrSharedContext::new_islands())));
    let html = owner.with(|| view().into_view().to_html());
    owner.unset_with_forced_cleanup();
    html
}

fn vote_form() -> impl IntoView {
    let words = VoteWords {
        agree: "Votre vote « d’accord » est enregistré.".to_owned(),
        mixed: "Votre vote « mitigé » est enregistré.".to_owned(),
        disagree: "Votre vote « pas d’accord » est enregistré.".to_owned(),
        none: "Votre vote est retiré.".to_owned(),
    };
    view! {
        <section data-votes>
            <svg><rect data-share="agree" x="0%" width="50%"></rect><rect data-share="mixed" x="50%" width="0%"></rect><rect data-share="disagree" x="50%" width="50%"></rect></svg>
            <p><span data-tally="total">"2"</span>" "<span data-plural="total" data-one="vote" data-other="votes">"votes"</span></p>
            <VoteForm words>
                <form method="post" action="/proposals/PAN-P1/vote">
                    <button name="choice" value="agree" aria-pressed="false">"D’accord "<span data-tally="agree">"1"</span></button>
                    <button name="choice" value="mixed" aria-pressed="false">"Mitigé "<span data-tally="mixed">"0"</span></button>
                    <button name="choice" value="disagree" aria-pressed="false">"Pas d’accord "<span data-tally="disagree">"1"</span></button>
                    <button name="choice" value="none" hidden>"Retirer mon vote"</button>
                </form>
            </VoteForm>
        </section>
    }
}

fn comment_form() -> impl IntoView {
    let words = CommentWords {
        left: "Caractères restants : {n}".to_owned(),
        over: "Caractères en trop : {n}".to_owned(),
        refused: "Votre commentaire n’est pas encore publié.".to_owned(),
    };
    view! {
        <CommentForm words draft_key="someone:PAN-P1".to_owned()>
            <form method="post" action="/proposals/PAN-P1/comments">
                <label for="body">"Votre commentaire"</label>
                <textarea id="body" name="body"></textarea>
                <p data-count-for="body" data-limit="3000">"3 000 caractères au plus"</p>
                <p data-error-for="body" hidden></p>
                <input type="hidden" name="op" value="00000000-0000-7000-8000-000000000000"/>
                <button name="stance" value="for">"Publier"</button>
            </form>
        </CommentForm>
    }
}

fn title_field() -> impl IntoView {
    let words = SimilarWords {
        found: "Propositions proches : {n}".to_owned(),
        about: "{ref}, d’accord : {agree}, commentaires : {comments}".to_owned(),
        about_secret: "{ref}, commentaires : {comments}".to_owned(),
        new_tab: "nouvel onglet".to_owned(),
    };
    view! {
        <SimilarProposals endpoint="/api/v1/processes/pan/proposals".to_owned() words>
            <label for="title">"Titre"</label>
            <input id="title" name="title"/>
        </SimilarProposals>
    }
}

#[test]
fn renders_its_form_without_a_browser() {
    let html = render(vote_form);
    let (before, form) = html.split_once("<form ").expect("a form");
    assert!(before.ends_with("<leptos-children>"), "the form is not the client's to draw: {before}");
    assert!(form.starts_with(r#"method="post" action="/proposals/PAN-P1/vote">"#), "{form}");
    assert!(form.contains(r#"<button name="choice" value="agree" aria-pressed="false">"#), "{form}");
    assert!(html.contains("data-component=\"VoteForm_"), "the boot script finds it: {html}");
}

#[test]
fn says_nothing_before_something_happened() {
    for html in [render(vote_form), render(comment_form), render(title_field)] {
        let (_, status) = html.split_once("role=\"status\"").expect("a live region");
        let said = status.split_once('>').and_then(|(_, rest)| rest.split_once("</p>")).expect("its end").0;
        assert_eq!(said.replace("<!>", ""), "");
    }
}

#[test]
fn leaves_what_the_server_wrote_into_the_fields() {
    let html = render(comment_form);
    assert!(html.contains("3 000 caractères au plus"), "{html}");
    assert!(html.contains(r#"<textarea id="body" name="body"></textarea>"#), "{html}");
    assert!(render(title_field).contains(r#"<input id="title" name="title">"#));
}

#[test]
fn a_sentence_cannot_leave_its_attribute() {
    let words = VoteWords { agree: "\"><script>alert(1)</script>".to_owned(), ..VoteWords::default() };
    let html = render(move || view! { <VoteForm words><form></form></VoteForm> });
    assert!(!html.contains("<script>"), "{html}");
}
