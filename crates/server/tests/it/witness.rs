//! An independent witness, and a log that has one: both are the real binary.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::cli::{Operator, Server};

/// A witness that runs until it is dropped.
struct Witness {
    child: Child,
    address: String,
    key: String,
}

impl Witness {
    fn start(operator: &Operator, log: &str) -> Self {
        let arguments = ["log", "witness", "--bind", "127.0.0.1:0", "--state", "witness", "--name", "garante.example"];
        let mut command = operator.command(&[arguments.as_slice(), &["--log", log]].concat());
        let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines =
            BufReader::new(child.stdout.take().expect("what it says")).lines().map(|line| line.expect("a line"));
        let mut word = |name: &str| {
            let line = lines.next().expect("it goes on");
            line.strip_prefix(name).unwrap_or_else(|| panic!("{line}")).trim().to_owned()
        };
        Self { address: word("listening"), key: word("key"), child }
    }

    fn setting(&self) -> String {
        format!("{} {}", self.key, self.address)
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn log_key(operator: &Operator) -> String {
    let status = operator.run(&["log", "status"], 0);
    let line = status.lines().find(|line| line.starts_with("key ")).expect("its key").to_owned();
    line.trim_start_matches("key").trim().to_owned()
}

fn body(server: &Server, path: &str) -> String {
    server.ask(path).split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
}

fn wait(what: &str, mut until: impl FnMut() -> bool) {
    let began = Instant::now();
    while !until() {
        assert!(began.elapsed() < Duration::from_secs(60), "{what}");
        std::thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_head_is_published_once_its_witness_has_cosigned_it_and_both_verifiers_see_that() {
    let operator = Operator::new();
    operator.run(&["demo"], 0);
    let garante = Witness::start(&operator, &log_key(&operator));
    let setting = garante.setting();
    let environment = [("PARVIS__LOG__WITNESSES", setting.as_str()), ("PARVIS__LOG__QUORUM", "1")];
    let mut server = Server::start(&operator, &environment);
    wait("a head with a cosignature", || body(&server, "/log/checkpoint").contains("— garante.example "));
    let status = || operator.command(&["log", "status"]).envs(environment).output().expect("it starts");
    wait("the log is up to date", || String::from_utf8_lossy(&status().stdout).contains("waiting            0"));
    wait("the whole log is cosigned", || {
        let said = String::from_utf8_lossy(&status().stdout).into_owned();
        let number = |name: &str| {
            said.lines()
                .find_map(|line| line.strip_prefix(name))
                .and_then(|rest| rest.split_whitespace().next().map(str::to_owned))
        };
        number("entries").is_some() && number("entries") == number("signed")
    });
    let address = format!("http://{}/log", server.address);
    let said = operator.run(&["log", "verify", &address], 0);
    assert!(said.contains("nothing is wrong"), "{said}");
    assert!(body(&server, "/log/key").contains(&format!("witness {}\nquorum 1\n", garante.key)));
    assert!(body(&server, "/log").contains("garante.example"));
    let script = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../ledger/verify.py");
    if Command::new("python3").args(["-c", "import cryptography"]).output().is_ok_and(|output| output.status.success())
    {
        let output = Command::new("python3").arg(script).arg(&address).output().expect("it starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    } else {
        eprintln!("skipped: python3 with the package cryptography is not there");
    }
    // Someone else than the operator has the head too.
    let kept = std::fs::read_dir(operator.path("witness")).expect("its folder").filter_map(Result::ok);
    let kept = kept.map(|file| file.path()).find(|path| path.extension().is_some_and(|end| end == "checkpoint"));
    let since = kept.expect("a head").display().to_string();
    operator.run(&["log", "verify", &address, "--since", &since], 0);
    assert_eq!(server.stop(), Some(0));
}

#[test]
fn without_its_witness_no_head_is_published_and_none_is_lost() {
    let operator = Operator::new();
    operator.run(&["demo"], 0);
    let key = log_key(&operator);
    let setting = Witness::start(&operator, &key).setting();
    // The witness is gone: nobody listens at its address.
    let environment = [("PARVIS__LOG__WITNESSES", setting.as_str()), ("PARVIS__LOG__QUORUM", "1")];
    let mut server = Server::start(&operator, &environment);
    wait("the log is sequenced", || operator.run(&["log", "status"], 0).contains("waiting            0"));
    assert!(server.ask("/log/checkpoint").starts_with("HTTP/1.1 404"));
    assert!(server.ask("/readyz").starts_with("HTTP/1.1 200"), "the site lives without its log");
    assert_eq!(server.stop(), Some(0));
    // It comes back, on another port, with the same key.
    let back = Witness::start(&operator, &key);
    let setting = back.setting();
    let environment = [("PARVIS__LOG__WITNESSES", setting.as_str()), ("PARVIS__LOG__QUORUM", "1")];
    let mut server = Server::start(&operator, &environment);
    wait("a head with a cosignature", || body(&server, "/log/checkpoint").contains("— garante.example "));
    assert_eq!(server.stop(), Some(0));
}
