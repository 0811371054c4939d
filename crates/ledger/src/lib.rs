//! A transparency log: what was published cannot be altered or removed in silence.
//!
//! The log is a list of entries that only grows. Its head is signed; whoever keeps
//! a signed head can show later that the list no longer begins as it did. Texts are
//! not in it, only commitments to them, so that a text can be erased while the log
//! stays whole. This crate is the formats, the tree and the verifier; it reads no
//! clock, rolls no dice, and touches neither files nor network.
//!
//! The rest of this page is all that is needed to write another verifier.
//!
//! # The published files
//!
//! All under one prefix (`/log/` of the site, or a directory).
//!
//! | Path | What |
//! |---|---|
//! | `key` | who signs what: lines `log VKEY`, `receipt VKEY`, `witness VKEY`, `quorum N` |
//! | `checkpoint` | the signed head |
//! | `tile/<L>/<N>[.p/<W>]` | hashes |
//! | `tile/entries/<N>[.p/<W>]` | entries |
//! | `openings/<index>.json` | what opens the commitments of entry `index`; absent when all of it was erased |
//! | `ballots/<index>` | the votes that entry `index` counted, when it is that of a close |
//! | `objects/<n>.jsonl` | what the platform shows today, in files from number 0 until there is none |
//! | `scope` | only in an archive: the processes whose openings, votes and objects it has |
//!
//! `key`, `checkpoint`, tiles and entries follow [signed-note], [tlog-checkpoint]
//! and [tlog-tiles]. Base64 is the standard alphabet with padding. JSON is
//! canonical (RFC 8785), with integers of at most 53 bits as its only numbers: read
//! it, write it again, and the bytes must be the same. Times are
//! `YYYY-MM-DDTHH:MM:SS.ffffffZ`. *Codes* are 1 to 64 of `a-z0-9_.`, beginning with
//! a letter; *references* 1 to 64 of `A-Za-z0-9-_.`.
//!
//! A server that has withdrawn an opening and not yet logged why should answer 503
//! with `Retry-After` for that file, not 404: its absence is not explained yet.
//!
//! ## Keys and signatures
//!
//! A VKEY is `name+id+base64(type ‖ 32 bytes)`; the id is the first four bytes, in
//! hexadecimal, of `SHA-256(name ‖ 0x0A ‖ type ‖ 32 bytes)`. Type `0x01` is Ed25519
//! over the note's text. Type `0x04` is a witness: eight bytes of time (big-endian
//! seconds), then Ed25519 over `cosignature/v1\ntime <seconds>\n` and the text. A
//! note is its text, an empty line, and lines `— name base64(id ‖ signature)`; the
//! last empty line is the one that counts. All `log` keys have one name, which is
//! the log's *origin*. Whoever kept the file `key` holds the published one against it;
//! whoever kept a `log` key alone holds the published `log` keys against that, and
//! takes the rest from what is published.
//!
//! ## The head and the tree
//!
//! A checkpoint's text is three lines: origin, number of entries, base64 of the
//! root. The tree is that of RFC 6962 §2.1: a leaf is `SHA-256(0x00 ‖ entry)`, a
//! node `SHA-256(0x01 ‖ left ‖ right)`, split at the largest power of two below the
//! size; the root of nothing is `SHA-256("")`. Tile `N` of level `L` is the hashes,
//! 32 bytes each, of the 256 subtrees of `256^L` leaves from number `256·N`; the
//! last of each level holds the `floor(size / 256^L) mod 256` that there are, and
//! its path ends in `.p/` and that number. `N` is written in groups of three
//! digits, all but the last after an `x`: 1234067 is `x001/x234/067`. A bundle is
//! the entries under a tile of level 0, each after its length in two bytes
//! (big-endian). A partial file that is gone may be read from the full one.
//!
//! ## Entries
//!
//! An entry is a JSON object. Every one has `"v":1`, `at` (a time), `type`, and may
//! have `process` (a reference). No other member than these may be there, and a
//! list or object may be absent but not empty.
//!
//! | `type` | members |
//! |---|---|
//! | `version` | `kind` (code), `ref` (reference), `version` (from 1); maybe `links` (list of `{relation, ref, version}`), `parts`, `facts`, `imported` (`{claimed_at, source}`) |
//! | `act` | `action` (code), `role` (code); maybe `on` (`{ref, version}`), `parts`, `facts` |
//! | `part_erased` | `entry` (number of an earlier entry), `part` (code), `reason` (code) |
//! | `part_restored` | the same |
//! | `votes` | `ref`, `leaves` (how many votes), `root` (base64), `accounts` (how many), `closing` (boolean); maybe `tally` (`{choice: count}`), always at a close |
//!
//! `parts` are commitments, `{code: base64 of 32 bytes}`. `facts` are `{code: string
//! of at most 200 bytes, integer or boolean}`. A pair of `ref` and `version` is
//! logged once, and what `links` and `on` name is in the log.
//!
//! ## Openings
//!
//! `{"parts":{part:{"salt":base64 of 32 bytes,"value":…}},"v":1}`. The commitment is
//! `SHA-256("parvis.commitment.v1\n" ‖ part ‖ "\n" ‖ salt ‖ JSON of value)`. For
//! every part of every entry: either its opening is published and gives the
//! commitment, and the last entry about it is not `part_erased`; or it is not, and
//! the last entry about it is `part_erased`. Both kinds of entry name an earlier
//! entry that has that part, and a part is restored only after it was erased.
//!
//! ## Votes
//!
//! `ballots/<index>` is lines of `hex commitment`, space, `revision`, space,
//! `choice` (code), each ended by a newline, strictly sorted by commitment. The leaf
//! of a line is the 32 bytes of the commitment, the revision as four bytes
//! (big-endian), the choice; the tree is as above. Number of lines, root and the
//! count of each choice must be those of the entry, and `leaves ≤ accounts`. The
//! commitment is that of a part `vote` with the value
//! `{"account":n,"choice":…,"ref":…,"voter":…}`. A voter's receipt is JSON with these
//! four members, `revision`, `salt` (base64) and `"format":"parvis.vote.v1"`; after
//! the last close of `ref`, its line must be there.
//!
//! ## Receipts
//!
//! A promise is a note signed by a `receipt` key, with the lines `parvis.receipt.v1`,
//! the origin, `leaf` or `commitment` and a base64 hash, `accepted` and a time,
//! `within` and a number of seconds. After that delay, an entry with this leaf hash
//! or this commitment must be in the log.
//!
//! A proof is a [tlog-proof] whose `extra` is JSON `{"entry":{…},"parts":{…},"v":1}`:
//! the entry written out, and openings as above. Its leaf must be number `index`
//! under the proof's own checkpoint and in the log, and the log must begin with that
//! checkpoint.
//!
//! Of a receipt with which nothing is wrong a verifier says what it shows: which entry
//! of what, and since which entry a part of it is withdrawn and why; that a promise was
//! kept, or until when it may be; that a vote was counted, or is not closed yet.
//!
//! ## What is shown
//!
//! Lines of `{"ref":…,"version":…}` with `parts` and `facts` as they are on the pages,
//! and maybe `since`, the time from which the platform has it: each must be in the
//! log and be what is opened there, and may be missing for an hour after `since` (one that is
//! in the future counts for nothing).
//! Whatever version the log opens a part `text` of must have a line with it. A line
//! `{"ref":…,"result":{choice:count}}` gives the result shown for an object after
//! its close, which must be that of the last entry with `closing`. `scope` is
//! `{"processes":[…],"v":1}`: for entries of other processes, openings and votes are
//! not asked for. Only an archive has one, and it is believed only where the manifest of
//! an archive signs it: any other log could hide behind it. Of an address that has one a verifier says, beside
//! what it finds, that it serves an archive and not a log.
//!
//! # What a log cannot show
//!
//! That something was refused before it was logged; that the operator added no
//! account of its own; and, to someone who keeps nothing, that this is the log that
//! others see. For the last there are witnesses.
//!
//! [signed-note]: https://c2sp.org/signed-note
//! [tlog-checkpoint]: https://c2sp.org/tlog-checkpoint
//! [tlog-tiles]: https://c2sp.org/tlog-tiles
//! [tlog-proof]: https://c2sp.org/tlog-proof

pub mod archive;
pub mod ballot;
pub mod checkpoint;
pub mod commitment;
pub mod edge;
pub mod entry;
mod error;
mod fields;
pub mod hash;
pub mod jcs;
pub mod key;
pub mod keys;
pub mod note;
pub mod proof;
pub mod receipt;
pub mod tile;
mod time;
pub mod tree;
pub mod verify;
pub mod witness;

pub use error::{Error, Result};
pub use hash::Hash;
pub use time::Timestamp;
