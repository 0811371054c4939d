//! What the moderators of the other platform decided: a proposal set aside is
//! inadmissible here, a comment taken out of sight is hidden, each with its
//! decision and its reason. The act is the import's, done by the platform
//! itself; the decision is attached to an account that stands for the other
//! platform, has no address and cannot sign in.

use db::WriteTx;
use domain::Time;
use domain::id::VersionId;
use domain::lineage::{ObjectKind, Relation};
use domain::moderation::Visibility;
use domain::orphan::names_text;
use domain::policy::{Permit, Role};
use domain::reference::{Kind, Reference};
use domain::triage::{Admissibility, DecisionKind};
use entities::decision;
use sea_orm::ActiveValue::Set;
use serde_json::json;
use uuid::Uuid;

use super::cap_collectif::Moderated;
use super::place::Place;
use super::rows::stamp;
use super::words;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::record::{self, NewAct, NewVersion, Why};

/// A decision of the other platform.
pub(super) struct Decision {
    pub(super) object_kind: ObjectKind,
    pub(super) object: Uuid,
    /// The version it is about.
    pub(super) version: Uuid,
    pub(super) moderated: Moderated,
    /// Its number among the decisions of the process.
    pub(super) number: i32,
    /// When, as far as the records say.
    pub(super) at: Time,
}

impl Decision {
    /// A proposal set aside could still be read there; it can here. Anything
    /// else is out of sight.
    pub(super) fn is_inadmissibility(object: ObjectKind, moderated: Moderated) -> bool {
        object == ObjectKind::Proposal && moderated == Moderated::Trashed
    }

    /// Writes the decision, its version, its act and its link.
    pub(super) async fn write(
        &self,
        ctx: &Ctx,
        tx: &WriteTx,
        permit: &Permit,
        place: &Place,
        importer: Uuid,
        now: Time,
    ) -> Result<()> {
        let reason = words::reason(self.moderated);
        let (kind, outcome, rule, relation) = if Self::is_inadmissibility(self.object_kind, self.moderated) {
            (DecisionKind::Admissibility, Admissibility::Inadmissible.as_str(), "", Relation::DecidedBy)
        } else {
            (DecisionKind::Visibility, Visibility::Hidden.as_str(), words::RULE, Relation::ModeratedBy)
        };
        let reference = Reference::new(&place.code, Kind::Decision, self.number);
        let id = ctx.id(self.at);
        let new = NewVersion {
            process: place.process,
            kind: ObjectKind::Decision,
            object: id,
            reference: &reference,
            number: 1,
        };
        let version = record::version(ctx, tx, new, self.at).await?;
        let row = decision::ActiveModel {
            id: Set(id),
            process_id: Set(place.process.0),
            number: Set(self.number),
            reference: Set(reference.as_str().to_owned()),
            kind: Set(kind.as_str().to_owned()),
            outcome: Set(outcome.to_owned()),
            rule: Set(rule.to_owned()),
            reason: Set(reason.to_owned()),
            lang: Set(place.lang.clone()),
            account_id: Set(importer),
            organisation_id: Set(None),
            role: Set(Role::Moderator.as_str().to_owned()),
            at: Set(self.at),
            version_id: Set(version.0),
            object_kind: Set(self.object_kind.as_str().to_owned()),
            object_id: Set(self.object),
            names_text: Set(Some(names_text(reason))),
        };
        record::insert(tx, row).await?;
        let details = json!({ "outcome": outcome, "rule": rule, "claimed_at": stamp(self.at) });
        let act = NewAct {
            action: "import.decision",
            process: Some(place.process),
            version: Some(version),
            subject: reference.as_str(),
            reason,
            details,
        };
        let act = record::act(ctx, tx, permit, act, now).await?;
        record::link(ctx, tx, relation, VersionId(self.version), version, Why { reason, act: Some(act) }, self.at).await
    }
}
