//! Texts that have one form: canonical JSON, times, notes, proofs, entries.

use ledger::ballot::{Ballots, Vote};
use ledger::checkpoint::Checkpoint;
use ledger::commitment::{Opening, Openings};
use ledger::entry::Entry;
use ledger::key::VerifierKey;
use ledger::keys::Keys;
use ledger::note::Note;
use ledger::proof::Proof;
use ledger::receipt::{Promise, Promised};
use ledger::tile::{decode_entries, encode_entries};
use ledger::verify::parse_objects;
use ledger::{Hash, Timestamp, jcs};
use proptest::prelude::*;
use serde_json::{Value, json};

#[test]
fn canonical_json_is_that_of_rfc_8785() {
    // The examples of its §3.2.2 and §3.2.3, without their floating point.
    let value = json!({ "string": "€$\u{f}\nA'B\"\\\\\"/", "literals": [null, true, false], "numbers": [333, -5, 0] });
    let expected =
        "{\"literals\":[null,true,false],\"numbers\":[333,-5,0],\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}";
    assert_eq!(jcs::to_string(&value).unwrap(), expected);
    let value = json!({ "€": 1, "\r": 2, "\u{fb33}": 3, "1": 4, "😀": 5, "\u{80}": 6, "ö": 7 });
    let order: Vec<char> = jcs::to_string(&value).unwrap().chars().filter(char::is_ascii_digit).collect();
    assert_eq!(order, ['2', '1', '4', '6', '7', '1', '5', '3'], "by UTF-16, where 😀 comes before U+FB33");
}

#[test]
fn numbers_that_readers_would_not_agree_on_are_refused() {
    for text in ["1.5", "1.0", "1e2", "-0", "9007199254740992", "-9007199254740992", "18446744073709551616"] {
        assert!(jcs::parse(text.as_bytes()).is_err(), "{text}");
    }
    for text in ["0", "-1", "9007199254740991", "-9007199254740991"] {
        assert!(jcs::parse(text.as_bytes()).is_ok(), "{text}");
    }
}

#[test]
fn a_second_text_of_the_same_value_is_refused() {
    for text in [r#"{"b":1,"a":2}"#, r#"{"a": 1}"#, r#"{"a":1,"a":1}"#, r#""\u0041""#, r#""\/""#, "[1 ]", "1\n", "01"] {
        assert!(jcs::parse(text.as_bytes()).is_err(), "{text}");
    }
    assert!(jcs::parse("[".repeat(100).as_bytes()).is_err());
}

#[test]
fn a_time_has_one_text() {
    for (text, micros) in [
        ("1970-01-01T00:00:00.000000Z", 0),
        ("2026-11-21T22:26:14.123456Z", 1_795_299_974_123_456),
        ("2000-02-29T23:59:59.999999Z", 951_868_799_999_999),
        ("1969-12-31T23:59:59.999999Z", -1),
        ("9999-12-31T23:59:59.999999Z", 253_402_300_799_999_999),
        ("0000-01-01T00:00:00.000000Z", -62_167_219_200_000_000),
    ] {
        assert_eq!(Timestamp::parse(text).unwrap().micros(), micros, "{text}");
        assert_eq!(Timestamp::from_micros(micros).to_string(), text);
    }
    for text in [
        "2026-02-29T00:00:00.000000Z",
        "2026-11-21T24:00:00.000000Z",
        "2026-11-21T00:00:60.000000Z",
        "2026-11-21 00:00:00.000000Z",
        "2026-11-21T00:00:00.000Z",
        "2026-11-21T00:00:00.000000+",
        "2026-13-01T00:00:00.000000Z",
        "+026-11-21T00:00:00.000000Z",
    ] {
        assert!(Timestamp::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_note_that_is_not_exactly_one_is_refused() {
    let signature = "— example.com/k AAAAAAAA\n";
    assert!(Note::parse(format!("text\n\n{signature}").as_bytes()).is_ok());
    assert!(Note::parse(format!("a\n\nb\n\n{signature}").as_bytes()).is_ok_and(|note| note.text() == "a\n\nb\n"));
    for wrong in [
        format!("text\n{signature}"),
        "text\n\n".to_owned(),
        format!("text\n\n{}", signature.trim_end()),
        format!("text\r\n\n{signature}"),
        format!("te\txt\n\n{signature}"),
        format!("text\n\n{signature}\n"),
        "text\n\n- example.com/k AAAAAAAA\n".to_owned(),
        "text\n\n— example.com/k AAAAAA=\n".to_owned(),
        "text\n\n— example.com/k AAAA\n".to_owned(),
        "text\n\n— exa+mple AAAAAAAA\n".to_owned(),
        "text\n\n—  AAAAAAAA\n".to_owned(),
        "text\n\n— example.com/k AAAAAAAA \n".to_owned(),
        format!("text\n\n{}", signature.repeat(65)),
    ] {
        assert!(Note::parse(wrong.as_bytes()).is_err(), "{wrong:?}");
    }
    assert!(Note::parse(b"te\xffxt\n\n").is_err());
    assert!(Note::new("no newline").is_err());
}

#[test]
fn a_checkpoint_with_a_size_that_has_two_texts_is_refused() {
    let root = Hash::empty();
    for size in ["01", "+1", "-1", "1.0", "", " 1", "18446744073709551616"] {
        assert!(Checkpoint::parse(&format!("example.fr\n{size}\n{root}\n")).is_err(), "{size:?}");
    }
    assert!(Checkpoint::parse(&format!("example.fr\n1\n{root}")).is_err());
    assert!(Checkpoint::parse(&format!("example.fr\n1\n{root}\n\n")).is_err());
    assert!(Checkpoint::parse(&format!("example.fr\n1\n{root}\nmore\n")).is_ok_and(|read| read.extensions == ["more"]));
}

#[test]
fn a_key_whose_hash_is_of_another_is_refused() {
    let good = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
    assert!(VerifierKey::parse(good).is_ok());
    for wrong in [good.replace("c74f20a3", "c74f20a4"), good.replace("Peter", "Pater"), good.replace("+A", "+C")] {
        assert!(VerifierKey::parse(&wrong).is_err(), "{wrong}");
    }
    let two = good.replace("PeterNeumann", "x");
    assert!(Keys::parse(format!("log {good}\nlog {two}\n").as_bytes()).is_err());
    assert!(Keys::parse(b"quorum 1\n").is_err(), "a log has a key");
}

#[test]
fn an_opening_opens_its_own_part_alone() {
    let opening = Opening { salt: [7; 32], value: json!("Bonjour") };
    let commitment = opening.commitment("text").unwrap();
    let computed_apart = "3fc2607288744ed2906ac6b9d0d3e26b36c35b344e1ea99202ecd6eacf53907f";
    assert_eq!(commitment.to_hex(), computed_apart, "by Python's hashlib");
    assert!(opening.opens("text", &commitment));
    assert!(!opening.opens("author", &commitment));
    assert!(!Opening { salt: [8; 32], ..opening.clone() }.opens("text", &commitment));
    assert!(!Opening { value: json!("bonjour"), ..opening.clone() }.opens("text", &commitment));
    assert!(Opening { value: json!(1.5), ..opening }.commitment("text").is_err());
    assert!(Openings::parse(br#"{"parts":{},"v":2}"#).is_err());
    assert!(Openings::parse(br#"{"parts":{},"v":1} "#).is_err());
}

#[test]
fn an_entry_that_says_more_than_it_may_is_refused() {
    let good = json!({ "at": "2026-11-21T08:00:00.000000Z", "kind": "proposal", "ref": "PAN17-P1", "type": "version",
        "v": 1, "version": 1, "facts": { "state": "open" } });
    let parse = |value: &Value| Entry::parse(jcs::to_string(value).unwrap().as_bytes());
    let read = parse(&good).unwrap();
    assert_eq!(read.encode().unwrap(), jcs::to_string(&good).unwrap().into_bytes());
    for (name, value) in [
        ("account", json!("7")),
        ("v", json!(2)),
        ("type", json!("rumour")),
        ("kind", json!("Proposal")),
        ("ref", json!("PAN17 P1")),
        ("version", json!(0)),
        ("links", json!([])),
        ("parts", json!({})),
        ("parts", json!({ "text": "AAAA" })),
        ("facts", json!({ "state": [1] })),
        ("facts", json!({ "state": "x".repeat(201) })),
        ("at", json!("2026-11-21")),
        ("process", json!("")),
    ] {
        let mut wrong = good.clone();
        wrong[name] = value;
        assert!(parse(&wrong).is_err(), "{wrong}");
    }
}

#[test]
fn an_entry_of_a_kind_that_nobody_knows_yet_is_read() {
    let text = r#"{"at":"2030-01-01T00:00:00.000000Z","kind":"workshop.item","links":[{"ref":"PAN17-P1","relation":"discussed_in","version":2}],"ref":"PAN17-W1","type":"version","v":1,"version":1}"#;
    assert_eq!(Entry::parse(text.as_bytes()).unwrap().encode().unwrap(), text.as_bytes());
}

#[test]
fn a_bundle_holds_what_was_put_in_and_is_refused_when_cut() {
    let longest = vec![b'x'; 65_535];
    let entries: [&[u8]; 3] = [b"", b"entry", &longest];
    let bytes = encode_entries(&entries).unwrap();
    assert_eq!(decode_entries(&bytes, 3).unwrap(), entries);
    assert!(decode_entries(&bytes, 2).is_err());
    assert!(decode_entries(&bytes[..bytes.len() - 1], 3).is_err());
    assert!(decode_entries(&[bytes.as_slice(), &[0]].concat(), 3).is_err());
    assert!(encode_entries(&[vec![0; 65_536]]).is_err());
}

#[test]
fn lines_of_votes_are_sorted_each_once() {
    let line = |first: &str, choice: &str| format!("{}{} 1 {choice}\n", first, "0".repeat(62));
    let parse = |text: String| Ballots::parse(text.as_bytes());
    let good = parse(line("aa", "agree") + &line("bb", "mixed")).unwrap();
    assert_eq!(good.tally(), [("agree".to_owned(), 1), ("mixed".to_owned(), 1)].into());
    assert_eq!(Ballots::parse(&good.encode()).unwrap(), good);
    assert!(Ballots::new([good.lines()[0].clone(), good.lines()[0].clone()]).is_err());
    for wrong in [
        line("bb", "agree") + &line("aa", "agree"),
        line("aa", "agree") + &line("aa", "mixed"),
        line("AA", "agree"),
        line("aa", "Agree"),
        line("aa", "agree") + "\n",
        line("aa", "agree").trim_end().to_owned(),
        line("aa", "agree more"),
    ] {
        assert!(parse(wrong.clone()).is_err(), "{wrong:?}");
    }
    assert_eq!(Ballots::parse(b"").unwrap().root(), Hash::empty());
}

#[test]
fn what_no_log_could_have_is_refused_where_it_is_read() {
    for number in ["9007199254740992", "1.5"] {
        let line = format!(r#"{{"parts":{{"text":{number}}},"ref":"P-1","version":1}}"#);
        assert!(parse_objects(&line).is_err(), "{line}");
    }
    let vote = |account: &str| {
        let salt = Hash::empty();
        let text = format!(
            r#"{{"account":{account},"choice":"agree","format":"parvis.vote.v1","ref":"P-1","revision":1,"salt":"{salt}","voter":"X"}}"#
        );
        Vote::parse(text.as_bytes())
    };
    assert!(vote("9007199254740991").is_ok());
    assert!(vote("9007199254740992").is_err());
}

#[test]
fn a_promise_is_broken_after_its_delay_and_not_before() {
    let accepted_at = Timestamp::parse("2026-11-21T08:00:00.000000Z").unwrap();
    let promised = Promised::Commitment(Hash::leaf(b"x"));
    let promise = Promise { origin: "example.fr/log".to_owned(), promised, accepted_at, max_delay: 3600 };
    assert_eq!(Promise::parse(&promise.to_string()).unwrap(), promise);
    let (before, after) = (accepted_at.plus_seconds(3600), accepted_at.plus_seconds(3601));
    assert!(!promise.broken(None, before));
    assert!(promise.broken(None, after));
    assert!(!promise.broken(Some(before), after));
    assert!(promise.broken(Some(after), after));
    for wrong in [promise.to_string() + "more\n", promise.to_string().replace("within", "in"), String::new()] {
        assert!(Promise::parse(&wrong).is_err(), "{wrong:?}");
    }
}

#[test]
fn a_proof_that_stands_alone_has_one_text() {
    let text = format!("c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n{}\n\nexample.fr\n2\n…\n", Hash::empty());
    let read = Proof::parse(text.as_bytes()).unwrap();
    assert_eq!((read.extra.as_deref(), read.index, read.hashes.len()), (Some([0; 3].as_slice()), 0, 1));
    assert_eq!(read.to_string(), text);
    for (from, to) in
        [("@v1", "@v2"), ("index 0", "index 00"), ("extra AAAA", "extra AAA"), ("index", "Index"), ("\n\n", "\n")]
    {
        assert!(Proof::parse(text.replacen(from, to, 1).as_bytes()).is_err(), "{to}");
    }
}

proptest! {
    #[test]
    fn what_is_written_canonically_reads_as_it_was(text in ".*", number in -jcs::MAX_INTEGER..=jcs::MAX_INTEGER, name in ".*") {
        let value = json!({ name: [text, number, null, { "": [] }] });
        prop_assert_eq!(jcs::parse(jcs::to_string(&value).unwrap().as_bytes()).unwrap(), value);
    }

    #[test]
    fn no_bytes_make_a_reader_stumble(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = (Note::parse(&bytes), Entry::parse(&bytes), Openings::parse(&bytes), Ballots::parse(&bytes));
        let _ = (Proof::parse(&bytes), Keys::parse(&bytes), decode_entries(&bytes, 3).is_ok());
    }

    #[test]
    fn every_instant_reads_as_it_was_written(micros in -62_167_219_200_000_000..=253_402_300_799_999_999_i64) {
        let time = Timestamp::from_micros(micros);
        prop_assert_eq!(Timestamp::parse(&time.to_string()).unwrap(), time);
    }
}
