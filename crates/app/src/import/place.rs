//! Where an import goes: its process, which is created with one closed phase
//! that spans the records and one theme by section, or found again.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::TimeDelta;
use content::slug::slug;
use db::WriteTx;
use domain::Time;
use domain::id::{PhaseId, ProcessId};
use domain::locale::Localized;
use domain::phase::{PhaseKind, TallyRule, Voting};
use domain::policy::Permit;
use domain::reference::ProcessCode;
use entities::{commitment, phase, process, proposal, theme};
use sea_orm::ActiveValue::{Set, Unchanged};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};
use serde_json::json;
use uuid::Uuid;

use super::cap_collectif::{Opinion, Theme};
use super::{Refusal, Request, SOURCE, words};
use crate::ctx::Ctx;
use crate::error::Result;
use crate::process::PhaseDates;
use crate::record::{self, NewAct};

/// The language of the records.
const LANG: &str = "fr";
/// Characters of a theme's slug.
const SLUG_MOST: usize = 50;

/// The process of an import.
pub(super) struct Place {
    pub(super) process: ProcessId,
    pub(super) code: ProcessCode,
    pub(super) phase: PhaseId,
    pub(super) lang: String,
    /// When the phase ends: the counts are as of then.
    pub(super) ends_at: Time,
    slug: String,
    /// Themes by section, existing or to be written.
    themes: HashMap<String, Uuid>,
    /// What has to be written before the records.
    missing: Missing,
}

/// What is not there yet.
#[derive(Default)]
struct Missing {
    process: Option<process::ActiveModel>,
    phase: Option<phase::ActiveModel>,
    themes: Vec<theme::ActiveModel>,
    /// The phase's dates before, when it has to be widened.
    widened: Option<PhaseDates>,
    /// The process was prepared by hand and is empty: from now on it is that of
    /// an import.
    prepared: bool,
}

impl Place {
    /// Finds the process, or prepares it. Writes nothing.
    pub(super) async fn find(ctx: &Ctx, request: &Request, opinions: &[Opinion]) -> Result<Self> {
        let connection = ctx.db().read();
        let wanted = request
            .code
            .as_deref()
            .map(|code| ProcessCode::parse(code).ok_or_else(|| Refusal::Code(code.to_owned())))
            .transpose()?;
        let known = process::Entity::find().filter(process::Column::Slug.eq(&request.process)).one(connection).await?;
        let span = span(opinions);
        let mut place = match known {
            Some(row) => Self::again(connection, row, wanted, span).await?,
            None => Self::new(ctx, request, wanted, opinions, span).await?,
        };
        place.sections(ctx, opinions).await?;
        Ok(place)
    }

    /// The theme of a section.
    pub(super) fn theme(&self, section: Option<&Theme>) -> Option<Uuid> {
        section.and_then(|section| self.themes.get(&section.id)).copied()
    }

    /// The process has yet to be written.
    pub(super) fn is_new(&self) -> bool {
        self.missing.process.is_some()
    }

    /// Writes what is not there yet, with the act that says so.
    pub(super) async fn write(
        &mut self,
        ctx: &Ctx,
        tx: &WriteTx,
        permit: &Permit,
        records: i32,
        now: Time,
    ) -> Result<()> {
        let missing = std::mem::take(&mut self.missing);
        if let Some(process) = missing.process {
            record::insert(tx, process).await?;
        }
        if missing.prepared {
            let now_imported = process::ActiveModel {
                id: Unchanged(self.process.0),
                source: Set(Some(SOURCE.to_owned())),
                ..Default::default()
            };
            process::Entity::update(now_imported).exec(&**tx).await?;
        }
        if let Some(phase) = missing.phase {
            match &missing.widened {
                None => record::insert(tx, phase).await?,
                Some(_) => drop(phase::Entity::update(phase).exec(&**tx).await?),
            }
        }
        record::insert_all(tx, missing.themes).await?;
        if let Some(dates) = missing.widened {
            let subject = format!("{}/{}", self.slug, PhaseKind::Consultation);
            let act = NewAct {
                action: "phase.dates",
                process: Some(self.process),
                version: None,
                subject: &subject,
                reason: words::WIDENED,
                details: serde_json::to_value(dates)?,
            };
            record::act(ctx, tx, permit, act, now).await?;
        }
        let details = json!({ "source": SOURCE, "proposals": records });
        let act = NewAct {
            action: "process.import",
            process: Some(self.process),
            version: None,
            subject: &self.slug,
            reason: "",
            details,
        };
        record::act(ctx, tx, permit, act, now).await?;
        Ok(())
    }

    /// The process of an earlier run, or one that was prepared by hand and in
    /// which nothing was said yet. Its phase is widened when there are records
    /// beyond it; whether it is closed is not the import's to decide.
    async fn again(
        connection: &impl ConnectionTrait,
        row: process::Model,
        wanted: Option<ProcessCode>,
        span: (Time, Time),
    ) -> Result<Self> {
        let prepared = row.source.as_deref() != Some(SOURCE);
        if prepared && (row.source.is_some() || !is_empty(connection, row.id).await?) {
            return Err(Refusal::NotImported(row.slug).into());
        }
        let code =
            ProcessCode::parse(&row.code).ok_or_else(|| anyhow::anyhow!("process {}: malformed code", row.slug))?;
        if wanted.is_some_and(|wanted| wanted != code) {
            return Err(Refusal::OtherCode { slug: row.slug, code: row.code }.into());
        }
        let phase = phase::Entity::find()
            .filter(phase::Column::ProcessId.eq(row.id))
            .filter(phase::Column::Kind.eq(PhaseKind::Consultation.as_str()))
            .order_by_asc(phase::Column::Position)
            .one(connection)
            .await?
            .ok_or_else(|| Refusal::NoPhase(row.slug.clone()))?;
        let before = (phase.starts_at, phase.ends_at);
        let after = (phase.starts_at.min(span.0), phase.ends_at.map(|end| end.max(span.1)));
        let mut missing = Missing { prepared, ..Missing::default() };
        if before != after {
            let titles: Localized = serde_json::from_value(phase.titles.clone())?;
            missing.widened = Some(PhaseDates { titles, before, after });
            missing.phase = Some(phase::ActiveModel {
                id: Unchanged(phase.id),
                starts_at: Set(after.0),
                ends_at: Set(after.1),
                closed_at: Set(phase.closed_at.map(|closed| after.1.map_or(closed, |end| closed.max(end)))),
                ..Default::default()
            });
        }
        Ok(Self {
            process: ProcessId(row.id),
            code,
            phase: PhaseId(phase.id),
            lang: row.lang,
            ends_at: after.1.unwrap_or(span.1),
            slug: row.slug,
            themes: HashMap::new(),
            missing,
        })
    }

    async fn new(
        ctx: &Ctx,
        request: &Request,
        wanted: Option<ProcessCode>,
        opinions: &[Opinion],
        span: (Time, Time),
    ) -> Result<Self> {
        let now = ctx.now();
        let code = free_code(ctx.db().read(), &request.process, wanted).await?;
        let (process, phase) = (ProcessId(ctx.id(now)), PhaseId(ctx.id(now)));
        let title = request.title.as_deref().map(content::clean::line).filter(|title| !title.is_empty());
        let row = process::ActiveModel {
            id: Set(process.0),
            slug: Set(request.process.clone()),
            code: Set(code.as_str().to_owned()),
            lang: Set(LANG.to_owned()),
            time_zone: Set(words::TIME_ZONE.name().to_owned()),
            languages: Set(json!(["fr", "en"])),
            titles: Set(json!({ LANG: title.unwrap_or_else(|| words::title(&request.process)) })),
            summaries: Set(serde_json::to_value(words::summary(opinions, span))?),
            promises: Set(serde_json::to_value(words::promise(opinions, span))?),
            charters: Set(json!({})),
            published: Set(true),
            created_at: Set(now),
            source: Set(Some(SOURCE.to_owned())),
            fictional: Set(false),
        };
        let only = phase::ActiveModel {
            id: Set(phase.0),
            process_id: Set(process.0),
            position: Set(1),
            kind: Set(PhaseKind::Consultation.as_str().to_owned()),
            titles: Set(serde_json::to_value(words::phase())?),
            starts_at: Set(span.0),
            ends_at: Set(Some(span.1)),
            closed_at: Set(Some(span.1)),
            edit_window_minutes: Set(0),
            voting: Set(Voting::Opinion.as_str().to_owned()),
            tallies: Set(TallyRule::Live.as_str().to_owned()),
        };
        let missing = Missing { process: Some(row), phase: Some(only), ..Missing::default() };
        Ok(Self {
            process,
            code,
            phase,
            lang: LANG.to_owned(),
            ends_at: span.1,
            slug: request.process.clone(),
            themes: HashMap::new(),
            missing,
        })
    }

    /// Finds the theme of each section, in the order of their ids.
    async fn sections(&mut self, ctx: &Ctx, opinions: &[Opinion]) -> Result<()> {
        let known =
            theme::Entity::find().filter(theme::Column::ProcessId.eq(self.process.0)).all(ctx.db().read()).await?;
        let mut next = known.iter().map(|theme| theme.position).max().unwrap_or(0);
        let known: HashMap<String, Uuid> = known.into_iter().map(|theme| (theme.slug, theme.id)).collect();
        let sections: BTreeMap<(usize, &str), &Theme> = opinions
            .iter()
            .filter_map(|opinion| opinion.theme.as_ref())
            .map(|section| ((section.id.len(), section.id.as_str()), section))
            .collect();
        for (slug, section) in slugs(sections.into_values()) {
            let id = match known.get(&slug) {
                Some(id) => *id,
                None => {
                    next += 1;
                    let id = ctx.id(ctx.now());
                    self.missing.themes.push(theme::ActiveModel {
                        id: Set(id),
                        process_id: Set(self.process.0),
                        slug: Set(slug),
                        titles: Set(serde_json::to_value(words::theme(&section.title, &section.subtitle))?),
                        position: Set(next),
                    });
                    id
                }
            };
            self.themes.insert(section.id.clone(), id);
        }
        Ok(())
    }
}

/// Nothing was said in the process, and nothing drafted.
async fn is_empty(connection: &impl ConnectionTrait, process: Uuid) -> Result<bool> {
    let proposal = proposal::Entity::find().filter(proposal::Column::ProcessId.eq(process)).one(connection).await?;
    let commitment =
        commitment::Entity::find().filter(commitment::Column::ProcessId.eq(process)).one(connection).await?;
    Ok(proposal.is_none() && commitment.is_none())
}

/// From the first record to just after the last.
fn span(opinions: &[Opinion]) -> (Time, Time) {
    let times = opinions.iter().flat_map(|opinion| {
        let arguments = opinion.arguments.iter().map(|argument| argument.created_at);
        let sources = opinion.sources.iter().map(|source| source.created_at);
        std::iter::once(opinion.created_at).chain(arguments).chain(sources)
    });
    let (first, last) =
        times.fold((Time::MAX_UTC, Time::MIN_UTC), |(first, last), time| (first.min(time), last.max(time)));
    (first, last + TimeDelta::seconds(1))
}

/// A slug for each section, from what it is about; the section's id tells apart
/// those that are about the same.
fn slugs<'a>(sections: impl Iterator<Item = &'a Theme>) -> Vec<(String, &'a Theme)> {
    let sections: Vec<(String, &Theme)> = sections
        .map(|section| {
            let about = if section.subtitle.is_empty() { &section.title } else { &section.subtitle };
            (slug(about, SLUG_MOST), section)
        })
        .collect();
    let mut seen = HashSet::new();
    let twice: HashSet<String> =
        sections.iter().filter(|(slug, _)| !seen.insert(slug.clone())).map(|(slug, _)| slug.clone()).collect();
    let told_apart = |(base, section): (String, &'a Theme)| {
        let plain = !base.is_empty() && !twice.contains(&base);
        if plain { (base, section) } else { (slug(&format!("{base} section {}", section.id), SLUG_MOST + 10), section) }
    };
    sections.into_iter().map(told_apart).collect()
}

/// The code asked for, or one made from the slug, that no other process has.
async fn free_code(connection: &impl ConnectionTrait, slug: &str, wanted: Option<ProcessCode>) -> Result<ProcessCode> {
    let codes = process::Entity::find().all(connection).await?;
    let taken = |code: &ProcessCode| codes.iter().any(|row| row.code == code.as_str());
    match wanted {
        Some(code) if taken(&code) => Err(Refusal::CodeTaken(code.as_str().to_owned()).into()),
        Some(code) => Ok(code),
        None => candidates(slug)
            .find(|code| !taken(code))
            .ok_or_else(|| anyhow::anyhow!("no code is free for {slug}").into()),
    }
}

/// Codes that resemble a slug: the beginnings of its words, then numbers.
fn candidates(slug: &str) -> impl Iterator<Item = ProcessCode> {
    let mut base = String::new();
    for word in slug.split('-') {
        let year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
        let piece = if year { &word[2..] } else { &word[..word.len().min(3)] };
        if base.len() + piece.len() <= 8 && !(base.is_empty() && piece.as_bytes()[0].is_ascii_digit()) {
            base.push_str(&piece.to_ascii_uppercase());
        }
    }
    if base.len() < 2 {
        base = "IMP".to_owned();
    }
    let numbered = {
        let base = base.clone();
        (2..10_000).map(move |number| {
            let digits = number.to_string();
            format!("{}{digits}", &base[..base.len().min(8 - digits.len())])
        })
    };
    std::iter::once(base).chain(numbered).filter_map(|code| ProcessCode::parse(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(slug: &str) -> String {
        candidates(slug).next().map(|code| code.as_str().to_owned()).unwrap_or_default()
    }

    #[test]
    fn a_code_resembles_the_slug() {
        assert_eq!(first("republique-numerique"), "REPNUM");
        assert_eq!(first("republique-numerique-2015"), "REPNUM15");
        assert_eq!(first("plan-action-ouvert-2027"), "PLAACT27");
        assert_eq!(first("2015-loi"), "LOI");
        assert_eq!(first("2015-16"), "IMP");
        assert_eq!(
            candidates("republique-numerique-2015").nth(1).map(|code| code.as_str().to_owned()).as_deref(),
            Some("REPNUM12")
        );
        assert!(candidates("a1").all(|code| ProcessCode::parse(code.as_str()).is_some()));
    }

    #[test]
    fn sections_about_the_same_are_told_apart() {
        let theme =
            |id: &str, subtitle: &str| Theme { id: id.into(), title: "Section 1".into(), subtitle: subtitle.into() };
        let sections = [
            theme("1", "Données d’intérêt général"),
            theme("2", "Neutralité"),
            theme("3", "Neutralite"),
            theme("4", ""),
        ];
        let slugs: Vec<String> = slugs(sections.iter()).into_iter().map(|(slug, _)| slug).collect();
        assert_eq!(slugs, ["donnees-d-interet-general", "neutralite-section-2", "neutralite-section-3", "section-1"]);
    }
}
