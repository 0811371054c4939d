//! What is in the database.

use std::collections::{BTreeMap, HashMap};

use anyhow::Result;
use app::App;
use entities::{comment, comment_revision, proposal, proposal_revision, version, vote};
use sea_orm::{EntityTrait, QuerySelect};
use uuid::Uuid;

/// A proposal or a comment that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) account: Uuid,
    pub(crate) reference: String,
    /// The title of a proposal, the body of a comment: those of every revision.
    pub(crate) words: Vec<String>,
    /// How many versions it has.
    pub(crate) versions: usize,
}

/// Everything that is there.
#[derive(Clone, Debug, Default)]
pub(crate) struct State {
    /// Proposals and comments, by what they were sent with.
    pub(crate) things: HashMap<Uuid, Vec<Thing>>,
    /// Choices, by person and proposal.
    pub(crate) votes: BTreeMap<(Uuid, String), Vec<String>>,
    /// Rows that belong to none of the things.
    pub(crate) strays: Vec<String>,
}

type Row = (Uuid, Uuid, String, Option<Uuid>);

impl State {
    /// Reads everything.
    pub(crate) async fn read(app: &App) -> Result<Self> {
        let connection = app.db.read();
        let mut words: HashMap<Uuid, Vec<String>> = HashMap::new();
        let of_proposals: Vec<(Uuid, String)> = proposal_revision::Entity::find()
            .select_only()
            .columns([proposal_revision::Column::ProposalId, proposal_revision::Column::Title])
            .into_tuple()
            .all(connection)
            .await?;
        let of_comments: Vec<(Uuid, String)> = comment_revision::Entity::find()
            .select_only()
            .columns([comment_revision::Column::CommentId, comment_revision::Column::Body])
            .into_tuple()
            .all(connection)
            .await?;
        for (id, text) in of_proposals.into_iter().chain(of_comments) {
            words.entry(id).or_default().push(text);
        }
        let mut versions: HashMap<Uuid, usize> = HashMap::new();
        let of_objects = version::Entity::find().select_only().column(version::Column::ObjectId);
        for id in of_objects.into_tuple::<Uuid>().all(connection).await? {
            *versions.entry(id).or_default() += 1;
        }
        let proposals: Vec<Row> = proposal::Entity::find()
            .select_only()
            .columns([proposal::Column::Id, proposal::Column::AccountId])
            .columns([proposal::Column::Reference, proposal::Column::Op])
            .into_tuple()
            .all(connection)
            .await?;
        let comments: Vec<Row> = comment::Entity::find()
            .select_only()
            .columns([comment::Column::Id, comment::Column::AccountId])
            .columns([comment::Column::Reference, comment::Column::Op])
            .into_tuple()
            .all(connection)
            .await?;
        let references: HashMap<Uuid, String> = proposals.iter().map(|row| (row.0, row.2.clone())).collect();
        let mut state = Self::default();
        for (id, account, reference, op) in proposals.into_iter().chain(comments) {
            let (words, versions) = (words.remove(&id).unwrap_or_default(), versions.remove(&id).unwrap_or_default());
            match op {
                Some(op) => state.things.entry(op).or_default().push(Thing { account, reference, words, versions }),
                None => state.strays.push(format!("{reference} was sent with no op")),
            }
        }
        state.strays.extend(words.keys().map(|id| format!("words of nothing, {id}")));
        state.strays.extend(versions.keys().map(|id| format!("a version of nothing, {id}")));
        state.read_votes(app, &references).await?;
        Ok(state)
    }

    async fn read_votes(&mut self, app: &App, references: &HashMap<Uuid, String>) -> Result<()> {
        let votes: Vec<(Uuid, Uuid, String)> = vote::Entity::find()
            .select_only()
            .columns([vote::Column::AccountId, vote::Column::ObjectId, vote::Column::Choice])
            .into_tuple()
            .all(app.db.read())
            .await?;
        for (account, object, choice) in votes {
            match references.get(&object) {
                Some(reference) => self.votes.entry((account, reference.clone())).or_default().push(choice),
                None => self.strays.push(format!("a vote on nothing, {object}")),
            }
        }
        Ok(())
    }
}
