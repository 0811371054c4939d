//! The shapes of the public JSON, exactly as promised to other programs. They
//! are made from the structs that pages show, so that both say the same.

use domain::Time;
use domain::author::AuthorKind;
use domain::comment::{CommentView, Stance};
use domain::lineage::{self, Node, Step};
use domain::locale::Localized;
use domain::moderation::Visibility;
use domain::phase::{PhaseKind, PhaseStatus};
use domain::reference::Reference;
use domain::vote::Counts;
use domain::{author, commitment, process, proposal, vote};
use serde::Serialize;
use utoipa::ToSchema;

/// An instant, RFC 3339, UTC, to the microsecond when there are any.
#[must_use]
pub fn time(at: Time) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

/// The text in the process's own language, else any.
fn text(texts: &Localized, lang: &str) -> String {
    let own = texts.exact(lang);
    if own.is_empty() { texts.text(domain::locale::Locale::default()).to_owned() } else { own.to_owned() }
}

/// A list, and the address of the next page.
#[derive(Clone, Debug, Serialize)]
pub struct List<T> {
    /// What is on this page.
    pub items: Vec<T>,
    /// Address of the next page; null on the last.
    pub next: Option<String>,
}

/// A process.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Process {
    /// Its place in addresses.
    pub slug: String,
    /// The beginning of its references.
    pub code: String,
    /// Its name.
    pub title: String,
    /// The language in which it is conducted (BCP 47).
    pub lang: String,
    /// Its calendar.
    pub phases: Vec<Phase>,
    /// Its themes.
    pub themes: Vec<Theme>,
    /// Its figures.
    pub counts: ProcessCounts,
}

/// A phase.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Phase {
    /// `ideation`, `triage`, `consultation`, `arbitration`, `publication` or `follow_up`.
    #[schema(value_type = String)]
    pub kind: PhaseKind,
    /// Its name.
    pub title: String,
    /// First instant at which it is open.
    pub starts_at: String,
    /// First instant at which it no longer is.
    pub ends_at: Option<String>,
    /// `upcoming`, `open` or `closed`.
    #[schema(value_type = String)]
    pub status: PhaseStatus,
}

/// A theme.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Theme {
    /// Its place in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
}

/// The figures of a process.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProcessCounts {
    /// Proposals published.
    pub proposals: i64,
    /// Comments published.
    pub comments: i64,
    /// Current votes cast here.
    pub votes: i64,
    /// Votes counted on another platform.
    pub imported_votes: i64,
    /// Accounts that proposed, commented or voted.
    pub participants: i64,
}

impl Process {
    /// The shape of a process, at `now`.
    #[must_use]
    pub fn of(process: &process::Process, now: Time) -> Self {
        let phase = |phase: &domain::phase::Phase| Phase {
            kind: phase.kind,
            title: text(&phase.titles, &process.lang),
            starts_at: time(phase.starts_at),
            ends_at: phase.ends_at.map(time),
            status: phase.status(now),
        };
        let theme =
            |theme: &process::Theme| Theme { slug: theme.slug.clone(), title: text(&theme.titles, &process.lang) };
        let counts = process.counts;
        Self {
            slug: process.slug.clone(),
            code: process.code.as_str().to_owned(),
            title: text(&process.titles, &process.lang),
            lang: process.lang.clone(),
            phases: process.phases.iter().map(phase).collect(),
            themes: process.themes.iter().map(theme).collect(),
            counts: ProcessCounts {
                proposals: counts.proposals,
                comments: counts.comments,
                votes: counts.votes,
                imported_votes: counts.imported_votes,
                participants: counts.participants,
            },
        }
    }
}

/// Who speaks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Author {
    /// The name that answers for the words: the organisation's, else the person's.
    pub name: String,
    /// `citizen`, `organisation`, `administration` or `imported`.
    #[schema(value_type = String)]
    pub kind: AuthorKind,
    /// The person who spoke for the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

impl Author {
    fn of(author: &author::Author) -> Self {
        Self {
            name: author.name().to_owned(),
            kind: author.kind,
            by: author.organisation.as_ref().map(|_| author.person.clone()),
        }
    }
}

/// Counts by choice.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Choices {
    /// D’accord.
    pub agree: i64,
    /// Mitigé.
    pub mixed: i64,
    /// Pas d’accord.
    pub disagree: i64,
}

impl From<Counts> for Choices {
    fn from(counts: Counts) -> Self {
        Self { agree: counts.agree, mixed: counts.mixed, disagree: counts.disagree }
    }
}

/// The tally of an object.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct Tally {
    /// D’accord.
    pub agree: i64,
    /// Mitigé.
    pub mixed: i64,
    /// Pas d’accord.
    pub disagree: i64,
    /// Of which cast on an earlier revision.
    pub on_earlier_revision: i64,
    /// Votes counted on another platform, never mixed with those cast here.
    pub imported: Option<Choices>,
}

impl Tally {
    /// The shape of a tally.
    #[must_use]
    pub fn of(tally: &vote::Tally) -> Self {
        let Counts { agree, mixed, disagree } = tally.cast;
        Self {
            agree,
            mixed,
            disagree,
            on_earlier_revision: tally.on_earlier_revision,
            imported: tally.imported.map(Into::into),
        }
    }
}

/// A proposal, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ProposalCard {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title; empty when its words cannot be read.
    pub title: String,
    /// Where it stands.
    #[schema(value_type = String)]
    pub state: proposal::State,
    /// `public`, `hidden`, `withdrawn` or `erased`.
    #[schema(value_type = String)]
    pub visibility: Visibility,
    /// Its theme, by slug.
    pub theme: Option<String>,
    /// The language of the words.
    pub lang: String,
    /// Who proposes.
    pub author: Author,
    /// When it was published.
    pub published_at: String,
    /// Which version, from 1.
    pub revision: i32,
    /// The counts; null while they are kept for after the close.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
    /// Address of its page.
    pub url: String,
}

impl ProposalCard {
    /// The shape of a card. `base` is the public address of the instance.
    #[must_use]
    pub fn of(card: &proposal::Card, base: &str) -> Self {
        Self {
            reference: card.reference.to_string(),
            title: card.title.clone(),
            state: card.state,
            visibility: card.visibility,
            theme: card.theme.as_ref().map(|(slug, _)| slug.clone()),
            lang: card.lang.clone(),
            author: Author::of(&card.author),
            published_at: time(card.published_at),
            revision: card.revision,
            tally: card.tally.as_ref().map(Tally::of),
            comments_count: card.comments_count,
            url: format!("{base}/proposals/{}", card.reference),
        }
    }
}

/// A proposal, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Proposal {
    /// What lists show.
    #[serde(flatten)]
    pub card: ProposalCard,
    /// The problem, as typed (Markdown).
    pub problem: String,
    /// The proposal, as typed.
    pub body: String,
    /// The expected effect, as typed.
    pub effect: String,
    /// Who would carry it.
    pub carrier: String,
    /// The earlier commitment it continues.
    pub continues: String,
    /// Its versions.
    pub revisions: Vec<Revision>,
    /// Its comments, replies included, in order.
    pub comments: Vec<Comment>,
    /// Documents put forward.
    pub sources: Vec<Source>,
    /// What became of it.
    pub lineage: Vec<Link>,
}

/// A version.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Revision {
    /// From 1.
    pub number: i32,
    /// When.
    pub at: String,
    /// Whether it can be read.
    #[schema(value_type = String)]
    pub visibility: Visibility,
}

/// A document put forward in support.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: String,
    /// What kind of document.
    pub category: String,
    /// What is said of it, as HTML.
    pub body_html: String,
    /// Who put it forward.
    pub author: Author,
    /// When.
    pub published_at: String,
    /// Votes it had on another platform.
    pub imported_votes: i64,
}

impl Proposal {
    /// The shape of a proposal with its lineage.
    #[must_use]
    pub fn whole(page: &proposal::ProposalPage, steps: &[Step], base: &str) -> Self {
        let words = &page.words;
        Self {
            card: ProposalCard::of(&page.card, base),
            problem: words.problem.clone(),
            body: words.body.clone(),
            effect: words.effect.clone(),
            carrier: words.carrier.clone(),
            continues: words.continues.clone(),
            revisions: page
                .revisions
                .iter()
                .map(|line| Revision { number: line.number, at: time(line.at), visibility: line.visibility })
                .collect(),
            comments: comments(&page.discussion.comments),
            sources: page.sources.iter().map(source).collect(),
            lineage: steps.iter().map(Link::of).collect(),
        }
    }
}

fn source(source: &proposal::SourceView) -> Source {
    Source {
        title: source.title.clone(),
        link: source.link.clone(),
        category: source.category.clone(),
        body_html: source.body.as_str().to_owned(),
        author: Author::of(&source.author),
        published_at: time(source.published_at),
        imported_votes: source.imported_votes,
    }
}

/// A comment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Comment {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// The comment it replies to.
    pub parent: Option<String>,
    /// `for`, `against`, `neutral` or `question`.
    #[schema(value_type = String)]
    pub stance: Stance,
    /// The words, as typed; empty when they cannot be read.
    pub body: String,
    /// Who speaks.
    pub author: Author,
    /// When.
    pub published_at: String,
    /// Which version, from 1.
    pub revision: i32,
    /// Whether it can be read.
    #[schema(value_type = String)]
    pub visibility: Visibility,
    /// Votes it had on another platform.
    pub imported_votes: Option<i64>,
}

impl Comment {
    /// The shape of a comment, without its replies.
    #[must_use]
    pub fn of(view: &CommentView) -> Self {
        Self {
            reference: view.reference.to_string(),
            parent: view.parent.as_ref().map(Reference::to_string),
            stance: view.stance,
            body: view.source.clone(),
            author: Author::of(&view.author),
            published_at: time(view.published_at),
            revision: view.revision,
            visibility: view.visibility,
            imported_votes: view.imported_votes,
        }
    }
}

/// A discussion as one list: each comment, then its replies.
fn comments(views: &[CommentView]) -> Vec<Comment> {
    views.iter().flat_map(|view| std::iter::once(view).chain(&view.replies)).map(Comment::of).collect()
}

/// A step of a lineage.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Link {
    /// How the later version comes from the earlier one.
    #[schema(value_type = String)]
    pub relation: lineage::Relation,
    /// The earlier version.
    pub from: Version,
    /// The later version.
    pub to: Version,
    /// When.
    pub at: String,
    /// Why; empty when no reason is owed.
    pub reason: String,
    /// Who did it.
    pub actor: Option<Actor>,
}

/// A version of something.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Version {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// From 1.
    pub version: i32,
}

/// Who did a step. Members of staff are shown by role and administration.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Actor {
    /// The public name, or the administration's.
    pub name: String,
    /// `participant`, `system` or the role held.
    pub role: String,
}

impl Link {
    fn of(step: &Step) -> Self {
        let version = |node: &Node| Version { reference: node.reference.to_string(), version: node.version };
        let actor = |actor: &lineage::Actor| match actor {
            lineage::Actor::Participant(name) => Actor { name: name.clone(), role: "participant".into() },
            lineage::Actor::Staff(staff) => Actor {
                name: staff.organisation.clone().unwrap_or_else(|| staff.name.clone()),
                role: staff.role.to_string(),
            },
            lineage::Actor::System => Actor { name: String::new(), role: "system".into() },
        };
        Self {
            relation: step.relation,
            from: version(&step.from),
            to: version(&step.to),
            at: time(step.at),
            reason: step.reason.clone(),
            actor: step.actor.as_ref().map(actor),
        }
    }
}

/// A commitment, in a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct CommitmentCard {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// Its title.
    pub title: String,
    /// `draft`, `in_consultation` or `adopted`.
    #[schema(value_type = String)]
    pub state: commitment::State,
    /// The lead administration.
    pub lead: String,
    /// Which version, from 1.
    pub version: i32,
    /// Its milestones, in order.
    pub milestones: Vec<Milestone>,
    /// The counts; null while they are kept for after the close.
    pub tally: Option<Tally>,
    /// How many comments.
    pub comments_count: i64,
    /// Address of its page.
    pub url: String,
}

/// A dated step of a commitment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Milestone {
    /// Its reference.
    #[serde(rename = "ref")]
    pub reference: String,
    /// What will be done.
    pub title: String,
    /// By when, `YYYY-MM-DD`.
    pub due: String,
}

impl CommitmentCard {
    /// The shape of a card.
    #[must_use]
    pub fn of(card: &commitment::Card, base: &str) -> Self {
        let milestone = |it: &commitment::Milestone| Milestone {
            reference: it.reference.to_string(),
            title: it.title.clone(),
            due: it.due.to_string(),
        };
        Self {
            reference: card.reference.to_string(),
            title: card.title.clone(),
            state: card.state,
            lead: card.lead.clone(),
            version: card.version,
            milestones: card.milestones.iter().map(milestone).collect(),
            tally: card.tally.as_ref().map(Tally::of),
            comments_count: card.comments_count,
            url: format!("{base}/commitments/{}", card.reference),
        }
    }
}

/// A commitment, whole.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Commitment {
    /// What lists show.
    #[serde(flatten)]
    pub card: CommitmentCard,
    /// The problem, as typed (Markdown).
    pub problem: String,
    /// The text, as typed.
    pub text: String,
    /// The proposals it comes from, by reference.
    pub sources: Vec<String>,
    /// Its comments, replies included, in order.
    pub comments: Vec<Comment>,
    /// Where it comes from and what became of it.
    pub lineage: Vec<Link>,
}

impl Commitment {
    /// The shape of a commitment with its lineage.
    #[must_use]
    pub fn whole(page: &commitment::CommitmentPage, steps: &[Step], base: &str) -> Self {
        Self {
            card: CommitmentCard::of(&page.card, base),
            problem: page.words.problem.clone(),
            text: page.words.text.clone(),
            sources: page.words.sources.clone(),
            comments: comments(&page.discussion.comments),
            lineage: steps.iter().map(Link::of).collect(),
        }
    }
}
