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

files!["commitment", "decision", "discussion", "field", "home", "lineage", "process", "proposal", "search", "shell", "site", "styleguide", "ui", "write"];

/// Messages that are found by a code: the family, and its codes. The message of
/// a code is `family-code`; a test looks that each has one.
#[cfg(test)]
pub(crate) const FAMILIES: &[(&str, fn() -> Vec<&'static str>)] = &[
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
            "admissibility-admissible", "admissibility-inadmissible", "answer-retained", "answer-partly_retained", "answer-not_retained", "visibility-hidden",
            "visibility-public",
        ]
    }),
    ("awaited", || codes(domain::lineage::AwaitedWhat::ALL, domain::lineage::AwaitedWhat::as_str)),
    ("sort", || codes(domain::proposal::Sort::ALL, domain::proposal::Sort::as_str)),
    ("object", || codes(domain::lineage::ObjectKind::ALL, domain::lineage::ObjectKind::as_str)),
    ("site-page", || codes(domain::site::SitePage::ALL, domain::site::SitePage::as_str)),
    ("language", || vec!["fr", "en"]),
    ("subject", || FIELDS.to_vec()),
    ("accessibility", || vec!["none", "partly", "fully"]),
];

#[cfg(test)]
pub(crate) fn codes<T: Copy>(all: &[T], code: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().map(|value| code(*value)).collect()
}

/// Fields that problems are told of; any other is « ce champ ».
const FIELDS: &[&str] = &[
    "title", "problem", "body", "effect", "carrier", "continues", "theme", "on_behalf_of", "email", "name", "password", "terms", "choice", "stance",
    "parent", "decision", "reason", "outcome", "visibility", "rule", "text", "lead", "source", "milestone_title", "milestone_due", "role", "process",
    "organisation", "until", "title_fr", "title_en", "source_fr", "source_en", "other",
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
    #[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
    whole.then(|| crate::format::number(locale, number.value as i64))
}

/// French typography: no-break spaces before double punctuation and inside
/// guillemets, and the true apostrophe.
fn french(source: &str) -> String {
    let pairs = [(" :", "\u{a0}:"), (" ;", "\u{202f};"), (" !", "\u{202f}!"), (" ?", "\u{202f}?"), ("« ", "«\u{a0}"), (" »", "\u{a0}»"), (" %", "\u{a0}%"), ("'", "’")];
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

/// How a sentence speaks of a field: « le titre », « l’intitulé du jalon 2 ».
#[must_use]
pub fn subject(locale: Locale, field: &str) -> String {
    let (name, number) = match field.rsplit_once('-') {
        Some((name, number)) if number.bytes().all(|b| b.is_ascii_digit()) => (name, number),
        _ => (field, ""),
    };
    let known = if FIELDS.contains(&name) { name } else { "other" };
    text(locale, &format!("subject-{known}"), &[("number", number.into())]).trim_end().to_owned()
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
        Problem::WrongCredentials => "problem-wrong-credentials",
    }
}

/// With a capital, to begin a sentence.
#[must_use]
pub fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn sources(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                sources(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }

    /// Every literal that follows one of these calls in the crate's sources, and
    /// message ids that stand alone in `message.rs`.
    fn literals(calls: &[&str]) -> BTreeSet<String> {
        let mut files = Vec::new();
        sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut found = BTreeSet::new();
        for file in files {
            let source = std::fs::read_to_string(&file).expect("a source");
            let compact: String = source.lines().map(str::trim).collect();
            for call in calls {
                for (at, _) in compact.match_indices(call) {
                    let rest = &compact[at + call.len()..];
                    found.extend(rest.split('"').next().map(str::to_owned));
                }
            }
        }
        found
    }

    fn ids(source: &str) -> BTreeSet<String> {
        let is_id = |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=');
        source.lines().filter(is_id).filter_map(|line| line.split('=').next()).map(|id| id.trim().to_owned()).collect()
    }

    fn all_ids() -> BTreeSet<String> {
        FILES.iter().flat_map(|(_, fr, _)| ids(fr)).collect()
    }

    fn family_ids() -> BTreeSet<String> {
        FAMILIES.iter().flat_map(|(family, codes)| codes().into_iter().map(move |code| format!("{family}-{code}"))).collect()
    }

    /// Ids in this list are used where a scan cannot see them.
    fn used() -> BTreeSet<String> {
        let mut used = literals(&[".t(\"", ".ta(\"", "text(locale, \"", "=> \"problem-"]);
        used = used.into_iter().map(|id| if all_ids().contains(&format!("problem-{id}")) { format!("problem-{id}") } else { id }).collect();
        used.extend(family_ids());
        used
    }

    #[test]
    fn every_file_is_read_and_parses() {
        for lang in ["fr", "en"] {
            let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../locales").join(lang);
            for entry in std::fs::read_dir(dir).expect("locales") {
                let name = entry.expect("an entry").file_name().into_string().expect("a name");
                assert!(FILES.iter().any(|(file, ..)| name == format!("{file}.ftl")), "{lang}/{name} is not in the list of message.rs");
            }
        }
        for (name, fr, en) in FILES {
            for source in [french(fr), english(en)] {
                if let Err((_, errors)) = FluentResource::try_new(source) {
                    panic!("{name}.ftl: {errors:?}");
                }
            }
        }
    }

    #[test]
    fn an_id_is_written_once() {
        let mut seen = BTreeSet::new();
        for (name, fr, _) in FILES {
            for line in fr.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()) && line.contains('=')) {
                let id = line.split('=').next().unwrap_or_default().trim();
                assert!(seen.insert(id.to_owned()), "{id} is there twice, again in {name}.ftl");
            }
        }
    }

    #[test]
    fn french_and_english_have_the_same_messages_with_the_same_arguments() {
        let variables = |source: &str, id: &str| -> BTreeSet<String> {
            let start = source.find(&format!("\n{id} =")).map_or(0, |at| at + 1);
            let mut body = String::new();
            for (index, line) in source[start..].lines().enumerate() {
                if index > 0 && !line.starts_with([' ', '}']) && !line.is_empty() {
                    break;
                }
                body.push_str(line);
                body.push(' ');
            }
            body.split('$').skip(1).map(|rest| rest.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_lowercase()).collect()
        };
        for (name, fr, en) in FILES {
            assert_eq!(ids(fr), ids(en), "{name}.ftl");
            let (fr, en) = (format!("\n{fr}"), format!("\n{en}"));
            for id in ids(&fr) {
                assert_eq!(variables(&fr, &id), variables(&en, &id), "{id} in {name}.ftl");
            }
        }
    }

    #[test]
    fn every_message_that_is_used_exists() {
        let all = all_ids();
        let missing: Vec<_> = used().into_iter().filter(|id| !all.contains(id)).collect();
        assert!(missing.is_empty(), "no such message: {missing:?}");
        for family in literals(&[".term(\""]) {
            assert!(FAMILIES.iter().any(|(name, _)| *name == family), "no such family of messages: {family}");
        }
    }

    #[test]
    fn every_message_is_used() {
        let used = used();
        let unused: Vec<_> = all_ids().into_iter().filter(|id| !used.contains(id)).collect();
        assert!(unused.is_empty(), "never used: {unused:?}");
    }

    #[test]
    fn a_family_is_used_or_gone() {
        let used = literals(&[".term(\"", "&format!(\""]);
        for (family, _) in FAMILIES {
            assert!(used.iter().any(|name| name == family || name.starts_with(&format!("{family}-{{"))), "family {family}");
        }
    }

    #[test]
    fn french_typography_is_put_in() {
        assert_eq!(french("Qu'est-ce : « oui » ? Non ; 3 % !"), "Qu’est-ce\u{a0}: «\u{a0}oui\u{a0}»\u{202f}? Non\u{202f}; 3\u{a0}%\u{202f}!");
        let words = problem_text(Locale::Fr, "title", &Problem::TooLong { length: 164, most: 150 });
        assert_eq!(words, "Le titre compte 164\u{a0}caractères\u{202f}; la limite est 150.");
    }

    #[test]
    fn a_problem_names_the_field_the_limit_and_the_way_out() {
        let short = Problem::TooShort { length: 1, least: 1_000 };
        assert_eq!(problem_text(Locale::En, "title", &short), "The title has 1\u{a0}character; it needs at least 1,000.");
        assert!(problem_text(Locale::Fr, "milestone_due-2", &Problem::Required).contains("la date du jalon 2"));
        assert!(problem_text(Locale::Fr, "who knows", &Problem::Required).contains("ce champ"));
    }

    #[test]
    fn arguments_are_not_wrapped_in_isolation_marks() {
        let words = problem_text(Locale::Fr, "email", &Problem::NotAnEmail);
        assert!(!words.contains('\u{2068}') && !words.contains('\u{2069}'), "{words:?}");
    }
}
