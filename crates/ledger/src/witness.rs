//! Witnesses (C2SP tlog-witness, <https://c2sp.org/tlog-witness>): others than the
//! operator, who cosign a head when it continues the last one that they saw. Two
//! people who hold heads with the same witnesses' signatures hold the same log.
//!
//! Here is what both sides say to one another; who carries it is not our matter.

use std::fmt;

use crate::checkpoint::{Checkpoint, parse_decimal};
use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::key::{SigningKeyPair, VerifierKey};
use crate::note::{Note, Signature, parse_signature};
use crate::tree::verify_consistency;

/// Where a head is sent, under the witness's address.
pub const PATH: &str = "add-checkpoint";
/// The type of a refusal that says how many entries the witness has seen.
pub const SIZE_TYPE: &str = "text/x.tlog.size";
/// Hashes that a proof may have: a tree of 2^63 leaves needs no more.
const MOST_HASHES: usize = 63;
const WHAT: &str = "witness request";

/// A head to be cosigned, with the proof that it continues an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Entries of the last head that the witness cosigned.
    pub old: u64,
    /// From there to here.
    pub proof: Vec<Hash>,
    /// The signed head.
    pub checkpoint: String,
}

impl Request {
    /// Reads what was sent.
    ///
    /// # Errors
    /// When it is not in the form.
    pub fn parse(bytes: &[u8]) -> Result<Self> {
        let bad = |why: &str| Error::malformed(WHAT, why);
        let text = std::str::from_utf8(bytes).map_err(|_| bad("not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or_else(|| bad("no empty line"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(|line| line.strip_prefix("old ")).and_then(parse_decimal);
        let old = old.ok_or_else(|| bad("no “old” and number"))?;
        let proof: Vec<Hash> = lines.map(Hash::from_base64).collect::<Result<_>>()?;
        if proof.len() > MOST_HASHES {
            return Err(bad("too many hashes"));
        }
        Ok(Self { old, proof, checkpoint: checkpoint.to_owned() })
    }
}

impl fmt::Display for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "old {}", self.old)?;
        self.proof.iter().try_for_each(|hash| writeln!(f, "{hash}"))?;
        write!(f, "\n{}", self.checkpoint)
    }
}

/// Why a witness does not cosign.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The request is not one, or the head is older than `old`.
    #[error("{0}")]
    Malformed(String),
    /// It does not know the log.
    #[error("this log is not witnessed here")]
    UnknownLog,
    /// No key that it knows of the log signed the head.
    #[error("the log did not sign this head")]
    NotSigned,
    /// The last head that it saw has another number of entries, or another root.
    #[error("the last head seen here has {0} entries")]
    Conflict(u64),
    /// The head does not continue the last one: the log forks.
    #[error("this head does not continue the last one that was seen here")]
    Inconsistent,
}

impl Refusal {
    /// The status to answer with.
    #[must_use]
    pub const fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::NotSigned => 403,
            Self::UnknownLog => 404,
            Self::Conflict(_) => 409,
            Self::Inconsistent => 422,
        }
    }
}

/// What a witness does with a request about a log with these keys, of which `seen`
/// is the last head: the head and its note, to be kept safe before
/// [`cosign`]ing it.
///
/// # Errors
/// [`Refusal`].
pub fn judge(
    request: &Request,
    keys: &[VerifierKey],
    seen: Option<&Checkpoint>,
) -> Result<(Checkpoint, Note), Refusal> {
    let malformed = |error: Error| Refusal::Malformed(error.to_string());
    let note = Note::parse(request.checkpoint.as_bytes()).map_err(malformed)?;
    let head = Checkpoint::parse(note.text()).map_err(malformed)?;
    if keys.iter().all(|key| key.name() != head.origin) {
        return Err(Refusal::UnknownLog);
    }
    note.verify_any(keys).map_err(|_| Refusal::NotSigned)?;
    if request.old > head.size {
        return Err(Refusal::Malformed("the head is smaller than “old”".to_owned()));
    }
    let (size, root) = seen.map_or((0, Hash::empty()), |seen| (seen.size, seen.root));
    if request.old != size {
        return Err(Refusal::Conflict(size));
    }
    if head.size == size {
        let same = head.root == root && request.proof.is_empty();
        return if same { Ok((head, note)) } else { Err(Refusal::Conflict(size)) };
    }
    let continues = match size {
        0 => request.proof.is_empty(),
        _ => verify_consistency(size, &root, head.size, &head.root, &request.proof).is_ok(),
    };
    if continues { Ok((head, note)) } else { Err(Refusal::Inconsistent) }
}

/// The line with which a witness answers, at a time (seconds since 1970).
#[must_use]
pub fn cosign(note: &Note, key: &SigningKeyPair, time: u64) -> String {
    key.sign(note.text(), time).to_string()
}

/// Reads a witness's answer: the signature that this witness made of this head.
///
/// # Errors
/// When there is none, or it does not verify.
pub fn read_answer(bytes: &[u8], note: &Note, witness: &VerifierKey) -> Result<Signature> {
    let text = std::str::from_utf8(bytes).map_err(|_| Error::malformed("witness answer", "not UTF-8"))?;
    for line in text.lines() {
        let signature = parse_signature(line)?;
        if signature.is_of(witness) {
            Note::new(note.text())?.with(signature.clone()).verify(witness)?;
            return Ok(signature);
        }
    }
    Err(Error::NotSigned(witness.name().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Algorithm;
    use crate::tree::{consistency, root_of};

    fn log() -> SigningKeyPair {
        SigningKeyPair::from_seed("example.fr/log", Algorithm::Ed25519, &[1; 32]).unwrap()
    }

    fn witness() -> SigningKeyPair {
        SigningKeyPair::from_seed("garante.example", Algorithm::CosignatureV1, &[2; 32]).unwrap()
    }

    fn leaves(size: u64, forked: bool) -> Vec<Hash> {
        let mut leaves: Vec<Hash> = (0..size).map(|number| Hash::leaf(&number.to_be_bytes())).collect();
        if let Some(leaf) = leaves.get_mut(2).filter(|_| forked) {
            *leaf = Hash::leaf(b"another history");
        }
        leaves
    }

    fn request(old: u64, size: u64, forked: bool) -> Request {
        let leaves = leaves(size, forked);
        let head = Checkpoint::new("example.fr/log", size, root_of(leaves.iter().copied()));
        let proof =
            if old == 0 || old >= size { Vec::new() } else { consistency(&mut leaves.as_slice(), old, size).unwrap() };
        Request { old, proof, checkpoint: head.note().unwrap().signed_by(&log(), 0).to_string() }
    }

    fn seen(size: u64) -> Checkpoint {
        Checkpoint::new("example.fr/log", size, root_of(leaves(size, false)))
    }

    fn judged(request: &Request, seen: Option<&Checkpoint>) -> Result<Checkpoint, Refusal> {
        judge(request, &[log().verifier().clone()], seen).map(|(head, _)| head)
    }

    #[test]
    fn a_head_that_continues_the_last_one_is_cosigned() {
        for (old, size) in [(0, 0), (0, 5), (5, 5), (5, 6), (5, 700), (256, 257)] {
            let request = request(old, size, false);
            assert_eq!(Request::parse(request.to_string().as_bytes()).unwrap(), request);
            let last = seen(old);
            let (head, note) = judge(&request, &[log().verifier().clone()], (old > 0).then_some(&last)).unwrap();
            assert_eq!(head.size, size);
            let answer = cosign(&note, &witness(), 1_793_520_000);
            let signature = read_answer(answer.as_bytes(), &note, witness().verifier()).unwrap();
            assert_eq!(note.with(signature).verify(witness().verifier()), Ok(Some(1_793_520_000)));
        }
    }

    #[test]
    fn a_fork_is_never_cosigned() {
        assert_eq!(judged(&request(5, 9, true), Some(&seen(5))), Err(Refusal::Inconsistent));
        assert_eq!(judged(&request(5, 5, true), Some(&seen(5))), Err(Refusal::Conflict(5)));
        let mut without = request(5, 9, false);
        without.proof.clear();
        assert_eq!(judged(&without, Some(&seen(5))), Err(Refusal::Inconsistent));
    }

    #[test]
    fn a_log_that_forgot_how_far_the_witness_was_is_told() {
        assert_eq!(judged(&request(3, 9, false), Some(&seen(5))), Err(Refusal::Conflict(5)));
        assert_eq!(judged(&request(0, 9, false), Some(&seen(5))), Err(Refusal::Conflict(5)));
        assert_eq!(judged(&request(7, 9, false), None), Err(Refusal::Conflict(0)));
        assert_eq!(judged(&request(5, 4, false), Some(&seen(5))).unwrap_err().status(), 400);
    }

    #[test]
    fn a_head_of_another_log_or_that_nobody_signed_is_refused() {
        let other = SigningKeyPair::from_seed("autre.fr/log", Algorithm::Ed25519, &[1; 32]).unwrap();
        let known = [other.verifier().clone()];
        assert_eq!(judge(&request(0, 5, false), &known, None).unwrap_err(), Refusal::UnknownLog);
        let imposter = SigningKeyPair::from_seed("example.fr/log", Algorithm::Ed25519, &[9; 32]).unwrap();
        let known = [imposter.verifier().clone()];
        assert_eq!(judge(&request(0, 5, false), &known, None).unwrap_err(), Refusal::NotSigned);
    }

    #[test]
    fn what_is_not_in_the_form_is_refused() {
        for text in ["", "old 5\n", "old 05\n\nx\n", "new 5\n\nx\n", "old 5\nAAAA\n\nx\n"] {
            assert!(Request::parse(text.as_bytes()).is_err(), "{text}");
        }
        let long = format!("old 5\n{}\nx\n", format!("{}\n", Hash::empty()).repeat(64));
        assert!(Request::parse(long.as_bytes()).is_err());
    }

    #[test]
    fn an_answer_by_someone_else_or_of_another_head_counts_for_nothing() {
        let (_, note) = judge(&request(0, 5, false), &[log().verifier().clone()], None).unwrap();
        let (_, other) = judge(&request(0, 6, false), &[log().verifier().clone()], None).unwrap();
        let stranger = SigningKeyPair::from_seed("autre.example", Algorithm::CosignatureV1, &[3; 32]).unwrap();
        let by_stranger = cosign(&note, &stranger, 1);
        assert!(read_answer(by_stranger.as_bytes(), &note, witness().verifier()).is_err());
        assert!(read_answer(cosign(&other, &witness(), 1).as_bytes(), &note, witness().verifier()).is_err());
        assert!(read_answer(b"", &note, witness().verifier()).is_err());
    }
}
