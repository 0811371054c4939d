//! Tampering with the database of a running instance: what its pages show is no longer
//! what was logged. Each change is put back afterwards.

use anyhow::{Context, Result};
use db::WriteTx;
use domain::lineage::{ObjectKind, Relation};
use entities::{
    account, comment, comment_revision, commitment, commitment_revision, decision, link, log_count, log_opening,
    milestone, organisation, phase, proposal, proposal_revision, version,
};
use ledger::verify::Check;
use sea_orm::{ActiveModelTrait, ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder};
use uuid::Uuid;

/// A way to tamper with rows.
pub(super) struct RowCase {
    pub(super) name: &'static str,
    pub(super) code: &'static str,
    pub(super) check: Option<Check>,
    pub(super) what: What,
}

/// What is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    ProposalBody,
    ProposalTitle,
    Author,
    CommentBody,
    DecisionReason,
    DecisionOutcome,
    CommitmentText,
    MilestoneDate,
    State,
    PublishedAt,
    Organisation,
    CommentMoved,
    Lead,
    LinkGone,
    LinkAdded,
    Result,
    ResultUncounted,
    VotingAgain,
    Backdoor,
    HiddenInSilence,
    OpeningGone,
}

/// How it was before.
pub(super) enum Before {
    Proposal(Box<proposal::Model>),
    ProposalRevision(Box<proposal_revision::Model>),
    CommentRevision(comment_revision::Model),
    Decision(Box<decision::Model>),
    CommitmentRevision(commitment_revision::Model),
    Milestone(milestone::Model),
    Comment(Box<comment::Model>),
    Commitment(Box<commitment::Model>),
    Counted(Box<proposal::Model>, log_count::Model),
    /// One that was deleted.
    Link(link::Model),
    /// One that was not there.
    NoLink(Uuid),
    Opening(log_opening::Model),
    /// Rows that were not there.
    Added(Uuid, Uuid, Uuid),
}

pub(super) fn cases() -> Vec<RowCase> {
    let objects = Some(Check::Objects);
    let case = |name, code, check, what| RowCase { name, code, check, what };
    vec![
        case("the body of a proposal changed in the database", "shown-otherwise", objects, What::ProposalBody),
        case("one word of a title changed in the database", "shown-otherwise", objects, What::ProposalTitle),
        case("a proposal given to another author in the database", "shown-otherwise", objects, What::Author),
        case("a comment changed in the database", "shown-otherwise", objects, What::CommentBody),
        case("the reason of an answer changed in the database", "shown-otherwise", objects, What::DecisionReason),
        case("a refusal turned into an approval in the database", "shown-otherwise", objects, What::DecisionOutcome),
        case("a published commitment changed in the database", "shown-otherwise", objects, What::CommitmentText),
        case("the date of a milestone moved in the database", "shown-otherwise", objects, What::MilestoneDate),
        case("a proposal said to be retained in the database", "shown-otherwise", objects, What::State),
        case("a proposal given another date in the database", "shown-otherwise", objects, What::PublishedAt),
        case("a citizen's proposal given to an organisation", "shown-otherwise", objects, What::Organisation),
        case("a comment moved to another proposal in the database", "shown-otherwise", objects, What::CommentMoved),
        case("a commitment given to another administration", "shown-otherwise", objects, What::Lead),
        case("a source of a commitment deleted from the database", "shown-otherwise", objects, What::LinkGone),
        case("a false source of a commitment in the database", "shown-otherwise", objects, What::LinkAdded),
        case("a result that was never counted", "result-shown", Some(Check::Results), What::ResultUncounted),
        case("a result replaced by votes that go on", "not-shown", Some(Check::Results), What::VotingAgain),
        case("a final result changed in the database", "result-shown", Some(Check::Results), What::Result),
        case("a proposal put into the database behind the log", "unlogged", objects, What::Backdoor),
        case("a proposal hidden in the database, without an act", "unreadable", None, What::HiddenInSilence),
        case("what opens an entry deleted from the database", "unexplained", Some(Check::Absences), What::OpeningGone),
    ]
}

/// Changes a row, and answers how it was.
pub(super) async fn spoil(tx: &WriteTx, what: What) -> Result<Before> {
    Ok(match what {
        What::ProposalBody | What::ProposalTitle => {
            let before = quiet_revision(tx).await?;
            let mut row = before.clone();
            match what {
                What::ProposalBody => row.body.push_str(" Et autre chose."),
                _ => row.title = row.title.replacen(' ', " peut-être ", 1),
            }
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::ProposalRevision(Box::new(before))
        }
        What::Author | What::HiddenInSilence | What::State | What::PublishedAt | What::Organisation => {
            let before = quiet_proposal(tx).await?;
            let mut row = before.clone();
            match what {
                What::Author => {
                    let other = account::Entity::find().filter(account::Column::Id.ne(row.account_id));
                    row.account_id = other.one(&**tx).await?.context("another account")?.id;
                }
                What::State => {
                    row.state = if row.state == "retained" { "not_retained" } else { "retained" }.to_owned();
                }
                What::PublishedAt => row.published_at -= chrono::TimeDelta::days(365),
                What::Organisation => row.organisation_id = Some(organisation(tx, None).await?),
                _ => row.visibility = "hidden".to_owned(),
            }
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Proposal(Box::new(before))
        }
        What::CommentBody => {
            let before = comment_revision::Entity::find().filter(comment_revision::Column::Visibility.eq("public"));
            let before = before.order_by_asc(comment_revision::Column::Id).one(&**tx).await?.context("a comment")?;
            let mut row = before.clone();
            row.body = "Je suis tout à fait d’accord.".to_owned();
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::CommentRevision(before)
        }
        What::DecisionReason | What::DecisionOutcome => {
            let before = decision::Entity::find().filter(decision::Column::Kind.eq("answer"));
            let before = before.order_by_asc(decision::Column::Id).one(&**tx).await?.context("an answer")?;
            let mut row = before.clone();
            match what {
                What::DecisionReason => row.reason = "Pour une autre raison.".to_owned(),
                _ => row.outcome = if row.outcome == "retained" { "not_retained" } else { "retained" }.to_owned(),
            }
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Decision(Box::new(before))
        }
        What::CommitmentText => {
            let published = published_version(tx, ObjectKind::Commitment).await?;
            let before = commitment_revision::Entity::find()
                .filter(commitment_revision::Column::VersionId.is_in(published))
                .order_by_asc(commitment_revision::Column::Id);
            let before = before.one(&**tx).await?.context("a commitment")?;
            let mut row = before.clone();
            row.body = "L’administration étudiera l’opportunité d’agir.".to_owned();
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::CommitmentRevision(before)
        }
        What::MilestoneDate => {
            let published: Vec<Uuid> = published_objects(tx, ObjectKind::Milestone).await?;
            let before = milestone::Entity::find().filter(milestone::Column::Id.is_in(published));
            let before = before.order_by_asc(milestone::Column::Id).one(&**tx).await?.context("a milestone")?;
            let mut row = before.clone();
            row.due = row.due.checked_add_months(chrono::Months::new(24)).context("a date")?;
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Milestone(before)
        }
        What::CommentMoved => {
            let before = comment::Entity::find().filter(comment::Column::ParentId.is_null());
            let before = before.filter(comment::Column::TargetKind.eq(ObjectKind::Proposal.as_str()));
            let before = before.order_by_asc(comment::Column::Id).one(&**tx).await?.context("a comment")?;
            let other = proposal::Entity::find().filter(proposal::Column::ProcessId.eq(before.process_id));
            let other = other.filter(proposal::Column::Id.ne(before.target_id)).one(&**tx).await?;
            let mut row = before.clone();
            row.target_id = other.context("another proposal")?.id;
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Comment(Box::new(before))
        }
        What::Lead => {
            let published = published_objects(tx, ObjectKind::Commitment).await?;
            let before = commitment::Entity::find().filter(commitment::Column::Id.is_in(published));
            let before = before.order_by_asc(commitment::Column::Id).one(&**tx).await?.context("a commitment")?;
            let mut row = before.clone();
            row.lead_id = organisation(tx, Some(row.lead_id)).await?;
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Commitment(Box::new(before))
        }
        What::LinkGone | What::LinkAdded => {
            let published = published_objects(tx, ObjectKind::Commitment).await?;
            let published =
                version::Entity::find().filter(version::Column::ObjectId.is_in(published)).all(&**tx).await?;
            let published = published.into_iter().map(|row| row.id);
            let source = link::Entity::find().filter(link::Column::ToVersion.is_in(published));
            let source = source.filter(link::Column::Relation.eq(Relation::SourceOf.as_str()));
            let source = source.order_by_asc(link::Column::Id).one(&**tx).await?.context("a source")?;
            if what == What::LinkGone {
                link::Entity::delete_by_id(source.id).exec(&**tx).await?;
                Before::Link(source)
            } else {
                let id = Uuid::from_bytes([0x74; 16]);
                let from_version = quiet_revision(tx).await?.version_id;
                let row = link::Model { id, from_version, ..source };
                link::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
                Before::NoLink(id)
            }
        }
        What::Result | What::ResultUncounted | What::VotingAgain => {
            let count = log_count::Entity::find().filter(log_count::Column::ClosedBy.is_not_null());
            let counts = count.order_by_asc(log_count::Column::ObjectId).all(&**tx).await?;
            let closed: Vec<Uuid> = counts.iter().map(|row| row.object_id).collect();
            let before = proposal::Entity::find().filter(proposal::Column::Id.is_in(closed));
            let before = before.order_by_asc(proposal::Column::Id).one(&**tx).await?.context("a closed proposal")?;
            let count = counts.into_iter().find(|row| row.object_id == before.id).context("its count")?;
            let mut row = before.clone();
            row.agree += 500;
            match what {
                What::ResultUncounted => {
                    let mut count = count.clone();
                    count.closed_by = None;
                    count.into_active_model().reset_all().update(&**tx).await?;
                }
                What::VotingAgain => {
                    let open = phase::Entity::find().filter(phase::Column::ClosedAt.is_null());
                    row.phase_id = open.one(&**tx).await?.context("a phase that goes on")?.id;
                }
                _ => {}
            }
            row.into_active_model().reset_all().update(&**tx).await?;
            Before::Counted(Box::new(before), count)
        }
        What::Backdoor => backdoor(tx).await?,
        What::OpeningGone => {
            let before = log_opening::Entity::find().filter(log_opening::Column::Withheld.is_null());
            let before = before.filter(log_opening::Column::Part.eq("text"));
            let before = before.order_by_asc(log_opening::Column::Entry).one(&**tx).await?.context("an opening")?;
            log_opening::Entity::delete_by_id((before.entry, before.part.clone())).exec(&**tx).await?;
            Before::Opening(before)
        }
    })
}

/// Puts back what was.
pub(super) async fn mend(tx: &WriteTx, before: Before) -> Result<()> {
    match before {
        Before::Proposal(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::ProposalRevision(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::CommentRevision(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::Decision(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::CommitmentRevision(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::Milestone(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::Comment(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::Commitment(row) => drop(row.into_active_model().reset_all().update(&**tx).await?),
        Before::Counted(row, count) => {
            row.into_active_model().reset_all().update(&**tx).await?;
            count.into_active_model().reset_all().update(&**tx).await?;
        }
        Before::Link(row) => {
            link::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
        }
        Before::NoLink(id) => {
            link::Entity::delete_by_id(id).exec(&**tx).await?;
        }
        Before::Opening(row) => {
            log_opening::Entity::insert(row.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
        }
        Before::Added(object, revision, id) => {
            proposal_revision::Entity::delete_by_id(revision).exec(&**tx).await?;
            proposal::Entity::delete_by_id(object).exec(&**tx).await?;
            version::Entity::delete_by_id(id).exec(&**tx).await?;
        }
    }
    Ok(())
}

/// An organisation, and not this one.
async fn organisation(tx: &WriteTx, not: Option<Uuid>) -> Result<Uuid> {
    let all = organisation::Entity::find().order_by_asc(organisation::Column::Id).all(&**tx).await?;
    Ok(all.into_iter().find(|row| Some(row.id) != not).context("an organisation")?.id)
}

async fn quiet_proposal(tx: &WriteTx) -> Result<proposal::Model> {
    let found = proposal::Entity::find()
        .filter(proposal::Column::Visibility.eq("public"))
        .filter(proposal::Column::OrganisationId.is_null())
        .filter(proposal::Column::Source.is_null())
        .order_by_asc(proposal::Column::Id);
    found.one(&**tx).await?.context("a proposal")
}

async fn quiet_revision(tx: &WriteTx) -> Result<proposal_revision::Model> {
    let of = quiet_proposal(tx).await?;
    let found = proposal_revision::Entity::find().filter(proposal_revision::Column::ProposalId.eq(of.id));
    found.order_by_asc(proposal_revision::Column::Number).one(&**tx).await?.context("its words")
}

/// Versions of a kind whose text is open in the log.
async fn published_version(tx: &WriteTx, kind: ObjectKind) -> Result<Vec<Uuid>> {
    let open = log_opening::Entity::find().filter(log_opening::Column::Withheld.is_null()).all(&**tx).await?;
    let ids: Vec<Uuid> = open.into_iter().filter_map(|row| row.version_id).collect();
    let rows = version::Entity::find().filter(version::Column::Kind.eq(kind.as_str())).all(&**tx).await?;
    Ok(rows.into_iter().map(|row| row.id).filter(|id| ids.contains(id)).collect())
}

async fn published_objects(tx: &WriteTx, kind: ObjectKind) -> Result<Vec<Uuid>> {
    let ids = published_version(tx, kind).await?;
    let rows = version::Entity::find().filter(version::Column::Id.is_in(ids)).all(&**tx).await?;
    Ok(rows.into_iter().map(|row| row.object_id).collect())
}

/// A proposal that nobody wrote, as if it had been there for a day.
async fn backdoor(tx: &WriteTx) -> Result<Before> {
    let (mut object, mut words) = (quiet_proposal(tx).await?, quiet_revision(tx).await?);
    let mut of = version::Entity::find_by_id(words.version_id).one(&**tx).await?.context("a version")?;
    let id = |place: u8| Uuid::from_bytes([place; 16]);
    (of.id, of.object_id, of.reference) = (id(0x71), id(0x72), format!("{}9999", object.reference));
    object.op = None;
    (object.id, object.reference, object.number) = (id(0x72), of.reference.clone(), 9_999);
    (words.id, words.proposal_id, words.version_id) = (id(0x73), id(0x72), id(0x71));
    version::Entity::insert(of.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
    proposal::Entity::insert(object.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
    proposal_revision::Entity::insert(words.into_active_model().reset_all()).exec_without_returning(&**tx).await?;
    Ok(Before::Added(id(0x72), id(0x73), id(0x71)))
}
