//! What holds of every page, whoever looks and whatever was typed: nothing that
//! was typed runs, one `h1`, a language, a label for every control.

mod contribution;
mod lineage;
mod staff;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::commitment;
use domain::field::FieldErrors;
use domain::locale::Locale;
use domain::moderation::Visibility;
use domain::paging::{Count, Paged};
use domain::proposal::{ListQuery, Sort};
use domain::reference::Kind;
use domain::site::SitePage;
use domain::vote::{Choice, Gate};
use scraper::{ElementRef, Html, Selector};

use crate::cx::Cx;
use crate::sample::{self, HOSTILE};
use crate::{
    account, commitment_form, decision_form, discussion, history, home, process, proposal, proposal_form,
    proposal_list, search, site,
};

fn comment_typed(errors: FieldErrors) -> discussion::Typed {
    discussion::Typed {
        body: HOSTILE.into(),
        stance: HOSTILE.into(),
        on_behalf_of: "asso".into(),
        op: HOSTILE.into(),
        errors,
    }
}

fn decision_typed(errors: FieldErrors) -> decision_form::Typed {
    decision_form::Typed {
        choice: HOSTILE.into(),
        rule: HOSTILE.into(),
        reason: HOSTILE.into(),
        on_behalf_of: HOSTILE.into(),
        errors,
    }
}

fn forms() -> proposal::Forms {
    let refused = || decision_typed(sample::errors(&["reason"]));
    proposal::Forms {
        vote: Some(Choice::Agree),
        comment: comment_typed(sample::errors(&["body", "stance", "on_behalf_of"])),
        admissibility: refused(),
        answer: refused(),
        visibility: refused(),
        report: refused(),
        vote_errors: sample::errors(&["choice"]),
    }
}

/// Every page for one reader.
fn pages(cx: &Cx) -> Vec<(&'static str, String)> {
    [readings(cx), writings(cx), contribution::all(cx), about_oneself(cx), staff::all(cx), lineage::all(cx)].concat()
}

fn about_oneself(cx: &Cx) -> Vec<(&'static str, String)> {
    use domain::account::LinkState;
    let none = FieldErrors::default();
    let (unconfirmed, confirmed) = (sample::own_account(false), sample::own_account(true));
    let (contributions, drafts, sessions) = (sample::own_contributions(), sample::own_drafts(), sample::sessions());
    let nothing = Paged { items: Vec::new(), next: None };
    let (lines, no_line) = (sample::notice_lines(), Paged { items: Vec::new(), next: None });
    let full = account::Own {
        account: &unconfirmed,
        contributions: &contributions,
        after: Some(HOSTILE),
        drafts: &drafts,
        sessions: &sessions,
        errors: &sample::errors(&["current_password", "password"]),
    };
    let empty = account::Own {
        account: &confirmed,
        contributions: &nothing,
        after: None,
        drafts: &[],
        sessions: &sessions[..1],
        errors: &none,
    };
    let sign_up = account::SignUp {
        email: HOSTILE.into(),
        name: HOSTILE.into(),
        terms: HOSTILE.into(),
        op: HOSTILE.into(),
        errors: sample::errors(&["email", "name", "password", "terms"]),
    };
    let whole = FieldErrors::one(domain::field::WHOLE_FORM, domain::field::Problem::WrongCredentials);
    let sign_in = account::SignIn { email: HOSTILE.into(), next: HOSTILE.into(), kept: true, errors: whole };
    let refused = sample::errors(&["password"]);
    vec![
        ("account", account::page(cx, &full)),
        ("account, empty", account::page(cx, &empty)),
        ("contributions", account::contributions::page(cx, &sample::notices(&lines, &contributions))),
        ("contributions, none", account::contributions::page(cx, &sample::notices(&no_line, &nothing))),
        ("data", account::data::page(cx, "", &none)),
        ("data, refused", account::data::page(cx, HOSTILE, &sample::errors(&["current_password", "format"]))),
        ("votes", account::contributions::votes(cx, &sample::own_votes(), Some(HOSTILE))),
        ("stop", account::contributions::stop(cx, HOSTILE, false)),
        ("stopped", account::contributions::stop(cx, HOSTILE, true)),
        (
            "erasure",
            account::erasure::overview(cx, &[sample::asked(true), sample::asked(false)], &contributions, Some(HOSTILE)),
        ),
        ("erasure, nothing", account::erasure::overview(cx, &[], &nothing, None)),
        ("erasure of an account", account::erasure::before(cx, &sample::before_erasure(false, false), &none)),
        (
            "erasure of a contribution, refused",
            account::erasure::before(cx, &sample::before_erasure(true, false), &sample::errors(&["current_password"])),
        ),
        ("a name taken off", account::erasure::before(cx, &sample::before_erasure(true, true), &none)),
        ("sign up", account::sign_up(cx, &account::SignUp::default())),
        ("sign up, refused", account::sign_up(cx, &sign_up)),
        ("check mail", account::check_mail(cx)),
        ("sign in", account::sign_in(cx, &account::SignIn::default())),
        ("sign in, refused", account::sign_in(cx, &sign_in)),
        ("confirm", account::confirm(cx, HOSTILE, LinkState::Good, HOSTILE)),
        ("refuse", account::refuse(cx, HOSTILE, LinkState::Good, HOSTILE)),
        ("confirm, used", account::confirm(cx, HOSTILE, LinkState::Used, "")),
        ("confirm, over", account::confirm(cx, HOSTILE, LinkState::Over, "")),
        ("reset", account::reset_request(cx, HOSTILE, &sample::errors(&["email"]))),
        ("reset, sent", account::reset_sent(cx)),
        ("reset, choose", account::reset(cx, HOSTILE, LinkState::Good, &refused)),
        ("reset, over", account::reset(cx, HOSTILE, LinkState::Used, &refused)),
    ]
}

fn readings(cx: &Cx) -> Vec<(&'static str, String)> {
    let process = sample::process();
    let query = ListQuery {
        q: HOSTILE.into(),
        theme: Some(HOSTILE.into()),
        sort: Sort::Random,
        after: Some(HOSTILE.into()),
        ..ListQuery::default()
    };
    let cards =
        Paged { items: vec![sample::card(), sample::unreadable(Visibility::Erased).card], next: Some(HOSTILE.into()) };
    let nothing = Paged { items: Vec::new(), next: None };
    let closed = {
        let mut page = sample::proposal_page();
        page.vote.gate = Gate::Closed;
        page.vote.tally = None;
        page.discussion.gate = Gate::Confirm;
        page.discussion.comments.clear();
        page
    };
    vec![
        ("home", home::page(cx, &sample::home_page())),
        ("home, empty", home::page(cx, &domain::process::HomePage::default())),
        ("process", process::page(cx, &sample::process_page())),
        ("list", proposal_list::page(cx, &process, &query, &cards, Count::MoreThan(1_000))),
        ("list, empty", proposal_list::page(cx, &process, &ListQuery::default(), &nothing, Count::Exact(0))),
        ("proposal", proposal::page(cx, &sample::proposal_page(), &proposal::Forms::default())),
        ("proposal, closed", proposal::page(cx, &closed, &proposal::Forms::default())),
        ("proposal, hidden", proposal::page(cx, &sample::unreadable(Visibility::Hidden), &proposal::Forms::default())),
        ("history", history::page(cx, &process, &sample::card(), &sample::revisions())),
        ("commitments", crate::commitment::list(cx, &process, &[sample::commitment_card()], true)),
        (
            "commitment",
            crate::commitment::page(
                cx,
                &sample::commitment_page(commitment::State::InConsultation),
                &crate::commitment::Forms { vote: Some(Choice::Mixed), ..crate::commitment::Forms::default() },
            ),
        ),
        (
            "commitment, draft",
            crate::commitment::page(
                cx,
                &sample::commitment_page(commitment::State::Draft),
                &crate::commitment::Forms::default(),
            ),
        ),
        ("search", search::page(cx, HOSTILE, &sample::hits(), true)),
        ("search, nothing", search::page(cx, HOSTILE, &[], false)),
        ("style guide", crate::styleguide::page(cx)),
        ("site", site::page(cx, &sample::site_text(), true)),
        ("log", crate::log::page(cx, &sample::log())),
        ("log, empty", crate::log::page(cx, &crate::log::View::default())),
    ]
}

fn writings(cx: &Cx) -> Vec<(&'static str, String)> {
    let process = sample::process();
    let reference = sample::reference(Kind::Proposal, 42);
    let speaks_for = [("asso".to_owned(), HOSTILE.to_owned())];
    let charter = sample::process_page().charter;
    let (parts, cards) = (sample::parts(), vec![sample::card()]);
    let form = sample::proposal_form();
    let write = |purpose, preview| {
        proposal_form::page(
            cx,
            &proposal_form::Form {
                process: &process,
                purpose,
                form: &form,
                speaks_for: &speaks_for,
                charter: charter.as_ref(),
                preview,
            },
        )
    };
    let typed = site::Typed { title: HOSTILE.into(), source: HOSTILE.into() };
    let commitment = commitment_form::Form {
        process: &process,
        of: None,
        op: HOSTILE,
        words: &sample::commitment_words(),
        leads: &speaks_for,
        candidates: &cards,
        errors: &sample::errors(&["source", "source-2", "milestone_title-1", "milestone_due-1", "lead"]),
    };
    let whole = sample::commitment_page(domain::commitment::State::Draft);
    let changed = commitment_form::Form { of: Some(&whole), op: "", ..commitment };
    vec![
        ("commitment, changed", commitment_form::page(cx, &changed)),
        ("proposal, refused", proposal::page(cx, &sample::proposal_page(), &forms())),
        ("new proposal", write(proposal_form::Purpose::New, None)),
        ("draft", write(proposal_form::Purpose::Draft(HOSTILE), None)),
        ("preview", write(proposal_form::Purpose::New, Some((&parts, &cards)))),
        ("correction", write(proposal_form::Purpose::Edit(&reference), None)),
        ("new commitment", commitment_form::page(cx, &commitment)),
        ("site form", site::edit(cx, SitePage::Legal, &typed, &typed, &sample::errors(&["title_fr", "source_en"]))),
    ]
}

/// Every page, for a visitor, a participant and staff, in one language or the other.
static ALL: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let readers = [
        ("visitor", Locale::Fr, sample::cx()),
        ("participant", Locale::En, sample::participant()),
        ("staff", Locale::Fr, sample::staff()),
    ];
    let mut all = Vec::new();
    for (who, locale, cx) in readers {
        let cx = Cx { locale, path: HOSTILE.into(), ..cx };
        all.extend(pages(&cx).into_iter().map(|(page, html)| (format!("{page}, {who}, {locale}"), html)));
    }
    all
});

fn all() -> impl Iterator<Item = (&'static str, Html)> {
    ALL.iter().map(|(page, html)| (page.as_str(), Html::parse_document(html)))
}

fn select<'a>(html: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    html.select(&Selector::parse(selector).expect("a selector")).collect()
}

/// One pass, as reading a page back is what takes time.
#[test]
fn every_page_is_safe_titled_labelled_and_in_order() {
    for (page, html) in all() {
        nothing_typed_runs(page, &html);
        one_title_a_language_and_one_main(page, &html);
        every_control_is_labelled(page, &html);
        each_thing_is_named_once_and_references_hold(page, &html);
        headings_are_in_order(page, &html);
        words_and_not_codes(page, &html);
        if page.contains("visitor") {
            assert!(select(&html, "script, leptos-island").is_empty(), "{page}: a visitor gets a script");
        }
    }
}

fn nothing_typed_runs(page: &str, html: &Html) {
    assert!(select(html, "script:not(#boot), img, iframe, object, style").is_empty(), "{page}");
    for element in select(html, "*") {
        for (name, value) in element.value().attrs() {
            assert!(!name.starts_with("on") && name != "style", "{page}: {name} on {}", element.value().name());
            assert!(!value.trim_start().to_ascii_lowercase().starts_with("javascript:"), "{page}: {value}");
        }
    }
}

fn one_title_a_language_and_one_main(page: &str, html: &Html) {
    let titles = select(html, "h1");
    assert_eq!(titles.len(), 1, "{page}");
    assert!(!titles[0].text().collect::<String>().trim().is_empty(), "{page}");
    assert!(select(html, "html")[0].value().attr("lang").is_some_and(|lang| page.ends_with(lang)), "{page}");
    assert_eq!(select(html, "main#main").len(), 1, "{page}");
    assert!(!select(html, "title")[0].text().collect::<String>().contains("<!"), "{page}");
}

fn every_control_is_labelled(page: &str, html: &Html) {
    let labelled: BTreeSet<_> =
        select(html, "label[for]").iter().filter_map(|label| label.value().attr("for")).collect();
    for control in select(html, "input:not([type=hidden]), select, textarea") {
        let inside = control.ancestors().filter_map(ElementRef::wrap).any(|around| around.value().name() == "label");
        let by_id = control.value().attr("id").is_some_and(|id| labelled.contains(id));
        assert!(inside || by_id, "{page}: {}", control.html());
    }
    for button in select(html, "button") {
        assert!(!button.text().collect::<String>().trim().is_empty(), "{page}: {}", button.html());
    }
}

fn each_thing_is_named_once_and_references_hold(page: &str, html: &Html) {
    let mut ids = BTreeSet::new();
    for element in select(html, "[id]") {
        let id = element.value().attr("id").unwrap_or_default();
        assert!(ids.insert(id), "{page}: {id} is there twice");
    }
    for attribute in ["for", "aria-describedby", "aria-labelledby"] {
        for element in select(html, &format!("[{attribute}]")) {
            for id in element.value().attr(attribute).unwrap_or_default().split_whitespace() {
                assert!(ids.contains(id), "{page}: {attribute}={id} refers to nothing");
            }
        }
    }
    for link in select(html, ".error-summary a, a.skip-link") {
        let id = link.value().attr("href").unwrap_or_default().trim_start_matches('#');
        assert!(ids.contains(id), "{page}: the summary links to nothing: {id}");
    }
}

fn headings_are_in_order(page: &str, html: &Html) {
    let mut before = 0;
    for heading in select(html, "main h1, main h2, main h3, main h4") {
        let summary =
            heading.ancestors().filter_map(ElementRef::wrap).any(|around| around.value().attr("role") == Some("alert"));
        if summary {
            continue;
        }
        let level = heading.value().name().trim_start_matches('h').parse::<u8>().expect("a level");
        assert!(level <= before + 1, "{page}: {} after h{before}", heading.html());
        before = level;
    }
}

fn words_and_not_codes(page: &str, html: &Html) {
    let text: String = html.root_element().text().collect();
    for id in CODED.iter() {
        assert!(!text.contains(id), "{page}: {id}");
    }
    assert!(!text.contains("{$") && !text.contains('\u{2068}'), "{page}");
}

/// Every message id that is made from a code.
static CODED: LazyLock<Vec<String>> = LazyLock::new(|| {
    let families = crate::message::FAMILIES.iter();
    families.flat_map(|(family, codes)| codes().into_iter().map(move |code| format!("{family}-{code}"))).collect()
});

#[test]
fn what_cannot_be_read_is_nowhere_on_the_page() {
    let mut page = sample::unreadable(Visibility::Erased);
    page.card.author.person = "Nom effacé".into();
    page.card.author.organisation = None;
    let html = proposal::page(&sample::cx(), &page, &proposal::Forms::default());
    assert!(!html.contains("Nom effacé"), "{html}");
}

#[test]
fn a_copy_of_ones_data_is_text_whatever_is_in_it() {
    let line = serde_json::json!({ "title": HOSTILE, "words": { HOSTILE: [HOSTILE, null, true] }, "number": 3 });
    let html = account::data::document(&sample::cx(), &serde_json::json!({ "account": [line], "votes": [] }));
    let page = Html::parse_document(&html);
    nothing_typed_runs("the copy", &page);
    assert_eq!(select(&page, "h1").len(), 1);
    assert!(select(&page, "link").is_empty(), "it is read without the site");
    let said: String = page.root_element().text().collect();
    assert!(said.contains("Titre") && said.contains("Vous n’avez rien ici"), "{said}");
}

#[test]
fn a_refused_form_opens_where_the_error_is() {
    let html = Html::parse_document(&proposal::page(&sample::staff(), &sample::proposal_page(), &forms()));
    for id in ["answer-reason", "admissibility-reason", "visibility-reason", "report-reason"] {
        let field = select(&html, &format!("#{id}")).pop().expect("a field");
        let folded = field
            .ancestors()
            .filter_map(ElementRef::wrap)
            .find(|around| around.value().name() == "details")
            .expect("a fold");
        assert!(folded.value().attr("open").is_some(), "{id}");
    }
}
