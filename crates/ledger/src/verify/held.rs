//! What a receipt shows, when nothing is wrong with it: who holds one wants to be told
//! so, and not to conclude it from a silence.

use std::fmt;

use crate::entry::{Event, Target};
use crate::time::Timestamp;

/// What a receipt shows, or why it shows nothing here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// A proof: this entry is in the log.
    Proven {
        /// Which entry.
        index: u64,
        /// What it says.
        event: Box<Event>,
        /// What of it is no longer published.
        withheld: Vec<Withheld>,
    },
    /// A promise that was kept, by this entry.
    Kept {
        /// Which entry.
        index: u64,
        /// The version that it is of, when it is of one.
        version: Option<Target>,
        /// What of it is no longer published.
        withheld: Vec<Withheld>,
    },
    /// A promise that may still be kept.
    Due {
        /// Until when.
        deadline: Timestamp,
    },
    /// A vote that was counted at the close, by this entry.
    Counted {
        /// The object voted on.
        reference: String,
        /// Which entry.
        index: u64,
    },
    /// A vote that is to be counted: the close, or the next one, is not in the log yet.
    Open {
        /// The object voted on.
        reference: String,
    },
    /// A vote that was counted where this archive does not reach.
    Elsewhere {
        /// The object voted on.
        reference: String,
        /// The entry of the count.
        index: u64,
    },
    /// A vote on something that this log has never had: it is of another.
    Unknown {
        /// The object voted on.
        reference: String,
    },
}

/// A part of an entry that is not published any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withheld {
    /// Which part.
    pub part: String,
    /// The entry that says so.
    pub by: u64,
    /// Why, as a code.
    pub reason: String,
}

impl fmt::Display for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Proven { index, event, withheld } => {
                write!(f, "{} is entry {index} of the log{}", words(event), since(withheld))
            }
            Self::Kept { index, version: None, withheld } => {
                write!(f, "promised, and it is in the log, as entry {index}{}", since(withheld))
            }
            Self::Kept { index, version: Some(Target { reference, version }), withheld } => {
                let since = since(withheld);
                write!(f, "promised, and it is in the log: {reference} version {version} is entry {index}{since}")
            }
            Self::Due { deadline } => {
                write!(f, "not in the log yet, to be by {deadline}; verify again after that")
            }
            Self::Counted { reference, index } => write!(f, "your vote on {reference} was counted by entry {index}"),
            Self::Open { reference } => {
                write!(f, "the vote on {reference} is not closed yet; verify again after that")
            }
            Self::Elsewhere { reference, index } => {
                write!(f, "the votes on {reference} were counted by entry {index}; their list is not in this folder")
            }
            Self::Unknown { reference } => write!(f, "nothing of {reference} is in this log"),
        }
    }
}

/// What was withdrawn since.
fn since(withheld: &[Withheld]) -> String {
    let each = withheld.iter();
    each.map(|Withheld { part, by, reason }| format!(", its {part} withdrawn since by entry {by} ({reason})")).collect()
}

/// What an entry is, in a few words.
fn words(event: &Event) -> String {
    match event {
        Event::Version(version) => format!("{} version {}", version.target.reference, version.target.version),
        Event::Act(act) => {
            let on = act.on.as_ref().map(|on| format!(" on {} version {}", on.reference, on.version));
            format!("the act {}{}", act.action, on.unwrap_or_default())
        }
        Event::PartErased(change) => format!("the withdrawal of {} of entry {}", change.part, change.entry),
        Event::PartRestored(change) => format!("the return of {} of entry {}", change.part, change.entry),
        Event::Votes(votes) => format!("the count of the votes on {}", votes.reference),
    }
}
