//! A proposal as its page and the API show it, and cards for lists. Everything
//! is loaded before anything is rendered, in a fixed number of queries.

use domain::html::SafeHtml;
use domain::id::{AccountId, ThemeId};
use domain::lineage::{Awaited, AwaitedWhat};
use domain::moderation::Visibility;
use domain::phase::{self, PhaseKind};
use domain::policy::{Action, Role};
use domain::process::Process;
use domain::proposal::{Card, ProposalCan, ProposalPage, RevisionLine, Section, SourceView, State, Words};
use domain::reference::Reference;
use domain::vote::{Counts, Tally};
use entities::{proposal as row, proposal_revision as revision, source};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use uuid::Uuid;

use super::write::rendered;
use super::{about, find_row};
use crate::author::Authors;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::{comment, commitment, moderation, triage, vote};

/// Cards from rows, in their order: two more queries, however many.
///
/// # Errors
/// When the database fails.
pub(crate) async fn cards(ctx: &Ctx, process: &Process, rows: Vec<row::Model>) -> Result<Vec<Card>> {
    let authors = Authors::load(
        ctx.db().read(),
        rows.iter().map(|row| row.account_id),
        rows.iter().map(|row| row.organisation_id),
    )
    .await?;
    let now = ctx.now();
    rows.into_iter().map(|row| card(process, &authors, row, now)).collect()
}

/// Cards of these proposals, in the order of their numbers.
///
/// # Errors
/// When the database fails.
pub async fn cards_of(ctx: &Ctx, process: &Process, ids: Vec<Uuid>) -> Result<Vec<Card>> {
    let rows = row::Entity::find()
        .filter(row::Column::Id.is_in(ids))
        .order_by_asc(row::Column::Number)
        .all(ctx.db().read())
        .await?;
    cards(ctx, process, rows).await
}

fn card(process: &Process, authors: &Authors, row: row::Model, now: domain::Time) -> Result<Card> {
    let unknown = || Error::Internal(anyhow::anyhow!("proposal {}: unknown word in its row", row.id));
    let visibility = Visibility::parse(&row.visibility).ok_or_else(unknown)?;
    let state = State::parse(&row.state).ok_or_else(unknown)?.shown(visibility);
    let (reference, _) = Reference::parse(&row.reference).ok_or_else(unknown)?;
    let shown =
        process.phases.iter().find(|phase| phase.id.0 == row.phase_id).is_none_or(|phase| phase.shows_tallies(now));
    let theme = process.themes.iter().find(|theme| Some(theme.id) == row.theme_id.map(ThemeId));
    let readable = visibility == Visibility::Public;
    Ok(Card {
        reference,
        title: if readable { row.title.clone() } else { String::new() },
        excerpt: if readable { row.excerpt.clone() } else { String::new() },
        lang: row.lang.clone(),
        state,
        visibility,
        theme: theme.map(|theme| (theme.slug.clone(), theme.titles.clone())),
        author: authors.author(row.account_id, row.organisation_id),
        published_at: row.published_at,
        revision: row.revision,
        tally: shown.then(|| tally_of(&row)),
        comments_count: i64::from(row.comments_count),
    })
}

/// The tally kept in the row.
pub(crate) fn tally_of(row: &row::Model) -> Tally {
    let imported = |choice: Option<i32>| i64::from(choice.unwrap_or_default());
    let has_import = row.imported_agree.or(row.imported_mixed).or(row.imported_disagree).is_some();
    Tally {
        cast: Counts { agree: row.agree.into(), mixed: row.mixed.into(), disagree: row.disagree.into() },
        on_earlier_revision: row.on_earlier_revision.into(),
        imported: has_import.then(|| Counts {
            agree: imported(row.imported_agree),
            mixed: imported(row.imported_mixed),
            disagree: imported(row.imported_disagree),
        }),
    }
}

/// The words of a revision, as typed.
pub(crate) fn words_of(row: &revision::Model, process: &Process) -> Words {
    let theme = process.themes.iter().find(|theme| Some(theme.id) == row.theme_id.map(ThemeId));
    Words {
        title: row.title.clone(),
        problem: row.problem.clone(),
        body: row.body.clone(),
        effect: row.effect.clone(),
        carrier: row.carrier.clone(),
        continues: row.continues.clone(),
        theme: theme.map(|theme| theme.slug.clone()).unwrap_or_default(),
    }
}

/// A part written by an import, as kept in `sections`.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct StoredSection {
    /// Its title.
    pub title: String,
    /// Its original markup.
    pub html: String,
}

/// Everything the page of a proposal shows.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn show(ctx: &Ctx, reference: &str) -> Result<ProposalPage> {
    let connection = ctx.db().read();
    let row = find_row(ctx, reference).await?;
    let process = crate::process::by_id(ctx, domain::id::ProcessId(row.process_id)).await?;
    let now = ctx.now();
    let authors = Authors::load(connection, [row.account_id], [row.organisation_id]).await?;
    let card = card(&process, &authors, row.clone(), now)?;
    let revisions = revision::Entity::find()
        .filter(revision::Column::ProposalId.eq(row.id))
        .order_by_asc(revision::Column::Number)
        .all(connection)
        .await?;
    let last = revisions.last().ok_or_else(|| anyhow::anyhow!("proposal {reference} has no revision"))?;
    let readable = card.visibility == Visibility::Public && last.visibility == "public";
    let words = if readable { words_of(last, &process) } else { Words::default() };
    let parts = if readable { parts(last, &words)? } else { domain::proposal::Parts::default() };
    let placeholder = if readable {
        None
    } else {
        moderation::placeholder(connection, row.id, card.visibility, card.published_at).await?
    };
    let decisions = triage::decisions(connection, row.id).await?;
    let phase = process.phases.iter().find(|phase| phase.id.0 == row.phase_id);
    let takes = readable && card.state.takes_votes();
    let mine = ctx.actor.account() == Some(AccountId(row.account_id));
    let answers_for: Vec<(String, String)> = crate::process::acts_for(ctx, connection, process.id, Role::Instructor)
        .await?
        .into_iter()
        .map(|row| (row.slug, row.name))
        .collect();
    Ok(ProposalPage {
        vote: vote::vote_box(ctx, vote::Target::proposal(&card), row.id, phase, takes, about(&row), card.tally).await?,
        discussion: comment::discussion(ctx, &process, comment::On::proposal(&card, row.id), phase, takes).await?,
        revisions: revisions.iter().map(revision_line).collect(),
        sources: if readable { sources(connection, row.id).await? } else { Vec::new() },
        commitments: commitment::cards_from(ctx, &process, row.id).await?,
        editable_until: row.editable_until,
        can: can(ctx, &row, &card, phase, now, !answers_for.is_empty()),
        answers_for,
        awaited: awaited(&process, card.state, card.visibility, now),
        words,
        parts,
        placeholder,
        decisions,
        mine,
        card,
        process,
    })
}

/// The words of one's proposal, to be corrected.
///
/// # Errors
/// 403 for others than the author; 409 when the window is over.
pub async fn source(ctx: &Ctx, reference: &str) -> Result<Words> {
    let row = find_row(ctx, reference).await?;
    ctx.permit(Action::EditProposal, about(&row))?;
    let page = show(ctx, reference).await?;
    if page.can.edit {
        return Ok(page.words);
    }
    Err(Error::Refused(match page.card.visibility {
        Visibility::Public if !page.card.state.is_undecided() => domain::refusal::Refusal::NotDecidable,
        Visibility::Public => domain::refusal::Refusal::EditWindowOver,
        Visibility::Hidden => domain::refusal::Refusal::Hidden,
        Visibility::Withdrawn | Visibility::Erased => domain::refusal::Refusal::Withdrawn,
    }))
}

pub(crate) fn parts(row: &revision::Model, words: &Words) -> Result<domain::proposal::Parts> {
    let mut parts = rendered(words);
    if row.format == "html" {
        let original: ImportedParts = serde_json::from_value(row.original.clone().unwrap_or_default())?;
        parts.body = content::html::imported(&original.body);
        parts.problem = SafeHtml::default();
    }
    let sections: Vec<StoredSection> = serde_json::from_value(row.sections.clone())?;
    parts.sections = sections
        .into_iter()
        .map(|section| Section { title: section.title, body: content::html::imported(&section.html) })
        .collect();
    Ok(parts)
}

/// The original markup of an imported proposal, kept beside its text.
#[derive(Default, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub(crate) struct ImportedParts {
    /// Of the body.
    pub body: String,
    /// Where it was read on the other platform; empty when that is not known.
    pub address: String,
    /// When it was last changed there.
    pub updated_at: Option<domain::Time>,
}

pub(crate) fn revision_line(row: &revision::Model) -> RevisionLine {
    RevisionLine {
        number: row.number,
        at: row.at,
        visibility: Visibility::parse(&row.visibility).unwrap_or(Visibility::Hidden),
    }
}

async fn sources(connection: &impl ConnectionTrait, proposal: Uuid) -> Result<Vec<SourceView>> {
    let rows = source::Entity::find()
        .filter(source::Column::ProposalId.eq(proposal))
        .filter(source::Column::Visibility.eq("public"))
        .order_by_asc(source::Column::PublishedAt)
        .all(connection)
        .await?;
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let authors = Authors::load(connection, rows.iter().map(|row| row.account_id), []).await?;
    let views = rows.into_iter().map(|row| SourceView {
        body: match row.format.as_str() {
            "html" => content::html::imported(&row.body),
            "text" => content::html::plain(&row.body),
            _ => content::html::markdown(&row.body),
        },
        link: web_link(&row.link),
        author: authors.author(row.account_id, None),
        title: row.title,
        category: row.category,
        published_at: row.published_at,
        imported_votes: row.imported_votes.into(),
    });
    Ok(views.collect())
}

/// An address that may be a link: to the web and nowhere else.
pub(crate) fn web_link(link: &str) -> String {
    let lower = link.trim().to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") { link.trim().to_owned() } else { String::new() }
}

fn can(
    ctx: &Ctx,
    row: &row::Model,
    card: &Card,
    phase: Option<&phase::Phase>,
    now: domain::Time,
    answers: bool,
) -> ProposalCan {
    let about = about(row);
    let public = card.visibility == Visibility::Public;
    let answered = matches!(card.state, State::Retained | State::PartlyRetained | State::NotRetained | State::Merged);
    let open = phase.is_some_and(|phase| phase.is_open(now));
    ProposalCan {
        edit: public
            && open
            && card.state.is_undecided()
            && now < row.editable_until
            && ctx.may(Action::EditProposal, about),
        withdraw: public && !answered && ctx.may(Action::WithdrawProposal, about),
        report: public && ctx.may(Action::Report, about),
        moderate: matches!(card.visibility, Visibility::Public | Visibility::Hidden)
            && ctx.may(Action::Moderate, about),
        triage: public && !answered && card.state != State::Withdrawn && ctx.may(Action::DecideAdmissibility, about),
        answer: public && triage::answerable(card.state) && answers && ctx.may(Action::Answer, about),
    }
}

/// What a proposal still waits for, and by when, from the calendar.
pub(crate) fn awaited(process: &Process, state: State, visibility: Visibility, now: domain::Time) -> Option<Awaited> {
    if visibility != Visibility::Public {
        return None;
    }
    let end_of = |kind: PhaseKind| {
        process.phases.iter().filter(|phase| phase.kind == kind).filter_map(|phase| phase.ends_at).max()
    };
    let coming = |what, by: Option<domain::Time>| by.filter(|by| *by > now).map(|by| Awaited { what, by: Some(by) });
    match state {
        State::Received | State::Admissible | State::UnderReview => {
            let ideation = end_of(PhaseKind::Ideation);
            let what = if ideation.is_some_and(|end| end > now) { AwaitedWhat::Triage } else { AwaitedWhat::Answer };
            let by = end_of(PhaseKind::Triage);
            let expected = process.phases.iter().any(|phase| phase.kind == PhaseKind::Triage);
            expected.then_some(Awaited { what, by })
        }
        State::Retained | State::PartlyRetained => coming(AwaitedWhat::Consultation, end_of(PhaseKind::Consultation))
            .or_else(|| coming(AwaitedWhat::Publication, end_of(PhaseKind::Publication)))
            .or_else(|| {
                process
                    .phases
                    .iter()
                    .any(|phase| phase.kind == PhaseKind::FollowUp)
                    .then_some(Awaited { what: AwaitedWhat::FollowUp, by: None })
            }),
        State::Inadmissible | State::NotRetained | State::Merged | State::Withdrawn => None,
    }
}
