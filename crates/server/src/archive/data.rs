//! The data of an archive: everything once as JSON, then as tables, from the same
//! reading of what a visitor sees.

use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

use anyhow::Result;
use api::stamp;
use app::Ctx;
use domain::author::Author;
use domain::comment::CommentView;
use domain::commitment::CommitmentPage;
use domain::process::Process;
use domain::proposal::ProposalPage;
use domain::reference::Reference;
use domain::triage::{DecisionKind, DecisionView};
use domain::vote::{Counts, Tally};

use super::json::{self, Whole};
use super::table::{self, Lines};
use super::{Progress, Stage, folder, place};

/// What was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Written {
    pub(super) proposals: usize,
    pub(super) comments: usize,
    pub(super) commitments: usize,
    pub(super) decisions: usize,
}

type Out = BufWriter<File>;

/// The tables while they are written.
struct Tables {
    proposals: Lines<Out>,
    comments: Lines<Out>,
    commitments: Lines<Out>,
    milestones: Lines<Out>,
    decisions: Lines<Out>,
    written: Written,
}

/// Writes `data/`.
pub(super) async fn write(ctx: &Ctx, process: &Process, folder: &Path, tell: &mut Progress<'_>) -> Result<Written> {
    let open = |file: &str| -> Result<Out> { Ok(BufWriter::new(File::create(folder::at(folder, file)?)?)) };
    let lines = |table: &table::Table| Lines::new(table, open(&format!("data/{}", table.file))?);
    let mut tables = Tables {
        proposals: lines(&table::PROPOSALS)?,
        comments: lines(&table::COMMENTS_TABLE)?,
        commitments: lines(&table::COMMITMENTS)?,
        milestones: lines(&table::MILESTONES)?,
        decisions: lines(&table::DECISIONS)?,
        written: Written::default(),
    };
    let mut out = open(place::DATA)?;
    let total = u64::try_from(process.counts.proposals).unwrap_or_default();
    let mut done = 0;
    json::write(ctx, process, &mut out, |whole| {
        done += 1;
        tell(Stage::Data, done, total.max(done));
        match whole {
            Whole::Proposal(it) => tables.proposal(it),
            Whole::Commitment(it) => tables.commitment(it),
        }
    })
    .await?;
    std::io::Write::flush(&mut out)?;
    let csvw = serde_json::to_string_pretty(&table::csvw())?;
    folder::write(folder, "data/csv-metadata.json", format!("{csvw}\n").as_bytes())?;
    folder::write(folder, place::ABOUT_DATA, super::words::data().as_bytes())?;
    tables.end()
}

impl Tables {
    fn proposal(&mut self, it: &ProposalPage) -> Result<()> {
        let card = &it.card;
        let [author, kind, by] = author(&card.author);
        let [agree, mixed, disagree] = counts(card.tally.as_ref().map(|tally| tally.cast));
        let [past_agree, past_mixed, past_disagree] =
            counts(card.tally.as_ref().and_then(|tally: &Tally| tally.imported));
        let words = &it.words;
        self.proposals.line([
            card.reference.to_string(),
            card.title.clone(),
            card.state.as_str().to_owned(),
            card.visibility.as_str().to_owned(),
            card.theme.as_ref().map(|(slug, _)| slug.clone()).unwrap_or_default(),
            card.lang.clone(),
            author,
            kind,
            by,
            stamp(card.published_at),
            card.revision.to_string(),
            agree,
            mixed,
            disagree,
            past_agree,
            past_mixed,
            past_disagree,
            card.comments_count.to_string(),
            words.problem.clone(),
            words.body.clone(),
            words.effect.clone(),
            words.carrier.clone(),
            words.continues.clone(),
        ])?;
        self.written.proposals += 1;
        it.decisions.iter().try_for_each(|decision| self.decision(&card.reference, decision))?;
        self.comments(&card.reference, &it.discussion.comments)
    }

    fn commitment(&mut self, it: &CommitmentPage) -> Result<()> {
        let card = &it.card;
        let [agree, mixed, disagree] = counts(card.tally.as_ref().map(|tally| tally.cast));
        self.commitments.line([
            card.reference.to_string(),
            card.title.clone(),
            card.state.as_str().to_owned(),
            card.lead.clone(),
            card.version.to_string(),
            card.lang.clone(),
            card.published_at.map(stamp).unwrap_or_default(),
            agree,
            mixed,
            disagree,
            card.comments_count.to_string(),
            it.words.sources.join(" "),
            it.words.problem.clone(),
            it.words.text.clone(),
        ])?;
        self.written.commitments += 1;
        for milestone in &card.milestones {
            self.milestones.line([
                milestone.reference.to_string(),
                card.reference.to_string(),
                milestone.title.clone(),
                milestone.due.to_string(),
                milestone.done.map(|done| done.to_string()).unwrap_or_default(),
            ])?;
        }
        self.comments(&card.reference, &it.discussion.comments)
    }

    fn comments(&mut self, about: &Reference, comments: &[CommentView]) -> Result<()> {
        for it in comments {
            let [author, kind, by] = author(&it.author);
            self.comments.line([
                it.reference.to_string(),
                about.to_string(),
                it.parent.as_ref().map(ToString::to_string).unwrap_or_default(),
                it.stance.as_str().to_owned(),
                it.visibility.as_str().to_owned(),
                it.lang.clone(),
                author,
                kind,
                by,
                stamp(it.published_at),
                it.revision.to_string(),
                it.imported_votes.map(|votes| votes.to_string()).unwrap_or_default(),
                it.source.clone(),
            ])?;
            self.written.comments += 1;
            self.comments(about, &it.replies)?;
        }
        Ok(())
    }

    fn decision(&mut self, about: &Reference, it: &DecisionView) -> Result<()> {
        let named = it.kind != DecisionKind::Visibility;
        self.written.decisions += 1;
        self.decisions.line([
            it.reference.to_string(),
            about.to_string(),
            it.kind.as_str().to_owned(),
            it.outcome.clone(),
            stamp(it.at),
            it.by.role.as_str().to_owned(),
            it.by.organisation.clone().unwrap_or_default(),
            if named { it.by.name.clone() } else { String::new() },
            it.rule.clone(),
            it.lang.clone(),
            content::plain::from_html(it.reason.as_str()),
        ])
    }

    fn end(self) -> Result<Written> {
        for lines in [self.proposals, self.comments, self.commitments, self.milestones, self.decisions] {
            lines.end()?;
        }
        Ok(self.written)
    }
}

fn author(author: &Author) -> [String; 3] {
    let by = author.organisation.as_ref().map(|_| author.person.clone()).unwrap_or_default();
    [author.name().to_owned(), author.kind.as_str().to_owned(), by]
}

fn counts(counts: Option<Counts>) -> [String; 3] {
    counts.map(|it| [it.agree, it.mixed, it.disagree].map(|count| count.to_string())).unwrap_or_default()
}
