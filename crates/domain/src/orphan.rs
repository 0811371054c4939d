//! What nothing answers, takes up or cites: « Ce qui attend encore une réponse ».
//! Every figure is the number of lines of a public list.

use crate::Time;
use crate::paging::Paged;
use crate::process::Process;
use crate::reference::Reference;

text_enum! {
    /// What is missing.
    pub enum OrphanKind {
        /// A proposal whose phase is over, without an answer.
        Unanswered = "proposal_unanswered",
        /// A proposal that was retained, at least partly, and that no public
        /// commitment comes from.
        NotTakenUp = "proposal_not_taken_up",
        /// A comment on a commitment without a reply by an administration.
        CommentUnanswered = "comment_unanswered",
        /// A commitment that comes from no contribution.
        WithoutSource = "commitment_without_source",
        /// A favourable answer that names no text: neither a reference nor an address.
        AnswerWithoutText = "answer_without_text",
    }
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// What is missing.
    pub kind: OrphanKind,
    /// To what.
    pub reference: Reference,
    /// Its title, or its first words.
    pub title: String,
    /// Its language.
    pub lang: String,
    /// Where it is read.
    pub url: String,
    /// Since when it waits: published, answered.
    pub since: Time,
    /// Where the one who asks may do something about it.
    pub act: Option<String>,
}

/// How many there are, of how many there could be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure {
    /// What is missing.
    pub kind: OrphanKind,
    /// How many lines.
    pub count: i64,
    /// Of how many.
    pub of: i64,
}

/// Whether a reason names a text that can be read: by its address, or by a reference.
/// Letters count as they are: a reference is in capitals, an address in any.
#[must_use]
pub fn names_text(reason: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.to_ascii_lowercase();
        ["https://", "http://"].iter().any(|scheme| {
            let after = word.find(scheme).map(|start| &word[start + scheme.len()..]);
            after.is_some_and(|host| host.starts_with(char::is_alphanumeric))
        })
    };
    let is_reference = |word: &str| Reference::parse(word.trim_matches('-')).is_some();
    reason.split_whitespace().any(is_address)
        || reason.split(|letter: char| !letter.is_alphanumeric() && letter != '-').any(is_reference)
}

/// The report of a process.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrphanPage {
    /// The process.
    pub process: Process,
    /// A figure for each kind, in order; on the first page alone.
    pub figures: Vec<Figure>,
    /// The kind that is listed; all when none is named.
    pub kind: Option<OrphanKind>,
    /// Until when proposals were to be answered, when there is a date.
    pub due: Option<Time>,
    /// Public proposals without an answer whose phase is not over: none is missing yet.
    pub open: i64,
    /// Some lines.
    pub lines: Paged<Orphan>,
}

#[cfg(test)]
mod tests {
    use super::names_text;

    #[test]
    fn a_reason_names_a_text_by_its_address_or_by_a_reference() {
        for reason in [
            "Voir PAN27-P1.",
            "(PAN27-E3, jalon 2)",
            "Cf. l’engagement «\u{a0}PLAN-E12\u{a0}»",
            "voir-dessous : PAN27-D4-",
            "Voir https://exemple.fr/texte.",
            "HTTP://EXEMPLE.FR",
            "[la page](http://exemple.fr)",
        ] {
            assert!(names_text(reason), "{reason}");
        }
        for reason in [
            "",
            "Cette idée répond au besoin.",
            "Elle est reprise dans le plan-cadre, PLAN-",
            "Le plan PAN-France et pan27-p1",
            "Une réponse en https:// ou par http",
            "PAN27-P0, PAN27-X3, APAN27-P",
            "L’éPAN27-P1n",
        ] {
            assert!(!names_text(reason), "{reason}");
        }
    }
}
