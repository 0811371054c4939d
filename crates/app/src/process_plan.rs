//! A process as one description: what the screens of administration change and
//! what `parvis process apply` reads, in the same words and under the same
//! rules. The file's format is documented in `config/README.md`.

use chrono_tz::Tz;
use domain::field::{FieldErrors, Problem};
use domain::id::PhaseId;
use domain::locale::Localized;
use domain::organisation::{self, OrganisationKind, Part, is_slug};
use domain::phase::{PhaseKind, TallyRule, Voting};
use domain::policy::Role;
use domain::process as rules;
use domain::reference::ProcessCode;
use serde::Deserialize;

use crate::moment::Moment;

/// The whole description of a process. A list that is absent is left as it is.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ProcessPlan {
    /// What it is called and what it promises.
    pub process: ProcessWords,
    /// Its calendar.
    #[serde(default)]
    pub phases: Option<Vec<PhasePlan>>,
    /// Its themes, in order.
    #[serde(default)]
    pub themes: Option<Vec<ThemePlan>>,
    /// Those who take part.
    #[serde(default)]
    pub organisations: Option<Vec<OrganisationPlan>>,
    /// Rights in this process. They are added; taking one back is an act of its own.
    #[serde(default)]
    pub grants: Vec<GrantPlan>,
}

/// What a process is called and what it promises.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ProcessWords {
    /// Its place in URLs; it says which process is meant and never changes.
    pub slug: String,
    /// The beginning of its references; fixed once a reference was minted.
    pub code: String,
    /// The language in which it is conducted.
    #[serde(default = "french")]
    pub lang: String,
    /// IANA name of the time zone of its dates.
    #[serde(default = "paris")]
    pub time_zone: String,
    /// The languages of its texts; empty for `lang` alone.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Everyone can see it.
    #[serde(default = "yes")]
    pub published: bool,
    /// It is a demonstration, and says so.
    #[serde(default)]
    pub fictional: bool,
    /// Why it changes, when a reason is owed.
    #[serde(default)]
    pub reason: String,
    /// Its name.
    pub titles: Localized,
    /// One or two sentences.
    #[serde(default)]
    pub summaries: Localized,
    /// Who decides, what is done with contributions, when one hears back. Markdown.
    #[serde(default)]
    pub promises: Localized,
    /// The rules of participation. Markdown.
    #[serde(default)]
    pub charters: Localized,
    /// The platform that it was imported from.
    #[serde(skip)]
    pub source: Option<String>,
}

/// A dated part of the process.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct PhasePlan {
    /// Which phase a screen changes. In a file, the n-th of a kind is the process's n-th.
    #[serde(skip)]
    pub id: Option<PhaseId>,
    /// What it is for.
    pub kind: PhaseKind,
    /// Its name.
    pub titles: Localized,
    /// First instant at which it is open.
    pub starts_at: Moment,
    /// First instant at which it no longer is; a day counts to its end.
    #[serde(default)]
    pub ends_at: Option<Moment>,
    /// Minutes during which an author may correct.
    #[serde(default = "an_hour")]
    pub edit_window_minutes: i32,
    /// How people vote.
    #[serde(default = "opinion")]
    pub voting: Voting,
    /// When counts are shown.
    #[serde(default = "live")]
    pub tallies: TallyRule,
    /// Why dates or rules that are public change.
    #[serde(default)]
    pub reason: String,
}

/// A theme.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct ThemePlan {
    /// Its place in URLs and forms.
    pub slug: String,
    /// Its name.
    pub titles: Localized,
}

/// An organisation's part. One that does not exist yet needs a name and a kind.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct OrganisationPlan {
    /// Which one.
    pub slug: String,
    /// Its name.
    #[serde(default)]
    pub name: Option<String>,
    /// What it is.
    #[serde(default)]
    pub kind: Option<OrganisationKind>,
    /// One sentence on it.
    #[serde(default)]
    pub summary: Option<String>,
    /// What it does here.
    #[serde(default = "partner")]
    pub part: Part,
}

/// A right in this process.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
#[serde(deny_unknown_fields)]
pub struct GrantPlan {
    /// The address of an account.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The organisation it is held in, by slug.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Until when; a day counts to its end.
    #[serde(default)]
    pub until: Option<Moment>,
}

fn french() -> String {
    "fr".into()
}
fn paris() -> String {
    "Europe/Paris".into()
}
const fn yes() -> bool {
    true
}
const fn an_hour() -> i32 {
    60
}
const fn opinion() -> Voting {
    Voting::Opinion
}
const fn live() -> TallyRule {
    TallyRule::Live
}
const fn partner() -> Part {
    Part::Partner
}

impl Default for ProcessWords {
    fn default() -> Self {
        Self {
            slug: String::new(),
            code: String::new(),
            lang: french(),
            time_zone: paris(),
            languages: Vec::new(),
            published: true,
            fictional: false,
            reason: String::new(),
            titles: Localized::default(),
            summaries: Localized::default(),
            promises: Localized::default(),
            charters: Localized::default(),
            source: None,
        }
    }
}

impl ProcessWords {
    /// The time zone, when there is one of that name.
    #[must_use]
    pub fn zone(&self) -> Option<Tz> {
        self.time_zone.parse().ok()
    }

    /// Cleans the texts and drops those that are empty.
    pub fn clean(&mut self) {
        for text in [&mut self.slug, &mut self.code, &mut self.lang, &mut self.time_zone, &mut self.reason] {
            *text = text.trim().to_owned();
        }
        if !self.languages.contains(&self.lang) {
            self.languages.insert(0, self.lang.clone());
        }
        clean_lines(&mut self.titles);
        clean_lines(&mut self.summaries);
        clean_texts(&mut self.promises);
        clean_texts(&mut self.charters);
    }

    /// Checks everything but what only the database knows. `at` goes before the names of fields.
    pub fn check(&self, at: &str, errors: &mut FieldErrors) {
        let field = |name: &str| format!("{at}{name}");
        check_slug(errors, field("slug"), &self.slug);
        if self.slug == "new" {
            errors.add(field("slug"), Problem::Reserved);
        }
        if self.code.is_empty() {
            errors.add(field("code"), Problem::Required);
        } else if ProcessCode::parse(&self.code).is_none() {
            errors.add(field("code"), Problem::Malformed);
        }
        if self.zone().is_none() {
            errors.add(field("time_zone"), Problem::NotAChoice);
        }
        if !is_language(&self.lang) {
            errors.add(field("lang"), Problem::Malformed);
        }
        if !self.languages.iter().all(|lang| is_language(lang)) {
            errors.add(field("languages"), Problem::Malformed);
        }
        let titles = (*rules::TITLE_LENGTH.start(), *rules::TITLE_LENGTH.end());
        self.check_texts(errors, &field("titles"), &self.titles, titles, true);
        self.check_texts(errors, &field("summaries"), &self.summaries, (0, rules::SUMMARY_MOST), false);
        self.check_texts(errors, &field("promises"), &self.promises, (0, rules::PROMISE_MOST), false);
        self.check_texts(errors, &field("charters"), &self.charters, (0, rules::CHARTER_MOST), false);
        errors.check_length(&field("reason"), &self.reason, 0, *rules::REASON_LENGTH.end());
    }

    /// Texts are in the languages of the process; a name is owed in its own.
    fn check_texts(
        &self,
        errors: &mut FieldErrors,
        path: &str,
        texts: &Localized,
        (least, most): (usize, usize),
        owed: bool,
    ) {
        if owed && texts.exact(&self.lang).is_empty() {
            errors.add(format!("{path}.{}", self.lang), Problem::Required);
        }
        for (lang, text) in &texts.0 {
            if self.languages.contains(lang) {
                errors.check_length(&format!("{path}.{lang}"), text, least, most);
            } else {
                errors.add(format!("{path}.{lang}"), Problem::NotAChoice);
            }
        }
    }
}

impl PhasePlan {
    /// Cleans the texts and drops those that are empty.
    pub fn clean(&mut self) {
        self.reason = self.reason.trim().to_owned();
        clean_lines(&mut self.titles);
    }

    /// Checks everything but what only the database knows.
    pub fn check(&self, at: &str, words: &ProcessWords, errors: &mut FieldErrors) {
        check_names(errors, at, &self.titles, words);
        if !(0..=rules::EDIT_WINDOW_MOST).contains(&self.edit_window_minutes) {
            errors.add(format!("{at}edit_window_minutes"), Problem::Malformed);
        }
        errors.check_length(&format!("{at}reason"), &self.reason, 0, *rules::REASON_LENGTH.end());
        let Some(zone) = words.zone() else { return };
        let start = self.starts_at.start(zone);
        if start.is_none() {
            errors.add(format!("{at}starts_at"), Problem::NotADate);
        }
        if let Some(end) = &self.ends_at {
            match (start, end.end(zone)) {
                (_, None) => errors.add(format!("{at}ends_at"), Problem::NotADate),
                (Some(start), Some(end)) if end <= start => errors.add(format!("{at}ends_at"), Problem::Order),
                _ => {}
            }
        }
    }
}

impl ThemePlan {
    /// Cleans the texts and drops those that are empty.
    pub fn clean(&mut self) {
        self.slug = self.slug.trim().to_owned();
        clean_lines(&mut self.titles);
    }

    /// Checks everything but what only the database knows.
    pub fn check(&self, at: &str, words: &ProcessWords, errors: &mut FieldErrors) {
        check_slug(errors, format!("{at}slug"), &self.slug);
        check_names(errors, at, &self.titles, words);
    }
}

impl OrganisationPlan {
    /// Checks everything but what only the database knows.
    pub fn check(&self, at: &str, errors: &mut FieldErrors) {
        check_slug(errors, format!("{at}slug"), &self.slug);
        if let Some(name) = &self.name {
            errors.check_length(
                &format!("{at}name"),
                name,
                *organisation::NAME_LENGTH.start(),
                *organisation::NAME_LENGTH.end(),
            );
        }
        if let Some(summary) = &self.summary {
            errors.check_length(&format!("{at}summary"), summary, 0, organisation::SUMMARY_MOST);
        }
    }
}

impl ProcessPlan {
    /// The plan with its texts cleaned, when nothing is wrong with it that can
    /// be seen without the database.
    ///
    /// # Errors
    /// What is wrong, by path: `process.code`, `phases[2].ends_at` (from 1).
    pub fn checked(&self) -> Result<Self, FieldErrors> {
        let mut plan = self.clone();
        let mut errors = FieldErrors::default();
        plan.process.clean();
        plan.process.check("process.", &mut errors);
        for (index, phase) in plan.phases.iter_mut().flatten().enumerate() {
            phase.clean();
            phase.check(&format!("phases[{}].", index + 1), &plan.process, &mut errors);
        }
        let mut slugs = Vec::new();
        for (index, theme) in plan.themes.iter_mut().flatten().enumerate() {
            theme.clean();
            let at = format!("themes[{}].", index + 1);
            theme.check(&at, &plan.process, &mut errors);
            once(&mut errors, format!("{at}slug"), &theme.slug, &mut slugs);
        }
        slugs.clear();
        for (index, organisation) in plan.organisations.iter().flatten().enumerate() {
            let at = format!("organisations[{}].", index + 1);
            organisation.check(&at, &mut errors);
            once(&mut errors, format!("{at}slug"), &organisation.slug, &mut slugs);
        }
        errors.unless_any(plan)
    }
}

fn once(errors: &mut FieldErrors, field: String, slug: &str, seen: &mut Vec<String>) {
    if seen.iter().any(|other| other == slug) {
        errors.add(field, Problem::Taken);
    }
    seen.push(slug.to_owned());
}

pub(crate) fn check_slug(errors: &mut FieldErrors, field: String, slug: &str) {
    if slug.is_empty() {
        errors.add(field, Problem::Required);
    } else if !is_slug(slug) {
        errors.add(field, Problem::Malformed);
    }
}

fn check_names(errors: &mut FieldErrors, at: &str, titles: &Localized, words: &ProcessWords) {
    let lengths = (*rules::TITLE_LENGTH.start(), *rules::TITLE_LENGTH.end());
    words.check_texts(errors, &format!("{at}titles"), titles, lengths, true);
}

fn clean_lines(texts: &mut Localized) {
    texts.0.values_mut().for_each(|text| *text = content::clean::line(text));
    texts.0.retain(|_, text| !text.is_empty());
}

fn clean_texts(texts: &mut Localized) {
    texts.0.values_mut().for_each(|text| *text = content::clean::text(text));
    texts.0.retain(|_, text| !text.trim().is_empty());
}

/// `fr`, `en`, `gsw`, `fr-CA`.
fn is_language(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let language = parts.next().unwrap_or_default();
    (2..=3).contains(&language.len())
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|part| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric()))
}
