//! A proposal: in a list, and alone with everything that is public about it.

use domain::comment::CommentView;
use domain::lineage::Step;
use domain::proposal::{Card, ProposalPage};
use serde::Serialize;
use utoipa::ToSchema;

use crate::shapes::{Link, Tally};
use crate::time::stamp;

/// A proposal in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProposalCard {
    /// Its reference, which never changes and is never given again.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title; empty when its words cannot be read.
    pub title: String,
    /// `received`, `admissible`, `inadmissible`, `under_review`, `retained`,
    /// `partly_retained`, `not_retained`, `merged` or `withdrawn`.
    pub state: &'static str,
    /// `public`, `hidden`, `withdrawn` or `erased`.
    pub visibility: &'static str,
    /// Its theme, by slug; null without one.
    pub theme: Option<String>,
    /// The language of the words (BCP 47).
    pub lang: String,
    /// Who proposes.
    pub author: Author,
    /// When it was published (RFC 3339, UTC).
    pub published_at: String,
    /// Which version these words are, from 1.
    pub revision: i32,
    /// The votes; null as long as they are not shown.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
    /// Its page.
    pub url: String,
}

/// Who speaks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Author {
    /// The organisation’s name, else the person’s public name.
    pub name: String,
    /// `citizen`, `organisation`, `administration` or `imported`.
    pub kind: &'static str,
    /// The person who speaks in the organisation’s name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A proposal alone. The parts are as typed (Markdown), plain text where they were
/// imported; empty when they cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Proposal {
    /// What lists show.
    #[serde(flatten)]
    pub card: ProposalCard,
    /// The problem to solve.
    pub problem: String,
    /// What is proposed.
    pub body: String,
    /// The effect expected.
    pub effect: String,
    /// Who would carry it.
    pub carrier: String,
    /// The earlier commitment it continues.
    pub continues: String,
    /// Other parts that came with an import (HTML).
    pub sections: Vec<Section>,
    /// All versions, oldest first.
    pub revisions: Vec<Revision>,
    /// All comments; a reply follows what it replies to.
    pub comments: Vec<Comment>,
    /// Documents put forward in support.
    pub sources: Vec<Source>,
    /// What became of it.
    pub lineage: Vec<Link>,
}

/// A part that came with an import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Section {
    /// Its title.
    pub title: String,
    /// Its words.
    pub body_html: String,
}

/// A version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Revision {
    /// From 1.
    pub number: i32,
    /// When it was published (RFC 3339, UTC).
    pub at: String,
    /// Whether it can be read.
    pub visibility: &'static str,
}

/// A comment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Comment {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The comment it replies to.
    pub parent: Option<String>,
    /// `for`, `against`, `neutral` or `question`.
    pub stance: &'static str,
    /// The words as typed; empty when they cannot be read.
    pub body: String,
    /// Who speaks.
    pub author: Author,
    /// When (RFC 3339, UTC).
    pub published_at: String,
    /// Which version, from 1.
    pub revision: i32,
    /// Whether it can be read.
    pub visibility: &'static str,
    /// Votes it had on another platform.
    pub imported_votes: Option<i64>,
}

/// A document put forward in support.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address; empty without one.
    pub link: String,
    /// What kind of document.
    pub category: String,
    /// What is said of it.
    pub body_html: String,
    /// Who put it forward.
    pub author: Author,
    /// When (RFC 3339, UTC).
    pub published_at: String,
    /// Votes it had on another platform.
    pub imported_votes: i64,
}

impl ProposalCard {
    /// The shape of a line of a list. `base` is the address of the instance.
    #[must_use]
    pub fn of(card: &Card, base: &str) -> Self {
        Self {
            reference: card.reference.as_str().to_owned(),
            title: card.title.clone(),
            state: card.state.as_str(),
            visibility: card.visibility.as_str(),
            theme: card.theme.as_ref().map(|(slug, _)| slug.clone()),
            lang: card.lang.clone(),
            author: (&card.author).into(),
            published_at: stamp(card.published_at),
            revision: card.revision,
            tally: card.tally.as_ref().map(Tally::of),
            comments_count: card.comments_count,
            url: format!("{base}/proposals/{}", card.reference),
        }
    }
}

impl Proposal {
    /// The shape of a whole proposal.
    #[must_use]
    pub fn whole(page: &ProposalPage, lineage: &[Step], base: &str) -> Self {
        let words = &page.words;
        let revision = |line: &domain::proposal::RevisionLine| Revision {
            number: line.number,
            at: stamp(line.at),
            visibility: line.visibility.as_str(),
        };
        let section = |section: &domain::proposal::Section| Section {
            title: section.title.clone(),
            body_html: section.body.as_str().to_owned(),
        };
        Self {
            card: ProposalCard::of(&page.card, base),
            problem: words.problem.clone(),
            body: words.body.clone(),
            effect: words.effect.clone(),
            carrier: words.carrier.clone(),
            continues: words.continues.clone(),
            sections: page.parts.sections.iter().map(section).collect(),
            revisions: page.revisions.iter().map(revision).collect(),
            comments: Comment::all(&page.discussion.comments),
            sources: page.sources.iter().map(Source::from).collect(),
            lineage: lineage.iter().map(Link::from).collect(),
        }
    }
}

impl Comment {
    /// All comments of a discussion, replies after what they reply to.
    #[must_use]
    pub fn all(comments: &[CommentView]) -> Vec<Self> {
        comments
            .iter()
            .flat_map(|comment| std::iter::once(Self::of(comment)).chain(Self::all(&comment.replies)))
            .collect()
    }

    /// The shape of a comment, without its replies.
    #[must_use]
    pub fn of(comment: &CommentView) -> Self {
        Self {
            reference: comment.reference.as_str().to_owned(),
            parent: comment.parent.as_ref().map(|parent| parent.as_str().to_owned()),
            stance: comment.stance.as_str(),
            body: comment.source.clone(),
            author: (&comment.author).into(),
            published_at: stamp(comment.published_at),
            revision: comment.revision,
            visibility: comment.visibility.as_str(),
            imported_votes: comment.imported_votes,
        }
    }
}

impl From<&domain::proposal::SourceView> for Source {
    fn from(source: &domain::proposal::SourceView) -> Self {
        Self {
            title: source.title.clone(),
            link: source.link.clone(),
            category: source.category.clone(),
            body_html: source.body.as_str().to_owned(),
            author: (&source.author).into(),
            published_at: stamp(source.published_at),
            imported_votes: source.imported_votes,
        }
    }
}

impl From<&domain::author::Author> for Author {
    fn from(author: &domain::author::Author) -> Self {
        Self {
            name: author.name().to_owned(),
            kind: author.kind.as_str(),
            by: author.organisation.as_ref().map(|_| author.person.clone()).filter(|person| !person.is_empty()),
        }
    }
}
