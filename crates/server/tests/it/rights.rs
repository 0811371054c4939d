//! What people are owed: erasing from the account page, and by an operator.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use chrono::TimeDelta;
use testkit::{TestApp, db_test};

use crate::cli::{Operator, Server};
use crate::http::{Browser, Site};

const PASSWORD: &str = "quatre chats sur un toit";
const TITLE: &str = "Zibelinette et autres mots rares";

/// Someone who has published and is signed in.
async fn zibelinette(t: &TestApp, site: &Site) -> (Browser, String) {
    let id = t.account("Quokka Du Test", true).await;
    let hash = t.app.hasher.hash(PASSWORD.into(), [3; 16]).await.expect("a hash");
    let tx = t.app.db.write_tx().await.expect("a transaction");
    let row = entities::account::ActiveModel {
        id: sea_orm::ActiveValue::Set(id.0),
        password_hash: sea_orm::ActiveValue::Set(Some(hash)),
        ..Default::default()
    };
    sea_orm::ActiveModelTrait::update(row, &*tx).await.expect("updated");
    tx.commit().await.expect("committed");
    let browser = site.browser();
    let fields = [("email", "quokka.du.test@exemple.fr"), ("password", PASSWORD)];
    browser.post("/sign-in", &fields).await.is(303);
    let fields = [
        ("title", TITLE),
        ("problem", "On ne sait pas comment les décisions sont prises."),
        ("body", "Publier le code source et une explication, zibelinette."),
        ("theme", "numerique"),
        ("intent", "publish"),
    ];
    let published = browser.post("/processes/plan-2027/proposals", &fields).await.is(303);
    let reference = published.location().rsplit('/').next().unwrap_or_default().split('#').next().unwrap_or_default();
    (browser, reference.to_owned())
}

db_test! {
    async fn one_is_told_asks_changes_ones_mind_and_asks_again(t) {
        t.process().await;
        let site = Site::new(t);
        let (browser, reference) = zibelinette(t, &site).await;
        assert_eq!(site.browser().get("/account/erasure").await.is(303).location(), "/sign-in?next=%2Faccount%2Ferasure");
        let page = browser.get("/account").await.is(200);
        assert!(page.links().contains(&"/account/erasure".to_owned()), "{:?}", page.links());
        let path = format!("/account/erasure/{reference}");
        let page = browser.get("/account/erasure").await.is(200);
        assert!(page.links().contains(&path) && page.links().contains(&"/account/erasure/account".to_owned()), "{:?}", page.links());
        let page = browser.get(&path).await.is(200);
        for told in ["citations", "même personne", "mention", "sauvegardes", "16 mars 2027"] {
            let told = if told == "mention" { "effacée à la demande" } else { told };
            assert!(page.body.contains(told), "{told} in {}", page.body);
        }
        let wrong = page.form(&path).fill("current_password", "pas le bon").send().await.is(422);
        assert_eq!(wrong.errors().len(), 1);
        let page = browser.get(&path).await.form(&path).fill("current_password", PASSWORD).send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("enregistrée"), "{}", page.flash());
        assert!(browser.get(&path).await.is(200).forms().iter().any(|form| form.action.ends_with("/cancel")));
        let page = page.form(&format!("{path}/cancel")).send().await.is(303).follow().await.is(200);
        assert!(page.flash().contains("annulée"), "{}", page.flash());
        browser.post(&format!("{path}/cancel"), &[]).await.is(404);
        browser.get("/account/erasure/PAN27-P99").await.is(404);
        browser.post("/account/erasure/account", &[("current_password", PASSWORD)]).await.is(303);
        t.later(TimeDelta::days(1));
        app::erasure::run(&t.system(), app::erasure::Which::Due).await.expect("erased");
        assert_eq!(browser.get("/account").await.status, 303, "nobody is signed in any more");
        let visitor = site.browser();
        let proposal = format!("/proposals/{reference}");
        let page = visitor.get(&proposal).await.is(200);
        assert!(page.body.contains("Contribution effacée à la demande de son auteur"), "{}", page.body);
        for path in [
            proposal.clone(), format!("{proposal}/history"), format!("{proposal}/lineage"), "/".into(), "/search?q=zibelinette".into(),
            "/processes/plan-2027".into(), "/processes/plan-2027/proposals".into(), "/processes/plan-2027/register".into(), format!("/api/v1{proposal}"),
            "/api/v1/processes/plan-2027/proposals".into(), "/api/v1/processes/plan-2027".into(),
        ] {
            let page = visitor.get(&path).await.is(200);
            let said = page.body.to_lowercase().replace("q=zibelinette", "").replace("value=\"zibelinette\"", "").replace("« zibelinette »", "").replace("«\u{a0}zibelinette\u{a0}»", "");
            let shown = path.starts_with("/search");
            assert!((shown || !said.contains("zibelinette")) && !said.contains("quokka"), "{path}: {said}");
        }
    }
}

/// Someone of the demonstration leaves while it is served: they are in no export and
/// in no byte of the files, and both verifiers still find nothing wrong with the log.
#[test]
fn someone_leaves_and_the_log_still_verifies_from_outside() {
    let operator = Operator::new();
    operator.run(&["demo"], 0);
    let mut server = Server::start(&operator, &[]);
    let address = format!("http://{}/log", server.address);
    let settled = || {
        let began = std::time::Instant::now();
        while !operator.run(&["log", "status"], 0).contains("waiting            0")
            || server.ask("/log/checkpoint").starts_with("HTTP/1.1 404")
        {
            assert!(began.elapsed() < Duration::from_secs(90), "{}", operator.run(&["log", "status"], 0));
            std::thread::sleep(Duration::from_millis(500));
        }
    };
    settled();
    operator.run(&["user", "erase", "--email", "participant@demo.invalid"], 0);
    assert!(operator.run(&["user", "erasures", "run", "--now"], 0).contains("1 accounts"));
    settled();
    let said = operator.run(&["log", "verify", &address], 0);
    assert!(said.contains("nothing is wrong") && said.contains("account_erased"), "{said}");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/verify.py");
    let there = Command::new("python3").args(["-c", "import cryptography"]).output();
    if there.is_ok_and(|output| output.status.success()) {
        let output = Command::new("python3").arg(script).arg(format!("{address}/")).output().expect("it starts");
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{said}");
    } else {
        eprintln!("skipped: python3 with the package cryptography is not there");
    }
    let exports = ["plan-action-2023", "plan-action-2025", "plan-action-2027"];
    for slug in exports {
        operator.run(&["export", "process", "--process", slug, &format!("{slug}.json")], 0);
    }
    assert!(operator.run(&["doctor"], 0).contains("every figure is what its rows say"));
    assert_eq!(server.stop(), Some(0));
    let exports = exports.map(|slug| format!("{slug}.json"));
    let files = ["var/parvis.sqlite", "var/parvis.sqlite-wal"].map(str::to_owned);
    for file in files.iter().chain(&exports) {
        let bytes = std::fs::read(operator.path(file)).unwrap_or_default();
        for never in ["Camille D", "participant@demo"] {
            assert!(!bytes.windows(never.len()).any(|window| window == never.as_bytes()), "{never} in {file}");
        }
    }
}

/// What the operator does for someone who wrote a letter; and a copy that was made
/// before is erased again when it is put back, and again if it is served as it is.
#[test]
fn a_letter_a_copy_and_its_restoration() {
    let operator = Operator::new();
    let create =
        ["user", "create", "--email", "quokka@exemple.fr", "--name", "Quokka Du Test", "--role", "participant"];
    operator.run(&create, 0);
    operator.run(&["backup", "copy.sqlite"], 0);
    assert!(operator.run(&["user", "erase", "--email", "personne@exemple.fr"], 1).contains("--email: "));
    assert!(operator.run(&["user", "erase", "--email", "quokka@exemple.fr"], 0).contains("it will be erased at"));
    assert!(operator.run(&["user", "erasures", "run"], 0).contains("0 accounts"), "its time has not come");
    assert!(operator.run(&["user", "erasures", "run", "--now"], 0).contains("1 accounts"));
    let holds = |file: &str| {
        let bytes = std::fs::read(operator.path(file)).unwrap_or_default().to_ascii_lowercase();
        bytes.windows(6).any(|window| window == b"quokka")
    };
    for file in
        ["var/parvis.sqlite", "var/parvis.sqlite-wal", "var/parvis.sqlite-shm", "var/parvis.sqlite.log.erasures"]
    {
        assert!(!holds(file), "{file}");
    }
    let mode = std::fs::metadata(operator.path("var/parvis.sqlite.log.erasures")).expect("the file").permissions();
    assert_eq!(std::os::unix::fs::PermissionsExt::mode(&mode) & 0o777, 0o600);
    assert!(holds("copy.sqlite"));
    assert!(operator.run(&["restore", "--force", "copy.sqlite"], 0).contains("erased again"));
    assert!(!holds("var/parvis.sqlite"));
    assert!(operator.run(&["doctor"], 0).contains("every figure is what its rows say"));
    std::fs::copy(operator.path("copy.sqlite"), operator.path("var/parvis.sqlite")).expect("copied by hand");
    operator.run(&["migrate"], 0);
    operator.run(&["user", "erasures", "run"], 0);
    assert!(!holds("var/parvis.sqlite"));
    operator.run(&create, 0);
}

db_test! {
    async fn what_became_of_my_words_is_a_page_and_a_mail_program_stops_its_mail(t) {
        use app::triage::{NewAnswer, answer};
        t.process().await;
        let site = Site::new(t);
        let (browser, reference) = zibelinette(t, &site).await;
        let administration = t.organisation("numerique", "administration").await;
        let ines = t.in_organisation("Inès", domain::policy::Role::Instructor, administration).await;
        answer(&ines, &reference, &NewAnswer::of("retained", "Cette idée répond au besoin.")).await.expect("answered");
        assert!(browser.get("/account").await.is(200).links().contains(&"/account/contributions".to_owned()));
        let page = browser.get("/account/contributions").await.is(200);
        assert_eq!(page.h1(), "Ce que sont devenues mes contributions");
        assert!(page.links().contains(&format!("/proposals/{reference}/lineage")), "{:?}", page.links());
        assert!(page.body.contains("Nouveau"), "{}", page.body);
        let page = page.form("/account/contributions/read").send().await.is(303).follow().await.is(200);
        assert!(!page.body.contains("Nouveau") && page.flash().contains("lu"), "{}", page.body);
        browser.get("/account/votes").await.is(200);

        answer(&ines, &reference, &NewAnswer::of("not_retained", "Un autre motif que le premier.")).await.expect("answered");
        app::notice::digest(&t.system()).await.expect("looked at");
        let mails = t.mails_to("quokka.du.test@exemple.fr").await;
        let stop = mails.last().expect("a mail").link("/stop/");
        let stranger = site.browser();
        let page = stranger.get(&stop).await.is(200);
        assert!(app::notice::wants(&who(t).await).await.expect("asked"), "opening it changes nothing");
        let request = |body: &'static str, kind: &'static str| {
            axum::http::Request::post(&stop)
                .header("content-type", kind)
                .header("origin", "https://mail.example")
                .header("sec-fetch-site", "cross-site")
                .body(axum::body::Body::from(body))
                .expect("a request")
        };
        let one_click = site.send(request("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded")).await;
        assert_eq!(one_click.status, 200, "no session, no cookie, from elsewhere");
        assert!(one_click.headers.get("set-cookie").is_none());
        let again = site.send(request("--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n", "multipart/form-data; boundary=x")).await;
        assert_eq!(again.status, 200);
        assert!(!app::notice::wants(&who(t).await).await.expect("asked"));
        assert!(page.form(&stop).send().await.is(303).follow().await.is(200).h1().contains("fait"));
        let elsewhere = axum::http::Request::post("/account/contributions/read").header("sec-fetch-site", "cross-site").body(axum::body::Body::empty()).expect("a request");
        assert_eq!(site.send(elsewhere).await.status, 403, "that route alone");
        stranger.post(&format!("/stop/{}", "A".repeat(43)), &[]).await.is(404);
        let page = browser.get("/account/contributions").await.is(200);
        page.form("/account/contributions/mails").send().await.is(303);
        assert!(app::notice::wants(&who(t).await).await.expect("asked"));
    }
}

/// Whose session the browser has.
async fn who(t: &TestApp) -> app::Ctx {
    use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
    let rows = entities::account::Entity::find().filter(entities::account::Column::Name.eq("Quokka Du Test"));
    let row = rows.one(t.app.db.read()).await.expect("read").expect("an account");
    let actor = domain::policy::Actor::User {
        id: domain::id::AccountId(row.id),
        confirmed: true,
        auth_level: 1,
        held: Vec::new(),
    };
    t.system().acting(actor)
}

db_test! {
    async fn one_takes_a_copy_of_everything_to_be_read_or_to_be_used(t) {
        t.process().await;
        let site = Site::new(t);
        let (browser, reference) = zibelinette(t, &site).await;
        browser.post(&format!("/proposals/{reference}/vote"), &[("choice", "agree")]).await.is(303);
        let page = browser.get("/account/data").await.is(200);
        page.form("/account/data").fill("current_password", "pas le bon").send().await.is(422);
        let read = browser.post("/account/data", &[("format", "html"), ("current_password", PASSWORD)]).await.is(200);
        assert!(read.header("content-disposition").is_some_and(|name| name.contains(".html")));
        assert!(!read.has("link") && !read.has("script"), "it is read without the site");
        let used = browser.post("/account/data", &[("format", "json"), ("current_password", PASSWORD)]).await.is(200);
        let copy: serde_json::Value = serde_json::from_str(&used.body).expect("JSON");
        let parts: Vec<&str> = copy.as_object().expect("an object").keys().map(String::as_str).collect();
        for part in domain::my_data::Part::ALL {
            assert!(parts.contains(&part.as_str()), "{part} in {parts:?}");
        }
        for said in [TITLE, "quokka.du.test@exemple.fr", "Quokka Du Test", "zibelinette", "agree", "/receipt"] {
            assert!(used.body.contains(said), "{said} in {}", used.body);
        }
        for said in [TITLE, "quokka.du.test@exemple.fr", "Quokka Du Test", "zibelinette", "D’accord", "15 mars 2027"] {
            assert!(read.body.contains(said), "{said} in {}", read.body);
        }
        assert!(!used.body.contains("argon2") && !used.body.contains("salt"));
        assert_eq!(copy["proposals"][0]["revisions"][0]["title"], TITLE);
        site.browser().get("/account/data").await.is(303);
        browser.post("/account/data", &[("format", "pdf"), ("current_password", PASSWORD)]).await.is(422);
    }

    async fn the_register_is_a_page_a_table_and_data_without_a_name(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let modou = t.staff("Modou Le Modérateur", domain::policy::Role::Moderator).await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        app::triage::admissibility(&modou, &reference, "admissible", "=Dans le champ, \"vraiment\".").await.expect("admitted");
        t.later(TimeDelta::seconds(1));
        app::moderation::set_visibility(&modou, &reference, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        let site = Site::new(t);
        let visitor = site.browser();
        let page = visitor.get("/processes/plan-2027").await.is(200);
        assert!(page.links().contains(&"/processes/plan-2027/register".to_owned()), "{:?}", page.links());
        let page = visitor.get("/processes/plan-2027/register?kind=moderation").await.is(200);
        assert!(page.body.contains("Propos injurieux") && !page.body.contains("Dans le champ"), "{}", page.body);
        assert!(page.body.contains(&format!("sur {reference}, version 1")), "{}", page.body);
        let data: serde_json::Value = serde_json::from_str(&visitor.get("/processes/plan-2027/register.json").await.is(200).body).expect("JSON");
        assert_eq!((data["items"][0]["action"].as_str(), data["items"][0]["version"].as_i64()), (Some("moderation.visibility"), Some(1)));
        let table = visitor.get("/processes/plan-2027/register.csv").await.is(200);
        assert!(table.header("content-type").is_some_and(|kind| kind.starts_with("text/csv")));
        assert!(table.body.contains("\"'=Dans le champ, \"\"vraiment\"\".\""), "{}", table.body);
        assert_eq!(table.body.lines().count(), 3, "{}", table.body);
        assert!(table.body.starts_with("\u{feff}at,action,role,"), "{}", table.body);
        for body in [&page.body, &data.to_string(), &table.body] {
            assert!(!body.contains("Modou"), "{body}");
        }
        visitor.get("/processes/nulle-part/register.csv").await.is(404);
    }
}
