//! The fictional demonstration.

use std::collections::{BTreeMap, HashSet};

use app::demo::{DemoReport, Refusal};
use app::{Error, commitment, demo, lineage, process, proposal, recount, session};
use domain::commitment::State as CommitmentState;
use domain::lineage::Relation;
use domain::phase::{PhaseKind, PhaseStatus};
use domain::policy::{Actor, Role};
use domain::process::Process;
use domain::proposal::State;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter};
use testkit::{Kind, TestApp, db_test};
use toml::{Table, Value};

use crate::people::{browser, sign_in};

fn refusal(answer: Result<DemoReport, Error>) -> Refusal {
    match answer.expect_err("refused") {
        Error::Internal(error) => error.downcast().expect("a refusal of the demonstration"),
        other => panic!("{other}"),
    }
}

/// The files of the story, read without the code that replays them.
fn files() -> Vec<Table> {
    ["archive", "consultation", "ideation"]
        .map(|name| {
            let path = format!("{}/demo/{name}.toml", env!("CARGO_MANIFEST_DIR"));
            std::fs::read_to_string(path).expect("the file").parse().expect("a table")
        })
        .into()
}

fn list<'a>(table: &'a Table, key: &str) -> &'a [Value] {
    table.get(key).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

async fn show(t: &TestApp, slug: &str) -> Process {
    process::page(&t.visitor(), slug).await.expect("shown").process
}

/// Every text of a value, but the keys by which the files name their own parts.
fn texts(key: &str, value: &Value, found: &mut Vec<String>) {
    const NAMES: [&str; 15] = [
        "slug",
        "code",
        "lang",
        "time_zone",
        "kind",
        "role",
        "author",
        "by",
        "lead",
        "theme",
        "stance",
        "parent",
        "on_behalf_of",
        "organisation",
        "key",
    ];
    match value {
        Value::String(text) if !NAMES.contains(&key) => found.push(text.clone()),
        Value::Array(_) if ["languages", "sources"].contains(&key) => {}
        Value::Array(values) => values.iter().for_each(|value| texts(key, value, found)),
        Value::Table(table) => table.iter().for_each(|(key, value)| texts(key, value, found)),
        _ => {}
    }
}

/// Every text that the database holds where people read.
async fn stored(t: &TestApp) -> HashSet<String> {
    let db = t.app.db.read();
    let mut found = HashSet::new();
    macro_rules! all {
        ($($table:ident: $($column:ident),+);+ $(;)?) => {$(
            for row in entities::$table::Entity::find().all(db).await.expect("rows") {
                $(found.insert(row.$column);)+
            }
        )+};
    }
    all!(
        proposal_revision: title, problem, body, effect, carrier, continues;
        comment_revision: body;
        commitment_revision: title, problem, body;
        milestone: title;
        decision: rule, reason, outcome;
        organisation: name, summary;
        account: name;
        phase: tallies;
    );
    let mut localized = |value: &serde_json::Value| {
        found.extend(value.as_object().into_iter().flatten().filter_map(|(_, text)| text.as_str().map(str::to_owned)))
    };
    for row in entities::process::Entity::find().all(db).await.expect("rows") {
        [&row.titles, &row.summaries, &row.promises, &row.charters].into_iter().for_each(&mut localized);
    }
    entities::phase::Entity::find().all(db).await.expect("rows").iter().for_each(|row| localized(&row.titles));
    entities::theme::Entity::find().all(db).await.expect("rows").iter().for_each(|row| localized(&row.titles));
    found
}

db_test! {
    /// Seeding takes seconds: it is done once, and looked at from all sides.
    async fn the_story_is_written_as_people_would_have(t) {
        let mut seen = Vec::new();
        let report = demo::seed(&t.system(), |done, total| seen.push((done, total))).await.expect("seeded");
        let total = seen[0].1;
        assert!(seen.is_sorted() && seen.last() == Some(&(total, total)), "{:?}", seen.last());
        every_figure_is_what_its_rows_say(t, &report).await;
        no_word_of_the_story_is_lost(t).await;
        one_process_takes_proposals_one_is_consulted_on_and_one_is_over(t, &report).await;
        a_retained_proposal_can_be_followed_to_its_commitment(t).await;
        each_role_can_be_tried_with_the_one_password(t, &report).await;
        let Refusal::Taken(what) = refusal(demo::seed(&t.system(), |_, _| {}).await) else { panic!("another refusal") };
        assert_eq!(what, "the process plan-action-2023");
    }

    async fn it_is_written_once_and_beside_nothing_of_its_names(t) {
        let camille = t.participant("Camille").await;
        assert!(matches!(demo::seed(&camille, |_, _| {}).await, Err(Error::Denied(_))));
        t.account("camilledemo", true).await;
        assert!(matches!(refusal(demo::seed(&t.system(), |_, _| {}).await), Refusal::Taken(_)));
        assert_eq!(entities::process::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
    }
}

#[tokio::test]
async fn a_public_instance_has_no_demonstration() {
    let t = TestApp::with(Kind::Sqlite, |settings| settings.server.public_url = "https://participation.example".into())
        .await
        .expect("an application");
    assert!(matches!(refusal(demo::seed(&t.system(), |_, _| {}).await), Refusal::Https(_)));
    assert_eq!(entities::account::Entity::find().count(t.app.db.read()).await.expect("counted"), 0);
}

async fn every_figure_is_what_its_rows_say(t: &TestApp, report: &DemoReport) {
    assert_eq!(recount::all(&t.system()).await.expect("counted"), []);
    let files = files();
    let objects = || files.iter().flat_map(|file| list(file, "proposals").iter().chain(list(file, "commitments")));
    let count =
        |key: &str| objects().map(|it| it.get(key).and_then(Value::as_array).map_or(0, Vec::len)).sum::<usize>() as u64;
    assert_eq!((report.proposals, report.commitments, report.comments), (42, 8, count("comments")));
    let mut kept: BTreeMap<String, [i64; 3]> = BTreeMap::new();
    for row in entities::proposal::Entity::find().all(t.app.db.read()).await.expect("rows") {
        kept.insert(row.title, [row.agree, row.mixed, row.disagree].map(i64::from));
    }
    for row in entities::commitment::Entity::find().all(t.app.db.read()).await.expect("rows") {
        kept.insert(row.title, [row.agree, row.mixed, row.disagree].map(i64::from));
    }
    let mut votes = 0;
    for object in objects() {
        let revised = object.get("revision").and_then(|revision| revision.get("title"));
        let title = revised.unwrap_or(&object["title"]).as_str().expect("a title");
        let of = |choice: &str| {
            object.get("votes").and_then(|votes| votes.get(choice)).and_then(Value::as_integer).unwrap_or_default()
        };
        let wanted = [of("agree"), of("mixed"), of("disagree")];
        assert_eq!(kept.get(title), Some(&wanted), "{title}");
        votes += wanted.iter().sum::<i64>();
    }
    assert_eq!(report.votes, votes as u64);
}

async fn no_word_of_the_story_is_lost(t: &TestApp) {
    let stored = stored(t).await;
    let mut wanted = Vec::new();
    for file in files() {
        texts("", &Value::Table(file), &mut wanted);
    }
    assert!(wanted.len() > 500, "{}", wanted.len());
    let cleaned = |text: &String| [content::clean::text(text), content::clean::line(text)];
    let lost: Vec<&String> =
        wanted.iter().filter(|text| !cleaned(text).iter().any(|text| stored.contains(text))).collect();
    assert!(lost.is_empty(), "{lost:#?}");
}

async fn one_process_takes_proposals_one_is_consulted_on_and_one_is_over(t: &TestApp, report: &DemoReport) {
    let slugs: Vec<&str> = report.processes.iter().map(|(slug, _)| slug.as_str()).collect();
    assert_eq!(slugs, ["plan-action-2023", "plan-action-2025", "plan-action-2027"]);
    let now = t.system().now();
    let mut open = Vec::new();
    for slug in slugs {
        let process = show(t, slug).await;
        assert!(process.fictional && process.published && process.source.is_none());
        open.push(process.phases.iter().find(|phase| phase.is_open(now)).map(|phase| phase.kind));
        for phase in &process.phases {
            let over = phase.ends_at.is_some_and(|end| end < now);
            assert_eq!(phase.closed_at.is_some(), over, "{slug} {}", phase.kind);
            assert_eq!(phase.status(now) == PhaseStatus::Closed, over);
        }
    }
    assert_eq!(open, [None, Some(PhaseKind::Consultation), Some(PhaseKind::Ideation)]);
    let home = process::home(&t.visitor()).await.expect("shown");
    assert_eq!((home.open.len(), home.closed.len(), home.answers.is_empty()), (2, 1, false));
    let jobs = entities::job::Entity::find().all(t.app.db.read()).await.expect("rows");
    assert!(jobs.iter().all(|job| job.kind == app::phase::CLOSE && job.run_at > now), "{jobs:?}");
}

async fn a_retained_proposal_can_be_followed_to_its_commitment(t: &TestApp) {
    let steps = lineage::of(&t.visitor(), "PAN25-P3").await.expect("a lineage");
    let relations: Vec<Relation> = steps.iter().map(|step| step.relation).collect();
    for relation in
        [Relation::RevisedAs, Relation::CommentedBy, Relation::DecidedBy, Relation::AnsweredBy, Relation::SourceOf]
    {
        assert!(relations.contains(&relation), "{relation}: {relations:?}");
    }
    let source = steps.iter().find(|step| step.relation == Relation::SourceOf).expect("a commitment");
    assert_eq!(source.to.reference.as_str(), "PAN25-E1");
    assert!(steps.is_sorted_by_key(|step| step.at));
    let page = commitment::show(&t.visitor(), "PAN25-E1").await.expect("shown");
    assert_eq!(
        (page.card.state, page.card.milestones.len(), page.sources[0].reference.as_str()),
        (CommitmentState::InConsultation, 4, "PAN25-P3")
    );
    let (_, cards) = commitment::list(&t.visitor(), "plan-action-2025").await.expect("listed");
    assert_eq!(cards.len(), 5, "the sixth is still private");
    let states = |of: State| {
        let of = of.as_str();
        async move {
            entities::proposal::Entity::find()
                .filter(entities::proposal::Column::State.eq(of))
                .count(t.app.db.read())
                .await
                .expect("counted")
        }
    };
    assert_eq!(
        (states(State::Retained).await, states(State::PartlyRetained).await, states(State::NotRetained).await),
        (5, 6, 5)
    );
    let withdrawn = entities::proposal::Entity::find()
        .filter(entities::proposal::Column::Visibility.eq("withdrawn"))
        .count(t.app.db.read())
        .await;
    assert_eq!((states(State::Inadmissible).await, withdrawn.expect("counted")), (1, 2));
    let (_, adopted) = commitment::list(&t.visitor(), "plan-action-2023").await.expect("listed");
    assert!(adopted.iter().all(|card| card.state == CommitmentState::Adopted) && adopted.len() == 2);
    let hidden = entities::comment::Entity::find()
        .filter(entities::comment::Column::Visibility.eq("hidden"))
        .count(t.app.db.read())
        .await;
    assert_eq!(hidden.expect("counted"), 2);
    let own = proposal::show(&t.visitor(), "PAN27-P4").await.expect("shown");
    assert_eq!(own.card.author.name(), "Association Exemple");
}

async fn each_role_can_be_tried_with_the_one_password(t: &TestApp, report: &DemoReport) {
    let roles: Vec<Role> = report.accounts.iter().map(|account| account.role).collect();
    assert_eq!(
        roles,
        [
            Role::Participant,
            Role::Delegate,
            Role::Instructor,
            Role::Owner,
            Role::Moderator,
            Role::Guarantor,
            Role::Admin
        ]
    );
    assert_eq!(report.password.len(), 24);
    for account in &report.accounts {
        assert!(account.email.ends_with("@demo.invalid"));
        let opened = sign_in(&t.visitor(), &account.email, &report.password).await.expect("signed in");
        let ctx = browser(t, &opened.token).await.expect("there");
        let Actor::User { confirmed, held, id, .. } = &ctx.actor else { panic!("{:?}", ctx.actor) };
        assert!(confirmed);
        let wanted: &[Role] = if account.role == Role::Participant { &[] } else { &[account.role] };
        assert_eq!(held.iter().map(|held| held.role).collect::<Vec<_>>(), wanted);
        assert_eq!(
            held.iter().any(|held| held.organisation.is_some()),
            account.organisation.is_some(),
            "{}",
            account.role
        );
        let voted = entities::vote::Entity::find()
            .filter(entities::vote::Column::AccountId.eq(id.0))
            .count(t.app.db.read())
            .await
            .expect("counted");
        assert_eq!(voted, 0, "who tries an account finds a vote to cast");
    }
    assert!(session::find(&t.visitor(), &report.password).await.expect("looked up").is_none());
    assert_eq!(app::instance::demo_accounts(&t.app).await.expect("counted"), 47 + 29);
    let can_sign_in = entities::account::Entity::find()
        .filter(entities::account::Column::PasswordHash.is_not_null())
        .count(t.app.db.read())
        .await;
    assert_eq!(can_sign_in.expect("counted"), 7);
}
