//! A copy of everything that the platform holds about someone, for them to keep: one
//! object, the same as JSON and as a page. A new table that names an account joins
//! here, as it joins `erasure`.

use std::collections::HashMap;

use chrono::SecondsFormat;
use domain::Time;
use domain::id::AccountId;
use domain::my_data::{Part, Written};
use entities::{
    account, act, comment, comment_revision, commitment, commitment_revision, decision, draft, erasure, grant,
    mail_choice, mail_token, notice, organisation, participation, process, proposal, proposal_revision, report,
    session, site_page, source, theme, version, vote,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect, QueryTrait};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::limit;

/// Everything about the one who asks, who knows the password.
///
/// # Errors
/// [`domain::field::Problem::WrongPassword`]; [`Error::TooMany`]; [`Error::Denied`]
/// for a visitor.
pub async fn copy(ctx: &Ctx, password: String) -> Result<Value> {
    let me = ctx.account()?;
    crate::account::check_password(ctx, password).await?;
    limit::spend_now(ctx, &[(limit::COPY, &me.to_string())]).await?;
    all(ctx, me).await
}

async fn all(ctx: &Ctx, me: AccountId) -> Result<Value> {
    let connection = ctx.db().read();
    let names = Names::load(connection).await?;
    let own = Own { connection, me: me.0, names, site: &ctx.app.settings.server.public_url };
    let mut parts = serde_json::Map::new();
    for part in Part::ALL {
        parts.insert(part.to_string(), own.part(*part).await?);
    }
    Ok(Value::Object(parts))
}

fn at(time: Time) -> Value {
    json!(time.to_rfc3339_opts(SecondsFormat::Micros, true))
}

fn maybe(time: Option<Time>) -> Value {
    time.map_or(Value::Null, at)
}

/// Slugs of processes and themes and names of organisations: there are few.
struct Names {
    processes: HashMap<Uuid, String>,
    themes: HashMap<Uuid, String>,
    organisations: HashMap<Uuid, String>,
}

impl Names {
    async fn load(connection: &impl ConnectionTrait) -> Result<Self> {
        let processes = process::Entity::find().all(connection).await?;
        let themes = theme::Entity::find().all(connection).await?;
        let organisations = organisation::Entity::find().all(connection).await?;
        Ok(Self {
            themes: themes.into_iter().map(|row| (row.id, row.slug)).collect(),
            processes: processes.into_iter().map(|row| (row.id, row.slug)).collect(),
            organisations: organisations.into_iter().map(|row| (row.id, row.name)).collect(),
        })
    }

    fn process(&self, id: Option<Uuid>) -> Value {
        json!(id.and_then(|id| self.processes.get(&id)))
    }

    fn theme(&self, id: Option<Uuid>) -> Value {
        json!(id.and_then(|id| self.themes.get(&id)))
    }

    fn organisation(&self, id: Option<Uuid>) -> Value {
        json!(id.and_then(|id| self.organisations.get(&id)))
    }
}

/// Rows of a table that are one's own, by a column that names the account.
macro_rules! own {
    ($own:expr, $entity:ident, $order:ident) => {
        $entity::Entity::find()
            .filter($entity::Column::AccountId.eq($own.me))
            .order_by_asc($entity::Column::$order)
            .all($own.connection)
            .await?
    };
}

struct Own<'a, C> {
    connection: &'a C,
    me: Uuid,
    names: Names,
    site: &'a str,
}

impl<C: ConnectionTrait> Own<'_, C> {
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.site)
    }

    async fn part(&self, part: Part) -> Result<Value> {
        match part {
            Part::Account => self.account().await,
            Part::Mails => self.mails().await,
            Part::Sessions => self.sessions().await,
            Part::Rights => self.rights().await,
            Part::Drafts => self.drafts().await,
            Part::Proposals => self.proposals().await,
            Part::Comments => self.comments().await,
            Part::Votes => self.votes().await,
            Part::Reports => self.reports().await,
            Part::Changes => self.changes().await,
            Part::Acts => self.acts().await,
            Part::Written => self.written().await,
            Part::Participations => self.participations().await,
            Part::Erasures => self.erasures().await,
        }
    }

    async fn account(&self) -> Result<Value> {
        let row = account::Entity::find_by_id(self.me).one(self.connection).await?.ok_or(Error::NotFound)?;
        Ok(json!([{
            "email": row.email, "name": row.name, "locale": row.locale,
            "created_at": at(row.created_at), "confirmed_at": maybe(row.confirmed_at),
            "terms_version": row.terms_version, "terms_accepted_at": maybe(row.terms_accepted_at),
            "password": row.password_hash.is_some(),
        }]))
    }

    /// What is chosen about mails, and the links that some of them carried.
    async fn mails(&self) -> Result<Value> {
        let choice = mail_choice::Entity::find_by_id(self.me).one(self.connection).await?;
        let mut lines = vec![json!({
            "kind": "changes", "wanted": choice.as_ref().is_none_or(|row| row.changes),
            "last_day": choice.and_then(|row| row.last_day).map(|day| day.to_string()),
        })];
        lines.extend(own!(self, mail_token, CreatedAt).into_iter().map(|row| {
            json!({ "kind": row.purpose, "at": at(row.created_at), "expires_at": at(row.expires_at), "used_at": maybe(row.used_at) })
        }));
        Ok(json!(lines))
    }

    async fn sessions(&self) -> Result<Value> {
        let lines = own!(self, session, CreatedAt).into_iter().map(|row| {
            json!({ "browser": row.browser, "at": at(row.created_at), "last_seen_at": at(row.last_seen_at), "expires_at": at(row.expires_at) })
        });
        Ok(lines.collect())
    }

    async fn rights(&self) -> Result<Value> {
        let lines = own!(self, grant, GrantedAt).into_iter().map(|row| {
            json!({
                "role": row.role, "process": self.names.process(row.process_id),
                "organisation": self.names.organisation(row.organisation_id),
                "at": at(row.granted_at), "until": maybe(row.until), "revoked_at": maybe(row.revoked_at),
            })
        });
        Ok(lines.collect())
    }

    async fn drafts(&self) -> Result<Value> {
        let lines = own!(self, draft, CreatedAt).into_iter().map(|row| {
            json!({
                "process": self.names.process(Some(row.process_id)), "at": at(row.created_at),
                "updated_at": at(row.updated_at), "words": row.fields["words"],
                "url": self.url(&format!("/drafts/{}", row.id)), "published": row.published_as.is_some(),
            })
        });
        Ok(lines.collect())
    }

    async fn proposals(&self) -> Result<Value> {
        let rows = own!(self, proposal, PublishedAt);
        let mut revisions: HashMap<Uuid, Vec<Value>> = HashMap::new();
        for some in rows.chunks(400) {
            let found = proposal_revision::Entity::find()
                .filter(proposal_revision::Column::ProposalId.is_in(some.iter().map(|row| row.id)))
                .order_by_asc(proposal_revision::Column::Number);
            for row in found.all(self.connection).await? {
                revisions.entry(row.proposal_id).or_default().push(Value::Object(self.version(&row)));
            }
        }
        let lines = rows.into_iter().map(|row| {
            json!({
                "reference": row.reference, "process": self.names.process(Some(row.process_id)),
                "organisation": self.names.organisation(row.organisation_id), "state": row.state,
                "visibility": row.visibility, "lang": row.lang, "at": at(row.published_at),
                "url": self.url(&format!("/proposals/{}", row.reference)),
                "receipt": self.url(&format!("/proposals/{}/receipt", row.reference)),
                "revisions": revisions.remove(&row.id).unwrap_or_default(),
            })
        });
        Ok(lines.collect())
    }

    /// The words of one version of a proposal.
    fn version(&self, row: &proposal_revision::Model) -> Map<String, Value> {
        let words = [
            ("number", json!(row.number)),
            ("at", at(row.at)),
            ("theme", self.names.theme(row.theme_id)),
            ("title", json!(row.title)),
            ("problem", json!(row.problem)),
            ("body", json!(row.body)),
            ("effect", json!(row.effect)),
            ("carrier", json!(row.carrier)),
            ("continues", json!(row.continues)),
        ];
        words.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    async fn comments(&self) -> Result<Value> {
        let rows = own!(self, comment, PublishedAt);
        let mut revisions: HashMap<Uuid, Vec<Value>> = HashMap::new();
        for some in rows.chunks(400) {
            let found = comment_revision::Entity::find()
                .filter(comment_revision::Column::CommentId.is_in(some.iter().map(|row| row.id)))
                .order_by_asc(comment_revision::Column::Number);
            for row in found.all(self.connection).await? {
                let words = json!({ "number": row.number, "at": at(row.at), "body": row.body });
                revisions.entry(row.comment_id).or_default().push(words);
            }
        }
        let on = self.references(rows.iter().map(|row| row.target_id)).await?;
        let lines = rows.into_iter().map(|row| {
            json!({
                "reference": row.reference, "on": on.get(&row.target_id), "stance": row.stance,
                "organisation": self.names.organisation(row.organisation_id), "visibility": row.visibility,
                "lang": row.lang, "at": at(row.published_at), "receipt": self.url(&format!("/comments/{}/receipt", row.reference)),
                "revisions": revisions.remove(&row.id).unwrap_or_default(),
            })
        });
        Ok(lines.collect())
    }

    /// The references of objects of any kind.
    async fn references(&self, ids: impl Iterator<Item = Uuid>) -> Result<HashMap<Uuid, String>> {
        let ids: Vec<Uuid> = ids.collect();
        let mut found = HashMap::new();
        for some in ids.chunks(400) {
            let rows = version::Entity::find()
                .filter(version::Column::ObjectId.is_in(some.iter().copied()))
                .filter(version::Column::Number.eq(1));
            found.extend(rows.all(self.connection).await?.into_iter().map(|row| (row.object_id, row.reference)));
        }
        Ok(found)
    }

    async fn votes(&self) -> Result<Value> {
        let rows = own!(self, vote, CastAt);
        let on = self.references(rows.iter().map(|row| row.object_id)).await?;
        let lines = rows.into_iter().map(|row| {
            let reference = on.get(&row.object_id).cloned().unwrap_or_default();
            json!({
                "on": reference, "choice": row.choice, "revision": row.revision, "assurance": row.assurance,
                "at": at(row.cast_at), "updated_at": at(row.changed_at),
                "receipt": self.url(&format!("/{}s/{reference}/vote/receipt", row.object_kind)),
            })
        });
        Ok(lines.collect())
    }

    async fn reports(&self) -> Result<Value> {
        let rows = own!(self, report, At);
        let on = self.references(rows.iter().map(|row| row.object_id)).await?;
        let lines = rows.into_iter().map(|row| {
            json!({ "on": on.get(&row.object_id), "reason": row.reason, "at": at(row.at), "handled_at": maybe(row.handled_at) })
        });
        Ok(lines.collect())
    }

    async fn changes(&self) -> Result<Value> {
        let rows = own!(self, notice, At);
        let on = self.references(rows.iter().map(|row| row.object_id)).await?;
        let lines = rows.into_iter().map(|row| {
            json!({
                "change": row.change, "on": on.get(&row.object_id), "at": at(row.at),
                "read_at": maybe(row.read_at), "mailed_at": maybe(row.mailed_at),
            })
        });
        Ok(lines.collect())
    }

    /// What one did as staff.
    async fn acts(&self) -> Result<Value> {
        let lines = own!(self, act, At).into_iter().map(|row| {
            json!({
                "action": row.action, "role": row.role, "organisation": self.names.organisation(row.organisation_id),
                "process": self.names.process(row.process_id), "subject": row.subject, "reason": row.reason,
                "at": at(row.at),
            })
        });
        Ok(lines.collect())
    }

    /// What one wrote for an administration, or in what is another's.
    async fn written(&self) -> Result<Value> {
        let decisions = own!(self, decision, At).into_iter().map(|row| {
            json!({ "kind": row.kind, "reference": row.reference, "outcome": row.outcome, "reason": row.reason, "at": at(row.at) })
        });
        let commitments = own!(self, commitment, CreatedAt).into_iter().map(|row| {
            json!({ "kind": Written::Commitment.as_str(), "reference": row.reference, "title": row.title, "at": at(row.created_at) })
        });
        let mut lines: Vec<Value> = decisions.chain(commitments).collect();
        lines.extend(self.commitment_versions().await?);
        lines.extend(self.versions_of_others().await?);
        lines.extend(self.documents().await?);
        lines.extend(self.pages().await?);
        Ok(Value::Array(lines))
    }

    async fn commitment_versions(&self) -> Result<Vec<Value>> {
        let rows = own!(self, commitment_revision, At);
        let of = self.references(rows.iter().map(|row| row.commitment_id)).await?;
        let lines = rows.into_iter().map(|row| {
            json!({
                "kind": Written::CommitmentVersion.as_str(), "reference": of.get(&row.commitment_id),
                "number": row.number, "at": at(row.at), "title": row.title, "problem": row.problem, "body": row.body,
            })
        });
        Ok(lines.collect())
    }

    /// Versions of proposals that are no longer one's own, or never were.
    async fn versions_of_others(&self) -> Result<Vec<Value>> {
        let mine = proposal::Entity::find().select_only().column(proposal::Column::Id);
        let mine = mine.filter(proposal::Column::AccountId.eq(self.me)).into_query();
        let rows = proposal_revision::Entity::find()
            .filter(proposal_revision::Column::AccountId.eq(self.me))
            .filter(proposal_revision::Column::ProposalId.not_in_subquery(mine))
            .order_by_asc(proposal_revision::Column::At)
            .all(self.connection)
            .await?;
        let of = self.references(rows.iter().map(|row| row.proposal_id)).await?;
        let lines = rows.iter().map(|row| {
            let mut line = self.version(row);
            line.insert("kind".into(), json!(Written::ProposalVersion.as_str()));
            line.insert("reference".into(), json!(of.get(&row.proposal_id)));
            Value::Object(line)
        });
        Ok(lines.collect())
    }

    async fn documents(&self) -> Result<Vec<Value>> {
        let rows = own!(self, source, PublishedAt);
        let on = self.references(rows.iter().map(|row| row.proposal_id)).await?;
        let lines = rows.into_iter().map(|row| {
            json!({
                "kind": Written::Document.as_str(), "on": on.get(&row.proposal_id), "at": at(row.published_at),
                "title": row.title, "url": row.link, "body": row.body, "visibility": row.visibility,
            })
        });
        Ok(lines.collect())
    }

    async fn pages(&self) -> Result<Vec<Value>> {
        let rows = site_page::Entity::find()
            .filter(site_page::Column::UpdatedBy.eq(self.me))
            .order_by_asc(site_page::Column::UpdatedAt);
        let lines = rows.all(self.connection).await?.into_iter().map(|row| {
            json!({
                "kind": Written::Page.as_str(), "reference": row.slug, "lang": row.lang,
                "updated_at": at(row.updated_at), "title": row.title, "body": row.body,
            })
        });
        Ok(lines.collect())
    }

    async fn participations(&self) -> Result<Value> {
        let lines = own!(self, participation, At).into_iter();
        Ok(lines.map(|row| json!({ "process": self.names.process(Some(row.process_id)), "at": at(row.at) })).collect())
    }

    async fn erasures(&self) -> Result<Value> {
        let lines = own!(self, erasure, AskedAt).into_iter().map(|row| {
            json!({ "kind": row.scope, "reference": row.reference, "at": at(row.asked_at), "due_at": at(row.due_at) })
        });
        Ok(lines.collect())
    }
}
