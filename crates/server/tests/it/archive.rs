//! An archive from beginning to end: made from what a visitor sees, verified by both
//! verifiers, moved, and held against whoever changes it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use domain::policy::Role;
use server::archive;
use testkit::{SLUG, TestApp, db_test};

use crate::cli::Operator;

/// Makes the archive of a process beside the test's database.
async fn make(t: &TestApp, slug: &str, name: &str) -> anyhow::Result<PathBuf> {
    let folder = t.database.folder().join(name);
    archive::make(&t.app, slug, &folder, Duration::ZERO, &mut |_, _, _| {}).await?;
    Ok(folder)
}

async fn logged(t: &TestApp) {
    while app::log::tick(&t.system()).await.expect("sequenced").is_none() {}
}

/// What both verifiers say of a folder; they agree on whether anything is wrong.
fn verified(folder: &Path, status: i32) -> [String; 2] {
    let operator = Operator::new();
    let place = folder.to_str().expect("UTF-8");
    let said = operator.run(&["log", "verify", place], status);
    let there = Command::new("python3").args(["-c", "import cryptography"]).output();
    if !there.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: python3 with the package cryptography is not there");
        return [said.clone(), said];
    }
    // The verifier that comes with the archive may itself be what was changed.
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/verify.py");
    let output = Command::new("python3").arg(script).arg(place).output().expect("it starts");
    let second = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert_eq!(output.status.code(), Some(status), "{second}");
    [said, second]
}

/// Every file of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    use ledger::archive::Folder;
    let disk = archive::OnDisk::new(folder);
    let paths = disk.files().expect("listed");
    paths.into_iter().map(|path| (path.clone(), std::fs::read(folder.join(path)).expect("read"))).collect()
}

fn text(folder: &Path, file: &str) -> String {
    std::fs::read_to_string(folder.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

db_test! {
    async fn an_archive_of_the_demonstration_proves_itself(t) {
        let demo = app::demo::seed(&t.system(), |_, _| {}).await.expect("seeded");
        logged(t).await;
        let slug = &demo.processes[1].0;
        let folder = make(t, slug, "archive").await.expect("made");
        for said in verified(&folder, 0) {
            assert!(said.contains("nothing is wrong"), "{said}");
        }
        let all = files(&folder);
        for file in ["index.html", "en/index.html", "legal/index.html", "log/index.html", "data/process.json", "data/proposals.csv", "log/scope", "log/objects/0.jsonl", "LISEZMOI.md", "verify.py"] {
            assert!(all.contains_key(file), "{file}");
        }
        for (file, bytes) in all.iter().filter(|(file, _)| file.ends_with(".html")) {
            let page = String::from_utf8_lossy(bytes);
            for live in ["<form", "<script", "/sign-in", "href=\"/"] {
                assert!(!page.contains(live), "{live} in {file}");
            }
            assert_eq!(page.matches("href=\"http://127.0.0.1:3000").count(), 1, "{file}: the origin, once");
        }
        assert_eq!(archive::broken_links(&folder).expect("read"), Vec::<String>::new());
        // Moved, it is as good; made again, it is the same.
        let moved = t.database.folder().join("elsewhere");
        std::fs::rename(&folder, &moved).expect("moved");
        verified(&moved, 0);
        let again = make(t, slug, "archive").await.expect("made again");
        assert!(files(&again) == all, "the same state gives the same files");
    }

    async fn whoever_changes_an_archive_is_found_out(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "Publier les algorithmes publics").await;
        t.comment(&camille, &reference, "Une première remarque.").await;
        logged(t).await;
        let folder = make(t, SLUG, "archive").await.expect("made");
        verified(&folder, 0);
        let page = format!("proposals/{reference}/index.html");
        let found = |code: &str, file: &str| {
            for said in verified(&folder, 1) {
                assert!(said.contains(&format!("{code}: {file}")), "{code}: {file} in\n{said}");
                assert!(said.contains("this archive is not the one that was signed"), "{said}");
                assert!(said.contains("the log itself is what its key signed") && !said.contains("nothing is wrong"), "{said}");
            }
        };
        let whole = text(&folder, &page);
        std::fs::write(folder.join(&page), whole.replacen("algorithmes", "algorithmEs", 1)).expect("written");
        found("changed", &page);
        std::fs::remove_file(folder.join(&page)).expect("removed");
        found("missing", &page);
        std::fs::write(folder.join(&page), &whole).expect("written");
        verified(&folder, 0);
        std::fs::write(folder.join("assets/new.html"), "").expect("written");
        found("extra", "assets/new.html");
        std::fs::remove_file(folder.join("assets/new.html")).expect("removed");
        let elsewhere = t.database.folder().join("elsewhere.html");
        std::fs::rename(folder.join(&page), &elsewhere).expect("moved");
        std::os::unix::fs::symlink(&elsewhere, folder.join(&page)).expect("linked");
        found("changed", &page);
        std::fs::remove_file(folder.join(&page)).expect("removed");
        std::fs::rename(&elsewhere, folder.join(&page)).expect("moved");
        std::os::unix::fs::symlink("/", folder.join("assets/all")).expect("linked");
        found("extra", "assets/all");
        std::fs::remove_file(folder.join("assets/all")).expect("removed");
        let manifest = text(&folder, "MANIFEST");
        std::fs::write(folder.join("MANIFEST"), manifest.replace("2027-03", "2026-03")).expect("written");
        found("signature", "MANIFEST");
        std::fs::remove_file(folder.join("MANIFEST")).expect("removed");
        found("missing", "MANIFEST");
    }

    async fn what_is_hidden_is_not_archived(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let hidden = t.proposal(&camille, "Des propos regrettables sur tous").await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        let modou = t.staff("Modou", Role::Moderator).await;
        app::moderation::set_visibility(&modou, &hidden, "hidden", "R1", "Propos injurieux envers un agent.").await.expect("hidden");
        logged(t).await;
        let folder = make(t, SLUG, "archive").await.expect("made");
        verified(&folder, 0);
        for (file, bytes) in files(&folder) {
            assert!(!String::from_utf8_lossy(&bytes).contains("propos regrettables"), "{file}");
        }
        assert!(text(&folder, &format!("proposals/{hidden}/index.html")).contains("Propos injurieux"));
    }

    async fn an_archive_waits_for_the_log_and_leaves_nothing_behind(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let said = make(t, SLUG, "archive").await.expect_err("nothing is signed").to_string();
        assert!(said.contains("has not signed anything yet"), "{said}");
        logged(t).await;
        t.proposal(&camille, "Publier les algorithmes publics").await;
        let said = make(t, SLUG, "archive").await.expect_err("an act waits").to_string();
        assert!(said.contains("have no entry since 2027-03-15"), "{said}");
        logged(t).await;
        make(t, SLUG, "archive").await.expect("made");
        let said = make(t, SLUG, "archive").await.expect_err("it is there").to_string();
        assert!(said.contains("not an empty folder"), "{said}");
        make(t, "no-such-process", "other").await.expect_err("there is none");
        let left = std::fs::read_dir(t.database.folder()).expect("read");
        let left: Vec<String> = left.map(|entry| entry.expect("read").file_name().to_string_lossy().into_owned()).collect();
        assert!(!left.iter().any(|name| name.starts_with(".archive") || name == "other"), "{left:?}");
    }

    async fn the_tables_say_what_the_pages_say(t) {
        t.process().await;
        let camille = t.participant("Camille").await;
        let reference = t.proposal(&camille, "=1+1 publier les algorithmes").await;
        t.comment(&camille, &reference, "Une remarque, avec \"guillemets\".").await;
        // A link to a place that the page does not have keeps nobody from archiving it.
        let url = &t.app.settings.server.public_url;
        t.comment(&camille, &reference, &format!("Voir {url}/proposals/{reference}#nulle-part et [ici](#comment-form).")).await;
        logged(t).await;
        let folder = make(t, SLUG, "archive").await.expect("made");
        let proposals = text(&folder, "data/proposals.csv");
        assert!(proposals.starts_with("\u{feff}reference,title,state,"), "{proposals}");
        assert!(proposals.contains(&format!("\r\n{reference},'=1+1 publier les algorithmes,received,public,")), "{proposals}");
        assert!(text(&folder, "data/comments.csv").contains("\"Une remarque, avec \"\"guillemets\"\".\""));
        assert!(text(&folder, "data/README.md").contains("| `reference` |"));
        let about = text(&folder, "LISEZMOI.md");
        assert!(about.contains("parvis log verify .") && !about.contains("{made_at}"), "{about}");
    }
}
