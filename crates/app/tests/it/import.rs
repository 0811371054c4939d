//! Bringing in a consultation from another platform.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use app::import::{Made, Outcome, Refusal, Report, Request};
use app::{Error, comment, import, lineage, moderation, process, proposal, recount, search, vote};
use chrono::{TimeZone, Utc};
use domain::author::AuthorKind;
use domain::lineage::Relation;
use domain::locale::Locale;
use domain::moderation::Visibility;
use domain::phase::{PhaseKind, PhaseStatus};
use domain::policy::Role;
use domain::proposal::{ListQuery, State};
use domain::refusal::Refusal as Rule;
use domain::vote::{Choice, Counts, Gate};
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::{TestApp, db_test};

const SLUG: &str = "horaires-ouverts";

/// Records that were invented, with the traps of real ones.
pub(crate) fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/cap-collectif")
}

pub(crate) fn request(dir: impl Into<PathBuf>, process: &str) -> Request {
    Request { dir: dir.into(), process: process.into(), code: None, title: None }
}

pub(crate) async fn run(t: &TestApp, request: &Request) -> Result<Report, Error> {
    import::cap_collectif(&t.system(), request, |_, _| {}).await
}

fn refusal(answer: Result<Report, Error>) -> Refusal {
    match answer.expect_err("refused") {
        Error::Internal(error) => error.downcast().expect("a refusal of the import"),
        other => panic!("{other}"),
    }
}

/// How many rows each table has, and what they are, in one number.
pub(crate) async fn everything(t: &TestApp) -> BTreeMap<&'static str, (usize, u64)> {
    let mut found = BTreeMap::new();
    macro_rules! tables {
        ($($table:ident),+) => {$(
            let mut rows: Vec<String> = entities::$table::Entity::find().all(t.app.db.read()).await.expect("rows").iter().map(|row| format!("{row:?}")).collect();
            rows.sort_unstable();
            let mut hasher = DefaultHasher::new();
            rows.hash(&mut hasher);
            found.insert(stringify!($table), (rows.len(), hasher.finish()));
        )+};
    }
    tables!(
        account,
        act,
        comment,
        comment_revision,
        decision,
        imported_tally,
        job,
        link,
        organisation,
        outbox,
        participation,
        phase,
        process,
        process_count,
        proposal,
        proposal_revision,
        reference_counter,
        source,
        theme,
        version,
        vote
    );
    found
}

/// The fixture in a folder of its own, with a change.
fn changed(t: &TestApp, change: impl Fn(String) -> String) -> PathBuf {
    let dir = t.database.folder().join("dump");
    std::fs::create_dir_all(&dir).expect("a folder");
    let text = std::fs::read_to_string(fixture().join("opinions.jsonl")).expect("the fixture");
    std::fs::write(dir.join("opinions.jsonl"), change(text)).expect("written");
    dir
}

db_test! {
    async fn the_good_records_come_in_and_the_bad_ones_are_named(t) {
        let mut seen = Vec::new();
        let report = import::cap_collectif(&t.system(), &request(fixture(), SLUG), |done, total| seen.push((done, total))).await.expect("imported");
        assert_eq!(seen, [(0, 5), (5, 5)]);
        assert_eq!(report.outcome(), Outcome::Partial);
        assert_eq!((report.code.as_str(), report.process_created, report.votes), ("HOROUV", true, 46));
        let new = |created| Made { created, unchanged: 0 };
        assert_eq!((report.proposals, report.comments, report.sources, report.authors), (new(5), new(6), new(2), new(6)));
        let issues: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
        assert_eq!(report.malformed(), 4, "{issues:#?}");
        for start in [
            "opinions.jsonl:2: malformed: EOF while parsing a string",
            "opinions.jsonl:6: malformed: opinion 65, argument 506: missing field `created_at`",
            "opinions.jsonl:7: malformed: missing field `author`",
            "opinions.jsonl:9: malformed: opinion 64: the same id as on line 4",
            "opinions.jsonl:1: warning: source 72: its link is not a web address",
            "opinions.jsonl:6: warning: opinion 65: arguments_yes_count says 2, 1 were read",
            "proposals.csv:4: warning: opinion 62 is not among the records",
            "proposals.csv:6: warning: opinion 64: votes_ok says 5, opinions.jsonl says 4",
            "proposals.csv:8: warning: opinion 65: arguments_yes says 2, opinions.jsonl says 1",
            "arguments.csv:7: warning: argument 506 was not read",
        ] {
            assert_eq!(issues.iter().filter(|issue| issue.starts_with(start)).count(), 1, "{start}: {issues:#?}");
        }
        assert_eq!(issues.len(), 10, "{issues:#?}");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
    }

    async fn the_process_says_where_it_comes_from_and_is_over(t) {
        let named = Request { code: Some("HOR15".into()), title: Some("Les horaires ouverts".into()), ..request(fixture(), SLUG) };
        run(t, &named).await.expect("imported");
        let page = process::page(&t.visitor(), SLUG).await.expect("shown");
        let process = page.process;
        assert_eq!((process.code.as_str(), process.titles.text(Locale::Fr)), ("HOR15", "Les horaires ouverts"));
        assert_eq!((process.source.as_deref(), process.fictional, process.published), (Some("cap-collectif"), false, true));
        assert_eq!(process.summaries.text(Locale::Fr).split(". ").next(), Some("Consultation menée du 26 septembre 2015 au 18 octobre 2015 sur une autre plateforme (Cap Collectif, consultation.example)"));
        assert!(page.promise.expect("a promise").1.as_str().contains("telles qu’elles y étaient"));
        let [phase] = process.phases.as_slice() else { panic!("one phase: {:?}", process.phases) };
        assert_eq!((phase.kind, phase.status(t.system().now())), (PhaseKind::Consultation, PhaseStatus::Closed));
        assert_eq!(phase.starts_at, Utc.with_ymd_and_hms(2015, 9, 25, 23, 0, 0).single().expect("a time"));
        assert_eq!(phase.ends_at, Utc.with_ymd_and_hms(2015, 10, 18, 21, 58, 13).single());
        assert!(phase.closed_at.is_some());
        let themes: Vec<(&str, &str)> = process.themes.iter().map(|theme| (theme.slug.as_str(), theme.titles.text(Locale::Fr))).collect();
        assert_eq!(themes, [("ouverture-des-donnees-publiques", "Section 1 – Ouverture des données publiques"), ("service-public-de-la-donnee", "Section 2 – Service public de la donnée")]);
        let counts = process.counts;
        assert_eq!((counts.proposals, counts.comments, counts.votes, counts.imported_votes, counts.participants), (5, 6, 0, 46, 6));
    }

    async fn references_follow_the_dates_of_publication(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let rows = entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows");
        let mut proposals: Vec<(i32, &str)> = rows.iter().map(|row| (row.number, row.external_id.as_deref().unwrap_or_default())).collect();
        proposals.sort_unstable();
        assert_eq!(proposals, [(1, "horaires-ouverts:60"), (2, "horaires-ouverts:61"), (3, "horaires-ouverts:64"), (4, "horaires-ouverts:63"), (5, "horaires-ouverts:65")]);
        let rows = entities::comment::Entity::find().all(t.app.db.read()).await.expect("rows");
        let mut comments: Vec<(i32, &str)> = rows.iter().map(|row| (row.number, row.external_id.as_deref().unwrap_or_default().trim_start_matches("horaires-ouverts:"))).collect();
        comments.sort_unstable();
        assert_eq!(comments, [(1, "501"), (2, "502"), (3, "503"), (4, "505"), (5, "504"), (6, "507")]);
        assert_eq!(rows.iter().map(|row| row.published_at).min(), Utc.with_ymd_and_hms(2015, 9, 27, 8, 0, 0).single());
    }

    async fn a_proposal_is_shown_as_it_was_and_loads_nothing_from_elsewhere(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let page = proposal::show(&t.visitor(), "HOROUV-P2").await.expect("shown");
        assert_eq!(page.card.title, "Article 1 - Les horaires par défaut");
        assert_eq!((page.card.author.name(), page.card.author.kind), ("Autorité", AuthorKind::Imported));
        assert_eq!(page.card.published_at, Utc.with_ymd_and_hms(2015, 9, 26, 0, 27, 54).single().expect("a time"));
        assert_eq!((page.card.revision, page.card.comments_count, page.card.state), (1, 4, State::Received));
        let tally = page.card.tally.expect("a tally");
        assert_eq!(tally.imported, Some(Counts { agree: 7, mixed: 1, disagree: 2 }));
        assert_eq!(tally.cast, Counts::default());
        let body = page.parts.body.as_str();
        assert!(body.contains("<li>chaque jour</li>") && body.contains(">un plan</a>"), "{body}");
        for gone in ["<script", "alert", "<img", "onclick", "onerror"] {
            assert!(!body.contains(gone), "{gone}: {body}");
        }
        assert_eq!(page.words.body, "I. Les horaires sont publiés, «\u{A0}ligne par ligne\u{A0}».\n\nchaque jour\ngratuitement\n\nun plan\n\nFin.");
        let sections: Vec<(&str, &str)> = page.parts.sections.iter().map(|section| (section.title.as_str(), section.body.as_str().trim())).collect();
        assert_eq!(sections[0].0, "Explication de l'article");
        assert!(sections[0].1.contains("<strong>Objectif"));
        assert_eq!(sections[1], ("Article 4 du règlement imaginaire\u{A0}: avant", "<p>Les horaires sont affichés.</p>"));
        assert_eq!(sections[2], ("Article 4 du règlement imaginaire\u{A0}: après", "<p>Les horaires sont affichés <u>et publiés</u>.</p>"));
        assert_eq!((page.vote.gate, page.discussion.gate), (Gate::Closed, Gate::Closed));
        let original = entities::proposal_revision::Entity::find().filter(entities::proposal_revision::Column::Title.contains("Article 1")).one(t.app.db.read()).await;
        let original = original.expect("read").expect("there").original.expect("kept").to_string();
        assert!(original.contains("onerror") && original.contains("https://consultation.example/o/61"), "{original}");
        let links: Vec<(&str, &str)> = page.sources.iter().map(|source| (source.link.as_str(), source.body.as_str().trim())).collect();
        assert_eq!(links, [("https://horaires.example/guide?a=1&b=2", "<p>Un &lt;guide&gt; complet.</p>"), ("", "<p>À voir.</p>")]);
        let letters = proposal::show(&t.visitor(), "HOROUV-P1").await.expect("shown");
        assert!(letters.parts.body.as_str().contains("&lt;insérez la vôtre&gt;"), "{}", letters.parts.body);
    }

    async fn comments_keep_every_word_and_what_was_set_aside_says_so(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let page = proposal::show(&t.visitor(), "HOROUV-P2").await.expect("shown");
        let [first, second, disabled, trashed] = page.discussion.comments.as_slice() else { panic!("{:?}", page.discussion.comments) };
        assert_eq!((first.stance.as_str(), first.imported_votes, first.author.kind), ("for", Some(3), AuthorKind::Imported));
        assert_eq!(second.source, "Trop tôt.\nJe suis anti-<insérez ici un nom de logiciel>, et 3 < 5.");
        assert!(second.body.as_str().contains("Trop tôt.<br>") && second.body.as_str().contains("&lt;insérez ici"), "{}", second.body);
        for hidden in [disabled, trashed] {
            assert_eq!((hidden.visibility, hidden.source.as_str(), hidden.body.is_empty()), (Visibility::Hidden, "", true));
            let placeholder = hidden.placeholder.as_ref().expect("a placeholder");
            assert_eq!(placeholder.visibility, Visibility::Hidden);
            assert!(placeholder.decision.is_some() && placeholder.reason.as_ref().is_some_and(|reason| reason.contains("plateforme d’origine")));
            assert_eq!(placeholder.by.as_ref().map(|by| by.name.as_str()), Some("Plateforme d’origine"));
        }
        let unicorn = proposal::show(&t.visitor(), "HOROUV-P4").await.expect("shown");
        assert_eq!((unicorn.card.state, unicorn.card.visibility), (State::Inadmissible, Visibility::Public));
        let [decision] = unicorn.decisions.as_slice() else { panic!("{:?}", unicorn.decisions) };
        assert_eq!((decision.reference.as_str(), decision.outcome.as_str()), ("HOROUV-D2", "inadmissible"));
        assert_eq!(decision.at, Utc.with_ymd_and_hms(2015, 10, 1, 13, 31, 30).single().expect("a time"));
        let steps = lineage::of(&t.visitor(), "HOROUV-P4").await.expect("a lineage");
        let relations: Vec<Relation> = steps.iter().map(|step| step.relation).collect();
        assert_eq!(relations, [Relation::DecidedBy, Relation::CommentedBy]);
    }

    async fn authors_cannot_sign_in_and_nobody_can_take_part_any_more(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let accounts = entities::account::Entity::find().all(t.app.db.read()).await.expect("rows");
        assert_eq!(accounts.len(), 7, "six authors and the platform itself");
        assert!(accounts.iter().all(|row| row.kind == "imported" && row.email.is_none() && row.password_hash.is_none() && row.name_key.is_none()));
        let camille = t.participant("Camille").await;
        let refused = vote::cast(&camille, "HOROUV-P1", Some(Choice::Agree)).await;
        assert!(matches!(refused, Err(Error::Refused(Rule::PhaseClosed))));
        let new = comment::NewComment { body: "Trop tard".into(), stance: "for".into(), ..comment::NewComment::default() };
        assert!(matches!(comment::publish(&camille, "HOROUV-P1", &new).await, Err(Error::Refused(Rule::PhaseClosed))));
    }

    async fn what_came_in_is_found_and_told_to_the_log(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let hits = search::site(&t.visitor(), "licorne").await.expect("searched");
        assert_eq!(hits.iter().map(|hit| hit.reference.as_str()).collect::<Vec<_>>(), ["HOROUV-P4"]);
        assert!(search::site(&t.visitor(), "publicitaire").await.expect("searched").is_empty());
        let supported = ListQuery { sort: domain::proposal::Sort::Supported, ..ListQuery::default() };
        let (_, page, _) = proposal::list(&t.visitor(), SLUG, &supported).await.expect("listed");
        assert_eq!(page.items[0].reference.as_str(), "HOROUV-P1");
        let lines = entities::outbox::Entity::find().filter(entities::outbox::Column::Topic.eq("imported")).all(t.app.db.read()).await.expect("rows");
        let of = |kind: &str| lines.iter().filter(|line| line.payload["kind"] == kind).count();
        assert_eq!((of("proposal"), of("comment"), of("tally"), of("source")), (5, 6, 5, 2));
        let proposal = lines.iter().find(|line| line.payload["ref"] == "HOROUV-P2" && line.payload["kind"] == "proposal").expect("a line");
        assert_eq!(proposal.payload["claimed_at"], "2015-09-26T00:27:54.000000Z");
        assert_eq!(proposal.payload["imported_at"], "2027-03-15T12:00:00.000000Z");
        assert_eq!(proposal.at, testkit::noon());
    }

    async fn a_second_run_changes_nothing(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let before = everything(t).await;
        t.clock.advance(chrono::TimeDelta::hours(5));
        let again = run(t, &request(fixture(), SLUG)).await.expect("imported");
        let old = |unchanged| Made { created: 0, unchanged };
        assert_eq!((again.proposals, again.comments, again.sources, again.authors), (old(5), old(6), old(2), old(6)));
        assert_eq!((again.votes, again.process_created, again.outcome()), (0, false, Outcome::Partial));
        assert_eq!(everything(t).await, before);
    }

    async fn a_run_that_brings_more_keeps_what_was_decided_here(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let moderator = t.staff("Alix", Role::Moderator).await;
        moderation::set_visibility(&moderator, "HOROUV-P3", "hidden", "R2", "Contraire à la charte.").await.expect("hidden");
        app::triage::admissibility(&moderator, "HOROUV-P4", "admissible", "Elle peut être lue sérieusement.").await.expect("readmitted");
        let mended = changed(t, |text| {
            let broken = text.lines().nth(1).expect("a broken line").to_owned();
            let whole = text.lines().nth(3).expect("a line").replace("\"id\": 64", "\"id\": 62").replace("cantine", "gare").replace("2015-09-30", "2015-09-20");
            let undated = "\"body\": \"Sans date.\", ";
            text.replace(&broken, &whole).replace(undated, &format!("{undated}\"created_at\": \"2015-10-05T10:00:00+0200\", ")).replace("\"votes_ok\": 12", "\"votes_ok\": 13")
        });
        let more = run(t, &request(&mended, SLUG)).await.expect("imported");
        let made = |created, unchanged| Made { created, unchanged };
        assert_eq!((more.proposals, more.comments, more.sources, more.authors), (made(1, 5), made(1, 6), made(0, 2), made(0, 6)));
        let issues: Vec<String> = more.issues.iter().map(ToString::to_string).collect();
        assert!(issues.iter().any(|issue| issue.contains("opinion 60: its votes differ")), "{issues:#?}");
        assert_eq!(proposal::show(&t.visitor(), "HOROUV-P3").await.expect("shown").card.visibility, Visibility::Hidden);
        assert_eq!(proposal::show(&t.visitor(), "HOROUV-P4").await.expect("shown").card.state, State::Admissible);
        assert_eq!(proposal::show(&t.visitor(), "HOROUV-P1").await.expect("shown").card.tally.and_then(|tally| tally.imported).map(|votes| votes.agree), Some(12));
        let new = proposal::show(&t.visitor(), "HOROUV-P6").await.expect("shown");
        assert!(new.parts.body.as_str().contains("gare"));
        assert_eq!(proposal::show(&t.visitor(), "HOROUV-P5").await.expect("shown").card.comments_count, 2);
        let page = process::page(&t.visitor(), SLUG).await.expect("shown");
        assert_eq!(page.process.phases[0].starts_at, new.card.published_at, "the phase spans the records");
        assert_eq!(page.date_changes.len(), 1, "and says that it was widened");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
        let before = everything(t).await;
        run(t, &request(&mended, SLUG)).await.expect("imported");
        assert_eq!(everything(t).await, before);
    }

    async fn a_process_prepared_by_hand_takes_the_records_and_keeps_its_words(t) {
        let plan = |consultation: &str| format!("[process]\nslug = \"{SLUG}\"\ncode = \"HOR\"\ntitles.fr = \"Les horaires\"\ncharters.fr = \"R1. Restez courtois.\"\n{consultation}");
        crate::process_setup::apply(&t.system(), &plan("")).await;
        assert!(matches!(refusal(run(t, &request(fixture(), SLUG)).await), Refusal::NoPhase(_)));
        let phase = "[[phases]]\nkind = \"consultation\"\ntitles.fr = \"Vos avis\"\nstarts_at = 2015-09-26\nends_at = 2030-01-01\n";
        crate::process_setup::apply(&t.system(), &plan(phase)).await;
        let report = run(t, &request(fixture(), SLUG)).await.expect("imported");
        assert_eq!((report.process_created, report.proposals.created, report.code.as_str()), (false, 5, "HOR"));
        let page = process::page(&t.visitor(), SLUG).await.expect("shown");
        assert_eq!(page.process.titles.exact("fr"), "Les horaires");
        assert!(page.charter.is_some());
        assert_eq!(page.process.phases[0].closed_at, None, "whether it is open is its administrators' matter");
        assert_eq!(page.process.phases[0].status(t.clock_now()), PhaseStatus::Open);
        let before = everything(t).await;
        run(t, &request(fixture(), SLUG)).await.expect("again");
        assert_eq!(everything(t).await, before);
    }

    async fn the_same_folder_may_go_to_two_processes(t) {
        run(t, &request(fixture(), SLUG)).await.expect("imported");
        let other = run(t, &request(fixture(), "horaires-ouverts-bis")).await.expect("imported");
        assert_eq!((other.proposals.created, other.authors.created), (5, 6));
        assert_ne!(other.code, "HOROUV");
        assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
    }

    async fn what_cannot_be_is_refused_and_leaves_nothing(t) {
        let camille = t.participant("Camille").await;
        let denied = import::cap_collectif(&camille, &request(fixture(), SLUG), |_, _| {}).await;
        assert!(matches!(denied, Err(Error::Denied(_))));
        assert!(matches!(refusal(run(t, &request(fixture(), "Pas un slug")).await), Refusal::Slug(_)));
        assert!(matches!(refusal(run(t, &request(t.database.folder().join("nulle-part"), SLUG)).await), Refusal::Unreadable { .. }));
        let coded = |code: &str, slug: &str| Request { code: Some(code.into()), ..request(fixture(), slug) };
        assert!(matches!(refusal(run(t, &coded("hor", SLUG)).await), Refusal::Code(_)));
        for text in ["", "\n\n", "pas du json\n", "{}\n[1]\n\u{0}\n"] {
            let dir = changed(t, |_| text.to_owned());
            let report = run(t, &request(&dir, SLUG)).await.expect("a report");
            assert_eq!(report.outcome(), Outcome::Nothing, "{text:?}");
        }
        assert_eq!(entities::process::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
        run(t, &coded("HOR", SLUG)).await.expect("imported");
        assert!(matches!(refusal(run(t, &coded("AUTRE", SLUG)).await), Refusal::OtherCode { .. }));
        assert!(matches!(refusal(run(t, &coded("HOR", "ailleurs")).await), Refusal::CodeTaken(_)));
        t.process().await;
        t.proposal(&camille, "Ce qui fut dit ici n’est pas importé").await;
        assert!(matches!(refusal(run(t, &request(fixture(), testkit::SLUG)).await), Refusal::NotImported(_)));
    }

    async fn hostile_records_are_stored_or_named_and_break_nothing(t) {
        let dir = changed(t, |text| {
            let line = text.lines().nth(3).expect("a line");
            let with = |id: &str, change: &dyn Fn(String) -> String| change(line.replace("\"id\": 64", &format!("\"id\": {id}")));
            [
                with("1", &|line| line.replace("cantine", r"can\u0000tine\u202e")),
                with("2", &|line| line.replace("cantine", r"\ud800")),
                with("3", &|line| line.replace("2015-09-30T09", "2099-09-30T09")),
                with("4", &|line| line.replace("\"votes_ok\": 4", "\"votes_ok\": 99999999999")),
                with("5", &|line| line.replace("\"votes_ok\": 4", "\"votes_ok\": -4")),
                with("\"clé\"", &|line| line),
                with("null", &|line| line),
                with("6", &|line| line.replace("\"Ouvrir les données\"", r#"" \u0000\u200b ""#)),
                with("7", &|line| line.replace("cantine", &"<b>".repeat(20_000))),
                format!("\u{FEFF}{}", with("8", &|line| line)),
                "[".repeat(3_000),
            ]
            .join("\r\n")
        });
        let bytes = [std::fs::read(dir.join("opinions.jsonl")).expect("read"), b"\n\xff\xfe\n".to_vec()].concat();
        std::fs::write(dir.join("opinions.jsonl"), bytes).expect("written");
        let report = run(t, &request(&dir, SLUG)).await.expect("imported");
        let issues: Vec<String> = report.issues.iter().map(ToString::to_string).collect();
        assert_eq!((report.proposals.created, report.malformed()), (4, 8), "{issues:#?}");
        let stored = entities::proposal::Entity::find().filter(entities::proposal::Column::ExternalId.eq("horaires-ouverts:1")).one(t.app.db.read()).await.expect("read").expect("there");
        let page = proposal::show(&t.visitor(), &stored.reference).await.expect("shown");
        assert_eq!(page.words.body, "Ouvrir les données de la cantine.");
    }
}
