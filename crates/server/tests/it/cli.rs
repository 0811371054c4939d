//! The binary itself: what it says, and with which status it ends.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

use serde_json::Value;

/// An operator in a folder of their own.
pub(crate) struct Operator {
    folder: tempfile::TempDir,
}

impl Operator {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_parvis"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PARVIS_")) {
            command.env_remove(name);
        }
        command.current_dir(self.folder.path()).args(arguments).stdin(Stdio::null());
        command
    }

    #[track_caller]
    pub(crate) fn run(&self, arguments: &[&str], status: i32) -> String {
        Self::ended(self.command(arguments).output().expect("it starts"), arguments, status)
    }

    #[track_caller]
    fn ended(output: Output, arguments: &[&str], status: i32) -> String {
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(status), "{arguments:?} said:\n{said}");
        said
    }
}

/// The repository, for its files.
fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn every_command_explains_itself() {
    let operator = Operator::new();
    let help = operator.run(&["--help"], 0);
    for command in
        ["serve", "migrate", "process", "demo", "user", "import", "export", "log", "backup", "restore", "doctor"]
    {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in:\n{help}");
        let help = operator.run(&[command, "--help"], 0);
        assert!(help.contains("--database-url"), "{command}:\n{help}");
    }
    operator.run(&["nothing"], 64);
    operator.run(&[], 64);
}

/// As in `parvis log verify DIR | head -1`.
#[test]
fn who_stops_reading_ends_a_command_without_a_trace() {
    let operator = Operator::new();
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = operator.command(&["log", "verify", "."]).stdout(writer).output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(141), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn a_misspelt_setting_stops_everything_with_its_name() {
    let operator = Operator::new();
    let arguments = ["migrate"];
    let output = operator.command(&arguments).env("PARVIS__SERVER__PUBLIC_URI", "x").output().expect("it starts");
    assert!(Operator::ended(output, &arguments, 1).contains("PARVIS__SERVER__PUBLIC_URI"));
}

#[test]
fn an_account_is_made_once() {
    let operator = Operator::new();
    let create = ["user", "create", "--email", "camille@exemple.fr", "--name", "Camille D.", "--role", "admin"];
    let said = operator.run(&create, 0);
    let password = said.lines().find(|line| line.len() == 20 && !line.contains(' ')).expect("a password was made");
    assert!(!said.contains("argon2"), "{password}");
    assert!(operator.run(&create, 1).contains("--email: "));
    operator.run(&["user", "create", "--email", "x", "--name", "X Y", "--role", "emperor"], 64);
    let owner = ["user", "create", "--email", "o@exemple.fr", "--name", "Olivier P.", "--role", "owner"];
    assert!(operator.run(&owner, 1).contains("--organisation: "), "an owner is one somewhere");

    let arguments = [
        "user",
        "create",
        "--email",
        "d@exemple.fr",
        "--name",
        "Dominique",
        "--role",
        "participant",
        "--password-stdin",
    ];
    let mut child = operator
        .command(&arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    child.stdin.take().expect("its input").write_all("un mot de passe long\nrien\n".as_bytes()).expect("written");
    let said = Operator::ended(child.wait_with_output().expect("it ends"), &arguments, 0);
    assert!(!said.contains("password"), "{said}");
}

#[test]
fn a_process_is_applied_and_exported() {
    let operator = Operator::new();
    let file = repository().join("config/process.example.toml");
    let file = file.to_str().expect("UTF-8");
    // The example names the accounts that it gives rights to.
    let text = std::fs::read_to_string(file).expect("the example");
    let described: toml::Table = text.parse().expect("TOML");
    let slug = described["process"]["slug"].as_str().expect("a slug").to_owned();
    let without_grants: String = text.split("[[grants]]").next().unwrap_or_default().to_owned();
    std::fs::write(operator.path("process.toml"), without_grants).expect("written");
    assert!(operator.run(&["process", "apply", "process.toml"], 0).contains("created"));
    let again = operator.run(&["process", "apply", "process.toml"], 0);
    assert!(!again.contains("created") && !again.contains("changed   "), "{again}");
    operator.run(&["process", "apply", "nothing.toml"], 1);

    operator.run(&["export", "process", "--process", &slug, "out.json"], 0);
    let exported: Value =
        serde_json::from_slice(&std::fs::read(operator.path("out.json")).expect("written")).expect("JSON");
    assert_eq!(exported["process"]["slug"], slug.as_str());
    assert!(exported["proposals"].is_array() && exported["commitments"].is_array());
    operator.run(&["export", "process", "--process", &slug, "out.json"], 1);
    operator.run(&["export", "process", "--process", "none", "none.json"], 1);
    assert!(!operator.path("none.json").exists());
}

#[test]
fn an_import_tells_what_it_could_not_read() {
    let operator = Operator::new();
    let data = repository().join("crates/app/tests/data/cap-collectif");
    let import = ["import", "cap-collectif", data.to_str().expect("UTF-8"), "--process", "essai", "--code", "ESSAI"];
    let first = operator.command(&import).output().expect("it starts");
    let said = String::from_utf8_lossy(&first.stdout).into_owned();
    assert!(matches!(first.status.code(), Some(0 | 2)), "{said}{}", String::from_utf8_lossy(&first.stderr));
    assert!(said.contains("process    essai (ESSAI), created"), "{said}");
    operator.run(&["import", "cap-collectif", ".", "--process", "essai"], 1);
    assert!(operator.run(&["doctor"], 0).contains("every figure is what its rows say"));
}

#[test]
fn a_backup_is_restored_and_nothing_else_is() {
    let operator = Operator::new();
    let create = ["user", "create", "--email", "camille@exemple.fr", "--name", "Camille D.", "--role", "admin"];
    assert!(operator.run(&["backup", "copy.sqlite"], 1).contains("there is no database"));
    operator.run(&create, 0);
    operator.run(&["backup", "copy.sqlite"], 0);
    assert!(operator.run(&["backup", "copy.sqlite"], 1).contains("exists already"));

    std::fs::write(operator.path("other.sqlite"), "not a database at all").expect("written");
    assert!(operator.run(&["restore", "--help"], 0).contains("--force"));
    assert!(operator.run(&["restore", "--force", "other.sqlite"], 1).contains("not a SQLite database"));
    let mut cut = std::fs::read(operator.path("copy.sqlite")).expect("the copy");
    cut.truncate(cut.len() / 2);
    std::fs::write(operator.path("cut.sqlite"), cut).expect("written");
    operator.run(&["restore", "--force", "cut.sqlite"], 1);
    let mode = std::os::unix::fs::PermissionsExt::mode(
        &std::fs::metadata(operator.path("copy.sqlite")).expect("the copy").permissions(),
    );
    assert_eq!(mode & 0o077, 0, "nobody else reads a backup");
    operator.run(&create, 1);

    let dominique = ["user", "create", "--email", "d@exemple.fr", "--name", "Dominique", "--role", "admin"];
    operator.run(&dominique, 0);
    let said = operator.run(&["restore", "copy.sqlite"], 0);
    let kept = said.lines().find_map(|line| line.split_once(": kept as ")).expect("the other is kept").1.to_owned();
    operator.run(&["restore", "--force", &kept], 0);
    assert!(operator.run(&dominique, 1).contains("--email"), "nothing was lost");
    assert!(!operator.run(&["restore", "--force", "copy.sqlite"], 0).contains("kept as"));
    operator.run(&dominique, 0);

    let copy = ["--database-url", "sqlite://elsewhere/new.sqlite?mode=rwc"];
    std::fs::create_dir(operator.path("elsewhere")).expect("a folder");
    std::fs::write(operator.path("elsewhere/new.sqlite-wal"), "stale").expect("written");
    operator.run(&["restore", copy[0], copy[1], "copy.sqlite"], 0);
    let mut left: Vec<_> = std::fs::read_dir(operator.path("elsewhere"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    left.sort();
    assert_eq!(left, ["new.sqlite", "new.sqlite.lock"]);
    let again: Vec<&str> = create.iter().copied().chain(copy).collect();
    assert!(operator.run(&again, 1).contains("--email"), "the account is in the copy");
    let postgres = ["backup", "x.dump", "--database-url", "postgres://nobody:secret@nowhere/x"];
    let said = operator.run(&postgres, 1);
    assert!(said.contains("pg_dump") && !said.contains("secret"), "{said}");
}

/// A server, and what it said until it listened.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: String,
    said: String,
}

impl Server {
    pub(crate) fn start(operator: &Operator, environment: &[(&str, &str)]) -> Self {
        let mut command = operator.command(&["serve", "--bind", "127.0.0.1:0"]);
        let mut child = command.envs(environment.iter().copied()).stderr(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(child.stderr.take().expect("its log"));
        let mut said = String::new();
        while !said.contains("listening=") {
            assert_ne!(lines.read_line(&mut said).expect("a line"), 0, "it stopped:\n{said}");
        }
        // What it says later must not fill the pipe.
        std::thread::spawn(move || drop(std::io::copy(&mut lines, &mut std::io::sink())));
        let after = said.split("listening=").nth(1).unwrap_or_default();
        let address = after.trim_start_matches('"').split(['"', ' ']).next().unwrap_or_default().to_owned();
        Self { child, address, said }
    }

    pub(crate) fn ask(&self, path: &str) -> String {
        self.ask_with(path, "")
    }

    fn ask_with(&self, path: &str, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).expect("a connection");
        write!(stream, "GET {path} HTTP/1.1\r\nhost: x\r\n{headers}connection: close\r\n\r\n").expect("asked");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        answer
    }

    pub(crate) fn stop(&mut self) -> Option<i32> {
        let kill = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill");
        assert!(kill.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_server_starts_says_what_it_is_and_ends_well() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[]);
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200 OK"));
    assert!(server.ask("/").starts_with("HTTP/1.1 200 OK"));
    let idle = TcpStream::connect(&server.address).expect("a connection that says nothing");
    let address = server.address.clone();
    assert_eq!(server.stop(), Some(0), "an idle connection does not keep it from ending");
    drop(idle);
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn a_database_is_not_replaced_under_a_server() {
    let operator = Operator::new();
    let create = ["user", "create", "--email", "camille@exemple.fr", "--name", "Camille D.", "--role", "admin"];
    operator.run(&create, 0);
    let mut server = Server::start(&operator, &[]);
    operator.run(&["backup", "copy.sqlite"], 0);
    for restore in [&["restore", "copy.sqlite"][..], &["restore", "--force", "copy.sqlite"]] {
        assert!(operator.run(restore, 1).contains("is in use: stop the server"));
    }
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200 OK"));
    assert_eq!(server.stop(), Some(0));
    operator.run(&["restore", "copy.sqlite"], 0);
}

#[test]
fn on_a_public_site_where_mail_goes_has_to_be_chosen() {
    let operator = Operator::new();
    let public = ("PARVIS__SERVER__PUBLIC_URL", "https://parvis.example");
    let refused = |arguments: &[&str]| {
        Operator::ended(operator.command(arguments).envs([public]).output().expect("it starts"), arguments, 1)
    };
    assert!(refused(&["serve", "--bind", "127.0.0.1:0"]).contains("mail.transport is not set"));
    assert!(refused(&["doctor"]).contains("BAD     mail.transport is not set"));
    for chosen in [("PARVIS__MAIL__TRANSPORT", "file"), ("PARVIS__MAIL__DIR", "mails")] {
        let mut server = Server::start(&operator, &[public, chosen]);
        assert_eq!(server.stop(), Some(0), "{chosen:?}");
    }
}

/// A POST that says how long it is and sends nothing of it.
fn begin_a_form(server: &Server, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    let kind = "content-type: application/x-www-form-urlencoded\r\ncontent-length: 100";
    write!(stream, "POST /sign-in HTTP/1.1\r\nhost: x\r\n{kind}\r\n{headers}\r\na=").expect("begun");
    stream
}

/// The first line of what a connection is answered.
fn first_line(stream: TcpStream) -> String {
    stream.set_read_timeout(Some(std::time::Duration::from_secs(20))).expect("a limit");
    let mut line = String::new();
    let _ = BufReader::new(stream).read_line(&mut line);
    line.trim_end().to_owned()
}

#[test]
fn those_who_send_one_byte_at_a_time_keep_nobody_out() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[("PARVIS__SERVER__REQUEST_TIMEOUT", "10")]);
    let mut slow: Vec<_> = (0..600).map(|_| begin_a_form(&server, "")).collect();
    for stream in &mut slow {
        stream.write_all(b"x").expect("one more byte");
    }
    assert!(server.ask("/").starts_with("HTTP/1.1 200 OK"), "others are served");
    assert_eq!(first_line(slow.remove(0)), "HTTP/1.1 408 Request Timeout");
    drop(slow);
    assert!(server.ask("/sign-in").starts_with("HTTP/1.1 200 OK"));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn one_client_behind_a_proxy_cannot_send_more_than_its_share_at_once() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[("PARVIS__SERVER__TRUSTED_PROXIES", "127.0.0.1")]);
    let theirs = "x-forwarded-for: 203.0.113.9\r\n";
    let slow: Vec<_> = (0..64).map(|_| begin_a_form(&server, theirs)).collect();
    std::thread::sleep(std::time::Duration::from_millis(500));
    assert_eq!(first_line(begin_a_form(&server, theirs)), "HTTP/1.1 503 Service Unavailable");
    let other = server.ask_with("/", "x-forwarded-for: 203.0.113.10\r\n");
    assert!(other.starts_with("HTTP/1.1 200 OK"), "{other}");
    drop(slow);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn there_is_an_end_to_connections_and_a_place_is_given_back() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[("PARVIS__SERVER__CONNECTIONS", "5")]);
    let open: Vec<_> = (0..5).map(|_| TcpStream::connect(&server.address).expect("a connection")).collect();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let one_more = TcpStream::connect(&server.address).expect("the system takes it");
    assert_eq!(first_line(one_more), "HTTP/1.1 503 Service Unavailable");
    drop(open);
    std::thread::sleep(std::time::Duration::from_millis(300));
    assert!(server.ask("/").starts_with("HTTP/1.1 200 OK"));
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn a_job_that_does_not_end_does_not_keep_the_server_from_ending() {
    let operator = Operator::new();
    // A mail server that says nothing.
    let mute = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = mute.local_addr().expect("an address").port().to_string();
    let mut server = Server::start(
        &operator,
        &[
            ("PARVIS__MAIL__TRANSPORT", "smtp"),
            ("PARVIS__MAIL__SMTP_TLS", "none"),
            ("PARVIS__MAIL__SMTP_PORT", &port),
            ("PARVIS__SERVER__DRAIN_TIMEOUT", "1"),
        ],
    );
    let body = "email=camille@exemple.fr&name=Camille&password=quatre+chats+sur+un+toit&terms=accepted";
    let mut stream = TcpStream::connect(&server.address).expect("a connection");
    let kind = "content-type: application/x-www-form-urlencoded";
    write!(stream, "POST /sign-up HTTP/1.1\r\nhost: x\r\n{kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
        .expect("sent");
    assert_eq!(first_line(stream), "HTTP/1.1 303 See Other");
    let _waits = mute.accept().expect("the mail is being sent");
    let asked = std::time::Instant::now();
    assert_eq!(server.stop(), Some(0));
    assert!(asked.elapsed() < std::time::Duration::from_secs(10), "{:?}", asked.elapsed());
}

#[test]
fn the_log_says_when_the_cookie_is_not_secure() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[]);
    assert!(server.said.contains("the session cookie is not Secure"), "{}", server.said);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn too_many_headers_and_nonsense_are_turned_away() {
    let operator = Operator::new();
    let mut server = Server::start(&operator, &[("PARVIS__LOG__LEVEL", "info")]);
    let answer_to = |request: &[u8]| {
        let mut stream = TcpStream::connect(&server.address).expect("a connection");
        let _ = stream.write_all(request);
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    let flood = format!("GET / HTTP/1.1\r\nhost: x\r\n{}\r\n", "a: b\r\n".repeat(200));
    assert!(answer_to(flood.as_bytes()).starts_with("HTTP/1.1 431"));
    let long = format!("GET / HTTP/1.1\r\nhost: x\r\na: {}\r\n\r\n", "b".repeat(100_000));
    let answer = answer_to(long.as_bytes());
    assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 431"), "{answer}");
    assert!(answer_to(b"\x16\x03\x01\x02\x00\x01\x00").starts_with("HTTP/1.1 400"));
    assert!(server.ask("/healthz").starts_with("HTTP/1.1 200 OK"));
    assert_eq!(server.stop(), Some(0));
}
