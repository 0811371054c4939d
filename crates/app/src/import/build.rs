//! One record after the other made into rows: a proposal with its version, its
//! words beside their markup and its tally; comments and documents on it.

use domain::Time;
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::proposal::{State, Words};
use domain::reference::{Kind, Reference};
use domain::vote::{Choice, Counts};
use entities::{comment, comment_revision, imported_tally, proposal, proposal_revision, source};
use sea_orm::ActiveValue::Set;
use sea_orm::EntityTrait;
use serde_json::json;
use uuid::Uuid;

use super::SOURCE;
use super::cap_collectif::{Argument, Document, Moderated, Opinion};
use super::decision::Decision;
use super::plan::{Base, Plan, decision_key};
use super::rows::{Rows, stamp};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::proposal::{EXCERPT, ImportedParts};
use crate::record;

/// A batch being made.
pub(super) struct Batch {
    pub(super) rows: Rows,
    pub(super) decisions: Vec<Decision>,
    /// Proposals that were there, and how many comments they gain.
    pub(super) existing: Vec<(Uuid, i32)>,
    pub(super) base: Base,
}

/// What comments and documents hang on.
struct On {
    proposal: Uuid,
    version: Uuid,
    reference: Reference,
    at: Time,
}

impl Plan {
    /// Adds what is new of a proposal and of what hangs on it.
    pub(super) async fn opinion(
        &mut self,
        ctx: &Ctx,
        tx: &db::WriteTx,
        batch: &mut Batch,
        opinion: Opinion,
    ) -> Result<()> {
        let (proposal, version, reference) = match self.proposals.get(&opinion.id).copied() {
            Some(id) => {
                let row = proposal::Entity::find_by_id(id)
                    .one(&**tx)
                    .await?
                    .ok_or_else(|| anyhow::anyhow!("proposal {id} is gone"))?;
                let reference = Reference::parse(&row.reference)
                    .map(|(reference, _)| reference)
                    .ok_or_else(|| anyhow::anyhow!("proposal {id}: malformed reference"))?;
                batch.existing.push((id, i32::try_from(opinion.arguments.len()).unwrap_or_default()));
                (id, record::last_version(tx, id).await?.0, reference)
            }
            None => self.proposal(ctx, batch, &opinion)?,
        };
        let on = On { proposal, version, reference, at: opinion.created_at };
        for argument in &opinion.arguments {
            self.comment(ctx, batch, &on, argument);
        }
        for document in &opinion.sources {
            self.source(ctx, &mut batch.rows, &on, document);
        }
        Ok(())
    }

    fn proposal(&mut self, ctx: &Ctx, batch: &mut Batch, opinion: &Opinion) -> Result<(Uuid, Uuid, Reference)> {
        let at = opinion.created_at;
        let number = batch.base.proposals + self.number(ObjectKind::Proposal, &opinion.id);
        let reference = Reference::new(&self.place.code, Kind::Proposal, number);
        let id = ctx.id(at);
        let author = self.participant(ctx, &mut batch.rows, &opinion.author, at);
        let theme = self.place.theme(opinion.theme.as_ref());
        let text = content::clean::text(&content::plain::from_html(&opinion.html));
        let inadmissible = Decision::is_inadmissibility(ObjectKind::Proposal, opinion.moderated);
        let hidden = opinion.moderated != Moderated::Not && !inadmissible;
        let visibility = if hidden { Visibility::Hidden } else { Visibility::Public };
        let number_of = |count: i64| i32::try_from(count).unwrap_or_default();
        let votes = &opinion.votes;
        let rows = &mut batch.rows;
        rows.proposals.push(proposal::ActiveModel {
            id: Set(id),
            process_id: Set(self.place.process.0),
            phase_id: Set(self.place.phase.0),
            number: Set(number),
            reference: Set(reference.as_str().to_owned()),
            account_id: Set(author),
            organisation_id: Set(None),
            theme_id: Set(theme),
            state: Set(if inadmissible { State::Inadmissible } else { State::Received }.as_str().to_owned()),
            visibility: Set(visibility.as_str().to_owned()),
            lang: Set(self.place.lang.clone()),
            title: Set(opinion.title.clone()),
            excerpt: Set(content::plain::excerpt(&text, EXCERPT)),
            published_at: Set(at),
            editable_until: Set(at),
            revision: Set(1),
            agree: Set(0),
            mixed: Set(0),
            disagree: Set(0),
            on_earlier_revision: Set(0),
            imported_agree: Set(Some(number_of(votes.agree))),
            imported_mixed: Set(Some(number_of(votes.mixed))),
            imported_disagree: Set(Some(number_of(votes.disagree))),
            support: Set(number_of(votes.agree)),
            comments_count: Set(i32::try_from(opinion.arguments.len()).unwrap_or_default()),
            shuffle: Set(ctx.shuffle()),
            op: Set(None),
            source: Set(Some(SOURCE.to_owned())),
            external_id: Set(Some(format!("{}{}", self.scope, opinion.id))),
        });
        let version = rows.version(ctx, ObjectKind::Proposal, id, &reference, at);
        let original = ImportedParts {
            body: opinion.html.clone(),
            address: opinion.address.clone(),
            updated_at: Some(opinion.updated_at),
        };
        rows.proposal_revisions.push(proposal_revision::ActiveModel {
            id: Set(ctx.id(at)),
            proposal_id: Set(id),
            number: Set(1),
            at: Set(at),
            account_id: Set(author),
            title: Set(opinion.title.clone()),
            problem: Set(String::new()),
            body: Set(text.clone()),
            effect: Set(String::new()),
            carrier: Set(String::new()),
            continues: Set(String::new()),
            theme_id: Set(theme),
            format: Set("html".to_owned()),
            sections: Set(serde_json::to_value(&opinion.sections)?),
            original: Set(Some(serde_json::to_value(original)?)),
            visibility: Set(Visibility::Public.as_str().to_owned()),
            version_id: Set(version),
        });
        self.tally(ctx, rows, id, &reference, *votes);
        if !hidden {
            rows.words.push((
                id,
                reference.clone(),
                Words { title: opinion.title.clone(), body: text, ..Words::default() },
            ));
        }
        rows.counts.proposals += 1;
        rows.counts.imported_votes += votes.total();
        if opinion.moderated != Moderated::Not {
            let number = batch.base.decisions
                + self.number(ObjectKind::Decision, &decision_key(ObjectKind::Proposal, &opinion.id));
            batch.decisions.push(Decision {
                object_kind: ObjectKind::Proposal,
                object: id,
                version,
                moderated: opinion.moderated,
                number,
                at: opinion.updated_at,
            });
        }
        Ok((id, version, reference))
    }

    fn tally(&self, ctx: &Ctx, rows: &mut Rows, proposal: Uuid, reference: &Reference, votes: Counts) {
        let as_of = self.place.ends_at;
        for choice in Choice::ALL {
            rows.tallies.push(imported_tally::ActiveModel {
                object_id: Set(proposal),
                source: Set(SOURCE.to_owned()),
                choice: Set(choice.as_str().to_owned()),
                object_kind: Set(ObjectKind::Proposal.as_str().to_owned()),
                count: Set(i32::try_from(votes.of(*choice)).unwrap_or_default()),
                as_of: Set(as_of),
            });
        }
        rows.log(ctx, json!({ "kind": "tally", "ref": reference, "agree": votes.agree, "mixed": votes.mixed, "disagree": votes.disagree, "as_of": stamp(as_of) }));
    }

    fn comment(&mut self, ctx: &Ctx, batch: &mut Batch, on: &On, argument: &Argument) {
        let at = argument.created_at;
        let number = batch.base.comments + self.number(ObjectKind::Comment, &argument.id);
        let reference = Reference::new(&self.place.code, Kind::Comment, number);
        let id = ctx.id(at);
        let author = self.participant(ctx, &mut batch.rows, &argument.author, at);
        let hidden = argument.moderated != Moderated::Not;
        let visibility = if hidden { Visibility::Hidden } else { Visibility::Public };
        let rows = &mut batch.rows;
        rows.comments.push(comment::ActiveModel {
            id: Set(id),
            process_id: Set(self.place.process.0),
            phase_id: Set(self.place.phase.0),
            number: Set(number),
            reference: Set(reference.as_str().to_owned()),
            target_kind: Set(ObjectKind::Proposal.as_str().to_owned()),
            target_id: Set(on.proposal),
            parent_id: Set(None),
            account_id: Set(author),
            organisation_id: Set(None),
            stance: Set(argument.stance.as_str().to_owned()),
            visibility: Set(visibility.as_str().to_owned()),
            lang: Set(self.place.lang.clone()),
            published_at: Set(at),
            editable_until: Set(at),
            revision: Set(1),
            imported_votes: Set(Some(argument.votes)),
            op: Set(None),
            source: Set(Some(SOURCE.to_owned())),
            external_id: Set(Some(format!("{}{}", self.scope, argument.id))),
        });
        let version = rows.version(ctx, ObjectKind::Comment, id, &reference, at);
        rows.comment_revisions.push(comment_revision::ActiveModel {
            id: Set(ctx.id(at)),
            comment_id: Set(id),
            number: Set(1),
            at: Set(at),
            body: Set(argument.text.clone()),
            format: Set("text".to_owned()),
            original: Set(argument.original.clone()),
            visibility: Set(Visibility::Public.as_str().to_owned()),
            version_id: Set(version),
        });
        rows.link(ctx, Relation::CommentedBy, on.version, version, at.max(on.at));
        rows.counts.comments += 1;
        if hidden {
            let number = batch.base.decisions
                + self.number(ObjectKind::Decision, &decision_key(ObjectKind::Comment, &argument.id));
            batch.decisions.push(Decision {
                object_kind: ObjectKind::Comment,
                object: id,
                version,
                moderated: argument.moderated,
                number,
                at: argument.updated_at,
            });
        }
    }

    fn source(&mut self, ctx: &Ctx, rows: &mut Rows, on: &On, document: &Document) {
        let at = document.created_at;
        let author = self.participant(ctx, rows, &document.author, at);
        let visibility = if document.moderated == Moderated::Not { Visibility::Public } else { Visibility::Hidden };
        let id = ctx.id(at);
        rows.sources.push(source::ActiveModel {
            id: Set(id),
            proposal_id: Set(on.proposal),
            account_id: Set(author),
            title: Set(document.title.clone()),
            link: Set(document.link.clone()),
            category: Set(document.category.clone()),
            body: Set(document.text.clone()),
            format: Set("text".to_owned()),
            published_at: Set(at),
            visibility: Set(visibility.as_str().to_owned()),
            imported_votes: Set(document.votes),
            source: Set(Some(SOURCE.to_owned())),
            external_id: Set(Some(format!("{}{}", self.scope, document.id))),
        });
        rows.log(ctx, json!({ "kind": "source", "id": id, "on": on.reference, "claimed_at": stamp(at) }));
    }
}
