//! The site without JavaScript, as every persona: every link is followed, every
//! form is sent empty, then filled with hostile words. Nothing but a page, a
//! redirect, a correction or a refusal may come back.

use std::collections::{BTreeSet, VecDeque};

use axum::http::Method;
use chrono::TimeDelta;
use domain::policy::Role;
use testkit::{Kind, SLUG, TestApp};

use crate::http::{Browser, Form, Page, Site};
use crate::persona;

/// Pages read and forms sent by one persona, at most: the site is finite, this
/// says when it no longer is.
const MOST: usize = 900;
/// Goes into every field.
const HOSTILE: &str =
    "</textarea><script>alert(1)</script>\"'><img src=x onerror=alert(1)> \u{202e}gnp.exe\u{200b} l’été =1+1";

/// An address without its numbers and marks: forms and pages of one kind are
/// tried a few times, not a thousand.
fn kind_of(path: &str) -> String {
    let path = path.split('?').next().unwrap_or(path);
    path.split('/')
        .map(|part| if part.chars().any(|c| c.is_ascii_digit()) { "#" } else { part })
        .collect::<Vec<_>>()
        .join("/")
}

struct Crawl {
    browser: Browser,
    who: String,
    seen: BTreeSet<String>,
    sent: BTreeSet<String>,
    front: VecDeque<String>,
}

impl Crawl {
    fn add(&mut self, path: &str) {
        // Tried by the stories about sessions: it would end this one.
        let ends_the_session = path.starts_with("/sign-out") || path.contains("/end");
        if !ends_the_session && self.seen.insert(path.to_owned()) {
            self.front.push_back(path.to_owned());
        }
    }

    fn check(&self, page: &Page, allowed: &[u16], what: &str) {
        let status = page.status.as_u16();
        assert!(allowed.contains(&status), "{} {what} {}: {status}\n{}", self.who, page.path, page.body);
        let is_page = page.header("content-type").is_some_and(|kind| kind.starts_with("text/html"));
        if is_page && !page.body.is_empty() {
            let live = ["<script>alert", "<img src=x"].iter().any(|words| page.body.contains(words));
            assert!(!live, "{} {what} {}: hostile words came out live", self.who, page.path);
            assert_eq!(page.texts("h1").len(), 1, "{} {what} {}: one h1", self.who, page.path);
            assert!(!page.has("[style]"), "{} {what} {}: a style attribute", self.who, page.path);
            assert!(!page.has("script:not([src])"), "{} {what} {}: an inline script", self.who, page.path);
            let visitor = self.who == "visitor";
            assert!(!(visitor && page.has("script")), "{} {what} {}: a script for a visitor", self.who, page.path);
        }
    }

    async fn run(&mut self) -> usize {
        let mut pages = 0;
        while let Some(path) = self.front.pop_front() {
            pages += 1;
            assert!(pages < MOST, "{}: there is no end to {path}", self.who);
            let page = self.browser.get(&path).await;
            // What was hidden since its page was read has no receipt any more.
            let gone = path.ends_with("/receipt") && page.status == 404;
            if !gone {
                self.check(&page, &[200, 303, 403], "reads");
            }
            if page.status == 303 {
                let to = page.location().split('#').next().unwrap_or_default().to_owned();
                self.add(&to);
                continue;
            }
            for link in page.links() {
                self.add(&link);
            }
            for form in page.forms() {
                self.send(form).await;
            }
        }
        pages
    }

    async fn send(&mut self, form: Form) {
        let times = self.sent.iter().filter(|sent| **sent == kind_of(&form.action)).count();
        if times > 0 || !form.action.starts_with('/') || form.action == "/sign-out" || form.action.contains("/end") {
            return;
        }
        self.sent.insert(kind_of(&form.action));
        let mut buttons = form.buttons.clone();
        if buttons.is_empty() {
            buttons.push((String::new(), String::new()));
        }
        for (name, value) in buttons {
            for filled in [Vec::new(), filled(&form)] {
                let mut fields = filled;
                if !name.is_empty() {
                    fields.push((name.clone(), value.clone()));
                }
                let pairs: Vec<(&str, &str)> =
                    fields.iter().map(|(key, value)| (key.as_str(), value.as_str())).collect();
                let page = if form.method == Method::POST {
                    self.browser.post(&form.action, &pairs).await
                } else {
                    self.browser.get(&pages::url::query(&form.action, &pairs)).await
                };
                self.check(&page, &[200, 303, 403, 404, 409, 422], "sends");
                if page.status == 303 {
                    let to = page.location().split('#').next().unwrap_or_default().to_owned();
                    self.add(&to);
                }
            }
        }
    }
}

/// Every control with something in it: what is chosen is a choice, what is
/// hidden stays, what is typed is hostile.
fn filled(form: &Form) -> Vec<(String, String)> {
    let kept: Vec<(String, String)> = form.fields.clone();
    let mut fields = Vec::new();
    for control in &form.controls {
        let value = match control.kind.as_str() {
            "hidden" => {
                kept.iter().find(|(name, _)| *name == control.name).map_or(String::new(), |(_, value)| value.clone())
            }
            "radio" | "checkbox" | "select" => control.choices.last().cloned().unwrap_or_default(),
            "email" => "quelqu.un@exemple.fr".to_owned(),
            "date" => "2027-06-01".to_owned(),
            "datetime-local" => "2027-06-01T12:00".to_owned(),
            _ => HOSTILE.to_owned(),
        };
        fields.push((control.name.clone(), value));
    }
    fields
}

/// A site on which there is something of everything.
async fn crawl(role: Option<Role>, later: TimeDelta) {
    let Some(t) = TestApp::new(Kind::Sqlite).await else { return };
    let process = t.process().await;
    let administration = t.organisation("numerique", "administration").await;
    let author = persona::author(&t).await;
    let first = t.proposal(&author, "Publier les algorithmes publics").await;
    t.proposal(&author, "Publier les budgets des communes").await;
    let comment = t.comment(&author, &first, "Une première remarque, pour commencer.").await;
    let ines = t.in_organisation("Inès Exemple", Role::Instructor, administration).await;
    let omar = t.in_organisation("Omar Exemple", Role::Owner, administration).await;
    let modou = t.staff("Modou Exemple", Role::Moderator).await;
    let hidden = t.comment(&author, &first, "Un propos qui sera masqué.").await;
    app::moderation::set_visibility(&modou, &hidden, "hidden", "R1", "Propos injurieux.").await.expect("hidden");
    app::moderation::report(&ines, &comment, "À regarder, merci.").await.expect("reported");
    app::triage::answer(&ines, &first, &app::triage::NewAnswer::of("retained", "Cette idée répond au besoin."))
        .await
        .expect("answered");
    let words = domain::commitment::Words {
        title: "Ouvrir les algorithmes publics".into(),
        problem: "Les décisions automatisées ne sont pas expliquées.".into(),
        text: "La direction publie le code et une explication.".into(),
        lead: "numerique".into(),
        sources: vec![first.clone()],
        milestones: vec![domain::commitment::MilestoneWords {
            title: "Inventaire".into(),
            due: "2027-12-31".into(),
            ..Default::default()
        }],
    };
    app::commitment::create(&omar, SLUG, &words, None).await.expect("drafted");
    let published = app::commitment::create(&omar, SLUG, &words, None).await.expect("drafted").0;
    t.later(later);
    if later > TimeDelta::days(15) {
        app::commitment::publish(&omar, published.as_str()).await.expect("published");
    }
    let site = Site::new(&t);
    let browser = persona::browser(&t, &site, role, Some(process), Some(administration)).await;
    let who = role.map_or("visitor".to_owned(), |role| role.to_string());
    let mut crawl = Crawl { browser, who, seen: BTreeSet::new(), sent: BTreeSet::new(), front: VecDeque::new() };
    for path in ["/", "/processes/plan-2027", "/search?q=algorithmes", "/account"] {
        crawl.add(path);
    }
    let pages = crawl.run().await;
    assert!(pages > 15, "{}: only {pages} pages were found", crawl.who);
    assert!(crawl.sent.len() >= 3, "{}: only {:?} were sent", crawl.who, crawl.sent);
}

macro_rules! personas {
    ($($name:ident = $role:expr),+ $(,)?) => {$(
        mod $name {
            use super::*;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn during_ideation() {
                crawl($role, TimeDelta::minutes(5)).await;
            }

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn during_consultation() {
                crawl($role, TimeDelta::days(20)).await;
            }
        }
    )+};
}

personas! {
    visitor = None,
    unconfirmed = Some(Role::Unconfirmed),
    participant = Some(Role::Participant),
    delegate = Some(Role::Delegate),
    instructor = Some(Role::Instructor),
    owner = Some(Role::Owner),
    moderator = Some(Role::Moderator),
    guarantor = Some(Role::Guarantor),
    admin = Some(Role::Admin),
}

/// Every route, as every persona: a page, a redirect or a refusal, never a failure.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_route_answers_every_persona() {
    let Some(t) = TestApp::new(Kind::Sqlite).await else { return };
    let process = t.process().await;
    let administration = t.organisation("numerique", "administration").await;
    let author = persona::author(&t).await;
    let proposal = t.proposal(&author, "Publier les algorithmes publics").await;
    let comment = t.comment(&author, &proposal, "Une première remarque.").await;
    let site = Site::new(&t);
    for role in persona::EVERYONE {
        let browser = persona::browser(&t, &site, *role, Some(process), Some(administration)).await;
        for route in server::router::list() {
            let mut path = route.path.replace("{slug}", SLUG);
            let reference = if path.starts_with("/comments") { &comment } else { &proposal };
            path = path.replace("{reference}", reference);
            while let (Some(start), Some(end)) = (path.find('{'), path.find('}')) {
                path.replace_range(start..=end, "01930000-0000-7000-8000-000000000000");
            }
            if path.contains("sign-out") || path.contains("/end") {
                continue;
            }
            let page =
                if route.method == Method::POST { browser.post(&path, &[]).await } else { browser.get(&path).await };
            let status = page.status.as_u16();
            let known = [200, 201, 204, 303, 401, 403, 404, 409, 422];
            assert!(known.contains(&status), "{role:?} {} {path}: {status}\n{}", route.method, page.body);
        }
    }
}
