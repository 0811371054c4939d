//! The rows of a batch, gathered by table and written some hundreds at a time,
//! in the order that foreign keys ask for.

use std::collections::BTreeMap;

use db::WriteTx;
use domain::Time;
use domain::account::AccountKind;
use domain::id::{AccountId, ProcessId};
use domain::lineage::{ObjectKind, Relation};
use domain::locale::Locale;
use domain::process::Counts;
use domain::proposal::Words;
use domain::reference::Reference;
use entities::{
    account, comment, comment_revision, imported_tally, link, outbox, proposal, proposal_revision, source, version,
};
use sea_orm::ActiveValue::Set;
use serde_json::{Value, json};
use uuid::Uuid;

use super::SOURCE;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::record;

/// What a batch writes.
pub(super) struct Rows {
    process: ProcessId,
    now: Time,
    pub(super) accounts: Vec<account::ActiveModel>,
    pub(super) proposals: Vec<proposal::ActiveModel>,
    pub(super) proposal_revisions: Vec<proposal_revision::ActiveModel>,
    pub(super) tallies: Vec<imported_tally::ActiveModel>,
    pub(super) comments: Vec<comment::ActiveModel>,
    pub(super) comment_revisions: Vec<comment_revision::ActiveModel>,
    pub(super) sources: Vec<source::ActiveModel>,
    versions: Vec<version::ActiveModel>,
    links: Vec<link::ActiveModel>,
    outbox: Vec<outbox::ActiveModel>,
    /// What is to be found by search: the words of proposals.
    pub(super) words: Vec<(Uuid, Reference, Words)>,
    /// How many authors are new.
    pub(super) authors: u64,
    /// Who takes part, and since when.
    pub(super) people: BTreeMap<Uuid, Time>,
    /// What the figures of the process grow by.
    pub(super) counts: Counts,
}

impl Rows {
    pub(super) fn new(process: ProcessId, now: Time) -> Self {
        Self {
            process,
            now,
            accounts: Vec::new(),
            proposals: Vec::new(),
            proposal_revisions: Vec::new(),
            tallies: Vec::new(),
            comments: Vec::new(),
            comment_revisions: Vec::new(),
            sources: Vec::new(),
            versions: Vec::new(),
            links: Vec::new(),
            outbox: Vec::new(),
            words: Vec::new(),
            authors: 0,
            people: BTreeMap::new(),
            counts: Counts::default(),
        }
    }

    /// An author on the other platform: a name, and no way to sign in. The name
    /// is as it was there, so it does not reserve it here.
    pub(super) fn author(&mut self, id: Uuid, external_id: String, name: &str) {
        self.accounts.push(account::ActiveModel {
            id: Set(id),
            kind: Set(AccountKind::Imported.as_str().to_owned()),
            email: Set(None),
            email_key: Set(None),
            name: Set(name.to_owned()),
            name_key: Set(None),
            password_hash: Set(None),
            locale: Set(Locale::Fr.as_str().to_owned()),
            confirmed_at: Set(None),
            terms_version: Set(None),
            terms_accepted_at: Set(None),
            created_at: Set(self.now),
            disabled_at: Set(None),
            source: Set(Some(SOURCE.to_owned())),
            external_id: Set(Some(external_id)),
            demo: Set(false),
        });
    }

    /// The first version of an object, dated as it was there, and its line for
    /// the log.
    pub(super) fn version(
        &mut self,
        ctx: &Ctx,
        kind: ObjectKind,
        object: Uuid,
        reference: &Reference,
        at: Time,
    ) -> Uuid {
        let id = ctx.id(at);
        self.versions.push(version::ActiveModel {
            id: Set(id),
            process_id: Set(Some(self.process.0)),
            kind: Set(kind.as_str().to_owned()),
            object_id: Set(object),
            reference: Set(reference.as_str().to_owned()),
            number: Set(1),
            at: Set(at),
        });
        self.log(ctx, json!({ "kind": kind, "ref": reference, "version": 1, "claimed_at": stamp(at) }));
        id
    }

    /// A line for the log: what was imported, and when. What it claims to be
    /// dated is in the payload.
    pub(super) fn log(&mut self, ctx: &Ctx, mut payload: Value) {
        payload["source"] = SOURCE.into();
        payload["imported_at"] = stamp(self.now).into();
        self.outbox.push(outbox::ActiveModel {
            id: Set(ctx.id(self.now)),
            at: Set(self.now),
            topic: Set("imported".to_owned()),
            process_id: Set(Some(self.process.0)),
            payload: Set(payload),
            sequenced_at: Set(None),
        });
    }

    /// A link to a version of this batch.
    pub(super) fn link(&mut self, ctx: &Ctx, relation: Relation, from: Uuid, to: Uuid, at: Time) {
        self.links.push(link::ActiveModel {
            id: Set(ctx.id(at)),
            relation: Set(relation.as_str().to_owned()),
            from_version: Set(from),
            to_version: Set(to),
            at: Set(at),
            reason: Set(String::new()),
            act_id: Set(None),
        });
    }

    /// Writes everything but the figures, which come last in a transaction.
    pub(super) async fn write(&mut self, tx: &WriteTx) -> Result<()> {
        record::insert_all(tx, std::mem::take(&mut self.accounts)).await?;
        record::insert_all(tx, std::mem::take(&mut self.versions)).await?;
        record::insert_all(tx, std::mem::take(&mut self.proposals)).await?;
        record::insert_all(tx, std::mem::take(&mut self.proposal_revisions)).await?;
        record::insert_all(tx, std::mem::take(&mut self.tallies)).await?;
        record::insert_all(tx, std::mem::take(&mut self.comments)).await?;
        record::insert_all(tx, std::mem::take(&mut self.comment_revisions)).await?;
        record::insert_all(tx, std::mem::take(&mut self.sources)).await?;
        record::insert_all(tx, std::mem::take(&mut self.links)).await?;
        record::insert_all(tx, std::mem::take(&mut self.outbox)).await?;
        for (id, reference, words) in &self.words {
            crate::proposal::index(tx, self.process, *id, reference, words).await?;
        }
        Ok(())
    }

    /// Writes the figures.
    pub(super) async fn count(&self, tx: &WriteTx) -> Result<()> {
        let people: Vec<(AccountId, Time)> =
            self.people.iter().map(|(account, at)| (AccountId(*account), *at)).collect();
        record::count_all(tx, self.process, &people, self.counts).await
    }
}

/// A time as the log writes it.
pub(super) fn stamp(at: Time) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true)
}
