//! Words on screen. Messages are Fluent files by feature, read on the server
//! alone: the client is given finished sentences.
//!
//! Translators type plain spaces and straight apostrophes; the typography of
//! each language is put in when the files are read.

use std::sync::LazyLock;

use domain::field::Problem;
use domain::locale::Locale;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::cx::Cx;

/// An argument of a message.
pub type Arg<'a> = (&'static str, FluentValue<'a>);

macro_rules! files {
    ($($name:literal),+ $(,)?) => {
        /// The files: name, French, English.
        const FILES: &[(&str, &str, &str)] = &[$((
            $name,
            include_str!(concat!("../../locales/fr/", $name, ".ftl")),
            include_str!(concat!("../../locales/en/", $name, ".ftl")),
        )),+];
    };
}

files![
    "account",
    "admin",
    "archive",
    "commitment",
    "data",
    "decision",
    "discussion",
    "erasure",
    "error",
    "field",
    "home",
    "lineage",
    "log",
    "moderation",
    "notice",
    "orphan",
    "process",
    "proposal",
    "search",
    "shell",
    "site",
    "styleguide",
    "desk",
    "triage",
    "ui",
    "write"
];

/// A family of messages, and its codes.
#[cfg(test)]
pub(crate) type Family = (&'static str, fn() -> Vec<&'static str>);

/// Messages that are found by a code: the family, and its codes. The message of
/// a code is `family-code`; a test looks that each has one.
#[cfg(test)]
pub(crate) const FAMILIES: &[Family] = &[
    ("error-title", || crate::error::CODES.to_vec()),
    ("error-text", || crate::error::CODES.to_vec()),
    ("flash", || crate::shell::FLASHES.to_vec()),
    ("author-kind", || codes(domain::author::AuthorKind::ALL, domain::author::AuthorKind::as_str)),
    ("role", || codes(domain::policy::Role::ALL, domain::policy::Role::as_str)),
    ("state", || codes(domain::proposal::State::ALL, domain::proposal::State::as_str)),
    ("commitment-state", || codes(domain::commitment::State::ALL, domain::commitment::State::as_str)),
    ("phase-status", || codes(domain::phase::PhaseStatus::ALL, domain::phase::PhaseStatus::as_str)),
    ("placeholder", || vec!["hidden", "withdrawn", "erased"]),
    ("phase", || codes(domain::phase::PhaseKind::ALL, domain::phase::PhaseKind::as_str)),
    ("phase-about", || codes(domain::phase::PhaseKind::ALL, domain::phase::PhaseKind::as_str)),
    ("stance", || codes(domain::comment::Stance::ALL, domain::comment::Stance::as_str)),
    ("stances", || codes(domain::comment::Stance::ALL, domain::comment::Stance::as_str)),
    ("decision", || {
        vec![
            "admissibility-admissible",
            "admissibility-inadmissible",
            "answer-retained",
            "answer-partly_retained",
            "answer-not_retained",
            "visibility-hidden",
            "visibility-public",
        ]
    }),
    ("awaited", || codes(domain::lineage::AwaitedWhat::ALL, domain::lineage::AwaitedWhat::as_str)),
    ("sort", || codes(domain::proposal::Sort::ALL, domain::proposal::Sort::as_str)),
    ("object", || codes(domain::lineage::ObjectKind::ALL, domain::lineage::ObjectKind::as_str)),
    ("lineage-title", || codes(domain::lineage::ObjectKind::ALL, domain::lineage::ObjectKind::as_str)),
    ("lineage-origins", || codes(domain::lineage::ObjectKind::ALL, domain::lineage::ObjectKind::as_str)),
    ("lineage-steps", || codes(domain::lineage::ObjectKind::ALL, domain::lineage::ObjectKind::as_str)),
    ("lineage-origin", || codes(domain::lineage::Relation::ALL, domain::lineage::Relation::as_str)),
    ("graph-how", || codes(domain::lineage::Relation::ALL, domain::lineage::Relation::as_str)),
    ("graph-made", || vec!["revised_as", "withdrawn_by", "published_as", "adopted_as"]),
    ("graph-outcome", || OUTCOMES.to_vec()),
    ("orphan", || codes(domain::orphan::OrphanKind::ALL, domain::orphan::OrphanKind::as_str)),
    ("orphan-of", || codes(domain::orphan::OrphanKind::ALL, domain::orphan::OrphanKind::as_str)),
    ("orphan-one", || codes(domain::orphan::OrphanKind::ALL, domain::orphan::OrphanKind::as_str)),
    ("orphan-act", || codes(domain::orphan::OrphanKind::ALL, domain::orphan::OrphanKind::as_str)),
    ("orphan-since", || codes(domain::orphan::OrphanKind::ALL, domain::orphan::OrphanKind::as_str)),
    ("site-page", || codes(domain::site::SitePage::ALL, domain::site::SitePage::as_str)),
    ("language", || vec!["fr", "en"]),
    ("account-language", || codes(domain::locale::Locale::ALL, domain::locale::Locale::as_str)),
    ("subject", || FIELDS.to_vec()),
    ("accessibility", || vec!["none", "partly", "fully"]),
    ("voting", || codes(domain::phase::Voting::ALL, domain::phase::Voting::as_str)),
    ("tallies", || codes(domain::phase::TallyRule::ALL, domain::phase::TallyRule::as_str)),
    ("part", || codes(domain::organisation::Part::ALL, domain::organisation::Part::as_str)),
    ("change", || codes(domain::notice::Change::ALL, domain::notice::Change::as_str)),
    ("act-kind", || codes(domain::admin::ActKind::ALL, domain::admin::ActKind::as_str)),
    ("data-part", || codes(domain::my_data::Part::ALL, domain::my_data::Part::as_str)),
    ("data-written", || codes(domain::my_data::Written::ALL, domain::my_data::Written::as_str)),
    ("data-mail", || crate::account::data::MAILS.to_vec()),
    ("data-visibility", || codes(domain::moderation::Visibility::ALL, domain::moderation::Visibility::as_str)),
    ("data-assurance", || codes(domain::account::Assurance::ALL, domain::account::Assurance::as_str)),
    ("data-erasure", || codes(domain::erasure::Scope::ALL, domain::erasure::Scope::as_str)),
    ("data-name", || crate::account::data::NAMES.to_vec()),
    ("act", || crate::admin_operation::ACTIONS.to_vec()),
];

/// What a decision may say.
pub(crate) const OUTCOMES: [&str; 7] =
    ["admissible", "inadmissible", "retained", "partly_retained", "not_retained", "hidden", "public"];

#[cfg(test)]
pub(crate) fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| code(*value)).collect()
}

/// Fields that problems are told of; any other is « ce champ ».
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "title", "problem", "body", "effect", "carrier", "continues", "theme", "on_behalf_of", "email", "name",
    "password", "current_password", "terms", "choice", "stance", "parent", "decision", "reason", "outcome", "visibility", "rule",
    "text", "lead", "source", "milestone_title", "milestone_due", "sources", "milestones", "intent", "op", "revision", "role", "process", "organisation", "until",
    "title_fr", "title_en", "source_fr", "source_en", "slug", "code", "lang", "time_zone", "titles", "summaries", "promises",
    "charters", "kind", "starts_at", "ends_at", "edit_window_minutes", "voting", "tallies", "part", "summary", "reference", "who",
    "other",
];

type Bundle = FluentBundle<FluentResource>;

static FR: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::Fr));
static EN: LazyLock<Bundle> = LazyLock::new(|| bundle(Locale::En));

fn bundle(locale: Locale) -> Bundle {
    // Two letters: always a language tag.
    let tag: LanguageIdentifier = locale.as_str().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![tag]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match locale {
        Locale::Fr => |value, _| grouped(Locale::Fr, value),
        Locale::En => |value, _| grouped(Locale::En, value),
    }));
    for (_, fr, en) in FILES {
        let source = match locale {
            Locale::Fr => french(fr),
            Locale::En => english(en),
        };
        // What does not parse is left out; a test says where.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// Whole numbers, grouped as the language does.
fn grouped(locale: Locale, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    let whole = number.value.fract() == 0.0 && number.value.abs() < 9e15;
    // Whole, and below 2^53: nothing is cut.
    whole.then(|| crate::format::number(locale, number.value as i64))
}

/// French typography: no-break spaces before double punctuation and inside
/// guillemets, and the true apostrophe.
fn french(source: &str) -> String {
    let pairs = [
        (" :", "\u{a0}:"),
        (" ;", "\u{202f};"),
        (" !", "\u{202f}!"),
        (" ?", "\u{202f}?"),
        ("« ", "«\u{a0}"),
        (" »", "\u{a0}»"),
        (" %", "\u{a0}%"),
        ("'", "’"),
    ];
    pairs.iter().fold(source.to_owned(), |text, (plain, set)| text.replace(plain, set))
}

fn english(source: &str) -> String {
    source.replace('\'', "’")
}

/// The message of this id. An id that does not exist shows as itself: a test
/// keeps that from happening.
#[must_use]
pub fn text(locale: Locale, id: &str, args: &[Arg<'_>]) -> String {
    find(locale, id, args).unwrap_or_else(|| id.to_owned())
}

/// The message of this id, when there is one.
#[must_use]
pub fn find(locale: Locale, id: &str, args: &[Arg<'_>]) -> Option<String> {
    let bundle: &Bundle = match locale {
        Locale::Fr => &FR,
        Locale::En => &EN,
    };
    let pattern = bundle.get_message(id)?.value()?;
    let mut errors = Vec::new();
    let args = (!args.is_empty()).then(|| args.iter().cloned().collect::<FluentArgs<'_>>());
    Some(bundle.format_pattern(pattern, args.as_ref(), &mut errors).into_owned())
}

/// What is wrong with a field, for a reader: it names the field, the limit and
/// the way out. `field` is the name in the form (`title`, `milestone_due-2`).
#[must_use]
pub fn problem_text(locale: Locale, field: &str, problem: &Problem) -> String {
    problem_of(locale, &subject(locale, field), problem)
}

/// The same on a page, where the field may have a name of its own: `subject` is
/// how a sentence speaks of it (« le texte de la proposition »).
#[must_use]
pub fn problem_message(cx: &Cx, subject: &str, problem: &Problem) -> String {
    problem_of(cx.locale, subject, problem)
}

/// How a sentence speaks of a field: « le titre », « l’intitulé du jalon 2 », « le
/// titre en français » (`titles.fr`).
#[must_use]
pub fn subject(locale: Locale, field: &str) -> String {
    let (name, number) = match field.rsplit_once('-') {
        Some((name, number)) if number.bytes().all(|b| b.is_ascii_digit()) => (name, number),
        _ => (field, ""),
    };
    let (name, lang) = name.split_once('.').unwrap_or((name, ""));
    let known = if FIELDS.contains(&name) { name } else { "other" };
    let subject = text(locale, &format!("subject-{known}"), &[("number", number.into())]).trim_end().to_owned();
    match lang {
        "" => subject,
        "fr" | "en" => format!("{subject} {}", text(locale, &format!("language-{lang}"), &[]).to_lowercase()),
        other => format!("{subject} ({other})"),
    }
}

fn problem_of(locale: Locale, subject: &str, problem: &Problem) -> String {
    let mut args: Vec<Arg<'_>> = vec![("subject", subject.into()), ("Subject", capitalised(subject).into())];
    match problem {
        Problem::TooShort { length, least } => args.extend([("length", (*length).into()), ("least", (*least).into())]),
        Problem::TooLong { length, most } => args.extend([("length", (*length).into()), ("most", (*most).into())]),
        _ => {}
    }
    text(locale, problem_id(problem), &args)
}

/// Exhaustive on purpose: a new problem has no page until it has words.
const fn problem_id(problem: &Problem) -> &'static str {
    match problem {
        Problem::Required => "problem-required",
        Problem::TooShort { .. } => "problem-too-short",
        Problem::TooLong { .. } => "problem-too-long",
        Problem::NotAChoice => "problem-not-a-choice",
        Problem::NotAnEmail => "problem-not-an-email",
        Problem::NotADate => "problem-not-a-date",
        Problem::Malformed => "problem-malformed",
        Problem::Taken => "problem-taken",
        Problem::Reserved => "problem-reserved",
        Problem::Deceptive => "problem-deceptive",
        Problem::Guessable => "problem-guessable",
        Problem::NotAccepted => "problem-not-accepted",
        Problem::Order => "problem-order",
        Problem::Unknown => "problem-unknown",
        Problem::TooDeep => "problem-too-deep",
        Problem::Expired => "problem-expired",
        Problem::Fixed => "problem-fixed",
        Problem::WrongCredentials => "problem-wrong-credentials",
        Problem::WrongPassword => "problem-wrong-password",
    }
}

/// With a capital, to begin a sentence.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests;
