//! `parvis user create`, run as operators run it.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the binary on a database in a folder, away from any settings.
fn create(folder: &Path, arguments: &[&str], typed: Option<&str>) -> Output {
    let url = format!("sqlite://{}/users.sqlite?mode=rwc", folder.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_parvis"));
    command.args(["user", "create", "--database-url", &url, "--config-dir"]).arg(folder).args(arguments);
    if typed.is_some() {
        command.arg("--password-stdin");
    }
    let mut child = command
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let mut stdin = child.stdin.take().expect("its input");
    stdin.write_all(typed.unwrap_or_default().as_bytes()).expect("typed");
    drop(stdin);
    child.wait_with_output().expect("ended")
}

#[test]
fn an_account_is_made_once_and_errors_name_the_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let alix = ["--email", "alix@exemple.fr", "--name", "Alix M.", "--role", "admin"];
    let made = create(folder.path(), &alix, Some("quatre chats sur un toit\n"));
    assert!(made.status.success(), "{made:?}");
    assert!(!String::from_utf8_lossy(&made.stdout).contains("quatre chats"), "{made:?}");

    let again =
        create(folder.path(), &["--email", "ALIX@exemple.fr", "--name", "Autre", "--role", "participant"], None);
    assert_eq!(again.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&again.stderr).contains("--email:"), "{again:?}");
    assert!(again.stdout.is_empty(), "{again:?}");

    let nowhere =
        create(folder.path(), &["--email", "ines@exemple.fr", "--name", "Inès", "--role", "instructor"], None);
    assert_eq!(nowhere.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&nowhere.stderr).contains("--organisation:"), "{nowhere:?}");

    let shown = create(folder.path(), &["--email", "modou@exemple.fr", "--name", "Modou", "--role", "moderator"], None);
    assert!(shown.status.success(), "{shown:?}");
    assert_eq!(String::from_utf8_lossy(&shown.stdout).lines().last().map(str::len), Some(20), "{shown:?}");
}
