//! Checkpoints: the signed head of the log (C2SP tlog-checkpoint,
//! <https://c2sp.org/tlog-checkpoint>).
//!
//! Whoever keeps one can tell later whether the log still begins as it did.
//! Witnesses add their cosignatures; those that the [`Policy`] does not know are
//! dropped, since nobody can say what they are worth.

use std::fmt;

use crate::error::{Error, Result};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::note::Note;

/// The head of a log: how many entries, under which root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log.
    pub origin: String,
    /// How many entries.
    pub size: u64,
    /// The root of the tree of those entries.
    pub root: Hash,
    /// Further lines, which no verifier can check; this log writes none.
    pub extensions: Vec<String>,
}

impl Checkpoint {
    /// The head of a log, without further lines.
    #[must_use]
    pub fn new(origin: impl Into<String>, size: u64, root: Hash) -> Self {
        Self { origin: origin.into(), size, root, extensions: Vec::new() }
    }

    /// Reads the text of a note.
    ///
    /// # Errors
    /// When it is not an origin, a size, a root and further lines that are not empty.
    pub fn parse(text: &str) -> Result<Self> {
        let bad = |why: &str| Error::malformed("checkpoint", why);
        let mut lines = text.strip_suffix('\n').ok_or_else(|| bad("no last newline"))?.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or_else(|| bad("fewer than three lines"));
        let (origin, size, root) = (line()?, line()?, line()?);
        let extensions: Vec<String> = lines.map(str::to_owned).collect();
        if extensions.iter().any(String::is_empty) {
            return Err(bad("an empty line"));
        }
        let size = parse_decimal(size).ok_or_else(|| bad("the size is not a decimal number"))?;
        Ok(Self { origin: origin.to_owned(), size, root: Hash::from_base64(root)?, extensions })
    }

    /// The note to sign.
    ///
    /// # Errors
    /// When the origin or a further line has a character that a note may not have.
    pub fn note(&self) -> Result<Note> {
        Note::new(self.to_string())
    }
}

impl fmt::Display for Checkpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}\n{}\n{}", self.origin, self.size, self.root)?;
        self.extensions.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

/// Whose signatures count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The name of the log in the first line.
    pub origin: String,
    /// The log's keys; one of them must have signed. Two while one replaces the other.
    pub log: Vec<VerifierKey>,
    /// The witnesses' keys.
    pub witnesses: Vec<VerifierKey>,
    /// How many witnesses must have signed.
    pub quorum: usize,
}

impl Policy {
    /// The policy that trusts one key, without witnesses. The key has the log's name.
    #[must_use]
    pub fn of_log(key: VerifierKey) -> Self {
        Self { origin: key.name().to_owned(), log: vec![key], witnesses: Vec::new(), quorum: 0 }
    }

    /// Whether a signature is by a key of the policy.
    fn knows(&self, signature: &crate::note::Signature) -> bool {
        self.log.iter().chain(&self.witnesses).any(|key| signature.is_of(key))
    }
}

/// A checkpoint whose signatures were checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The head of the log.
    pub checkpoint: Checkpoint,
    /// The note, without the signatures that the policy does not know.
    pub note: Note,
    /// The witnesses that signed, with the time at which they did (seconds since 1970).
    pub witnessed: Vec<(String, Option<u64>)>,
}

/// Reads a checkpoint and checks its signatures. Cosignatures outside of the
/// policy are dropped; whether there are as many as the quorum asks is
/// [`Opened::check_quorum`].
///
/// # Errors
/// When it is malformed, of another log, not signed by the log, or when a key of
/// the policy is named and its signature does not verify.
pub fn open(bytes: &[u8], policy: &Policy) -> Result<Opened> {
    let note = Note::parse(bytes)?.keeping(|signature| policy.knows(signature));
    let checkpoint = Checkpoint::parse(note.text())?;
    if checkpoint.origin != policy.origin {
        let why = format!("of the log “{}”, not “{}”", checkpoint.origin, policy.origin);
        return Err(Error::malformed("checkpoint", why));
    }
    note.verify_any(&policy.log)?;
    let mut witnessed = Vec::new();
    for key in &policy.witnesses {
        match note.verify(key) {
            Ok(time) => witnessed.push((key.name().to_owned(), time)),
            Err(Error::NotSigned(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Opened { checkpoint, note, witnessed })
}

impl Opened {
    /// Checks that enough witnesses signed.
    ///
    /// # Errors
    /// [`Error::NotSigned`] when fewer than the quorum did.
    pub fn check_quorum(&self, policy: &Policy) -> Result<()> {
        if self.witnessed.len() >= policy.quorum {
            return Ok(());
        }
        Err(Error::NotSigned(format!("{} witnesses ({} signed)", policy.quorum, self.witnessed.len())))
    }
}

/// A decimal number without sign or leading zeros.
pub(crate) fn parse_decimal(text: &str) -> Option<u64> {
    text.parse().ok().filter(|number: &u64| number.to_string() == text)
}
