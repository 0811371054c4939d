//! What an imported process says of itself: where it comes from, when it was,
//! and what that means for the one who reads.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use domain::Time;
use domain::locale::Localized;

use super::cap_collectif::{Moderated, Opinion};

/// The time zone of the dates.
pub(super) const TIME_ZONE: Tz = chrono_tz::Europe::Paris;
/// The name of the account that decisions of the other platform are attached to.
pub(super) const PLATFORM: &str = "Plateforme d’origine";
/// The rule named when a comment was taken out of sight there.
pub(super) const RULE: &str = "Règles de la plateforme d’origine";

const MONTHS: [(&str, &str); 12] = [
    ("janvier", "January"),
    ("février", "February"),
    ("mars", "March"),
    ("avril", "April"),
    ("mai", "May"),
    ("juin", "June"),
    ("juillet", "July"),
    ("août", "August"),
    ("septembre", "September"),
    ("octobre", "October"),
    ("novembre", "November"),
    ("décembre", "December"),
];

fn both(fr: String, en: String) -> Localized {
    Localized(BTreeMap::from([("fr".to_owned(), fr), ("en".to_owned(), en)]))
}

/// A title made from a slug.
pub(super) fn title(slug: &str) -> String {
    let words = slug.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The name of the phase.
pub(super) fn phase() -> Localized {
    both("Consultation en ligne".into(), "Online consultation".into())
}

/// The name of a theme: the section and what it is about.
pub(super) fn theme(title: &str, subtitle: &str) -> Localized {
    let parts: Vec<&str> = [title, subtitle].into_iter().filter(|part| !part.is_empty()).collect();
    Localized::of("fr", parts.join(" – "))
}

/// One or two sentences on the process.
pub(super) fn summary(opinions: &[Opinion], span: (Time, Time)) -> Localized {
    let (from_fr, from_en) = origin(opinions);
    let (dates_fr, dates_en) = dates(span);
    both(
        format!(
            "Consultation menée {dates_fr} sur {from_fr}. Ses contributions sont reprises ici pour être lues, cherchées et citées."
        ),
        format!(
            "A consultation held {dates_en} on {from_en}. Its contributions are kept here to be read, searched and quoted."
        ),
    )
}

/// What a reader can expect of it. Markdown.
pub(super) fn promise(opinions: &[Opinion], span: (Time, Time)) -> Localized {
    let (from_fr, from_en) = origin(opinions);
    let (dates_fr, dates_en) = dates(span);
    both(
        format!(
            "**D’où viennent ces contributions\u{A0}?** Elles ont été publiées {dates_fr} sur {from_fr}. Elles sont reproduites ici telles qu’elles y étaient.\n\n\
             - La consultation est close\u{A0}: on ne peut plus y contribuer ni y voter.\n\
             - Les votes affichés ont été comptés sur la plateforme d’origine. Ils restent séparés des votes exprimés ici.\n\
             - Les auteurs portent le nom qu’ils y avaient. Ils n’ont pas de compte ici.\n\
             - Ce qui avait été écarté par la modération de la plateforme d’origine l’est aussi ici, et le dit."
        ),
        format!(
            "**Where do these contributions come from?** They were published {dates_en} on {from_en}. They are shown here as they were there.\n\n\
             - The consultation is closed: nobody can contribute or vote any more.\n\
             - The votes shown were counted on the original platform. They are kept apart from votes cast here.\n\
             - Authors go by the name they had there. They have no account here.\n\
             - What the moderators of the original platform had set aside is set aside here too, and says so."
        ),
    )
}

/// Why a contribution is set aside or hidden.
pub(super) fn reason(moderated: Moderated) -> &'static str {
    match moderated {
        Moderated::Trashed => {
            "Contribution mise à l’écart par la modération de la plateforme d’origine. Le motif ne figure pas dans les données reprises."
        }
        Moderated::Disabled | Moderated::Not => {
            "Contribution retirée par la modération de la plateforme d’origine. Le motif ne figure pas dans les données reprises."
        }
    }
}

/// Why the dates of a phase change when an import is completed.
pub(super) const WIDENED: &str = "L’import a été complété par des contributions qui sortaient de ces dates.";

/// The platform, by the host of the addresses when it is known.
fn origin(opinions: &[Opinion]) -> (String, String) {
    match opinions.iter().find_map(|opinion| host(&opinion.address)) {
        Some(host) => (
            format!("une autre plateforme (Cap Collectif, {host})"),
            format!("another platform (Cap Collectif, {host})"),
        ),
        None => ("une autre plateforme (Cap Collectif)".into(), "another platform (Cap Collectif)".into()),
    }
}

fn host(address: &str) -> Option<&str> {
    let rest = address.split_once("://")?.1;
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    (!host.is_empty() && host.len() <= 100 && host.bytes().all(plain)).then_some(host)
}

fn dates((from, to): (Time, Time)) -> (String, String) {
    let (from, to) = (from.with_timezone(&TIME_ZONE), to.with_timezone(&TIME_ZONE));
    if from.date_naive() == to.date_naive() {
        return (format!("le {}", french(&from)), format!("on {}", english(&from)));
    }
    (format!("du {} au {}", french(&from), french(&to)), format!("from {} to {}", english(&from), english(&to)))
}

fn month(date: &DateTime<Tz>) -> (&'static str, &'static str) {
    MONTHS.get(date.month0() as usize).copied().unwrap_or_default()
}

fn french(date: &DateTime<Tz>) -> String {
    let day = if date.day() == 1 { "1er".to_owned() } else { date.day().to_string() };
    format!("{day} {} {}", month(date).0, date.year())
}

fn english(date: &DateTime<Tz>) -> String {
    format!("{} {} {}", date.day(), month(date).1, date.year())
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::{TimeZone, Utc};

    #[test]
    fn a_span_is_said_in_the_time_of_paris() {
        let at = |day, hour| Utc.with_ymd_and_hms(2015, 9, day, hour, 30, 0).single().expect("a time");
        let (french, english) =
            dates((at(25, 23), Utc.with_ymd_and_hms(2015, 10, 31, 23, 30, 0).single().expect("a time")));
        assert_eq!(french, "du 26 septembre 2015 au 1er novembre 2015");
        assert_eq!(english, "from 26 September 2015 to 1 November 2015");
        assert_eq!(dates((at(3, 8), at(3, 9))).0, "le 3 septembre 2015");
    }

    #[test]
    fn only_a_plain_host_is_named() {
        assert_eq!(host("https://www.exemple.fr/a?b"), Some("www.exemple.fr"));
        assert_eq!(host("https://<b>/"), None);
        assert_eq!(host(""), None);
    }

    #[test]
    fn a_slug_makes_a_title() {
        assert_eq!(title("etats-generaux-2015"), "Etats generaux 2015");
    }
}
