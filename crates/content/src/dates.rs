//! Dates in full, in a time zone, as each language writes them: « 15 avril 2027 à
//! 14 h 05 ». Pages and mails write them alike. Nothing is relative: « hier » is wrong
//! tomorrow.

use chrono::{Datelike, NaiveDate, TimeDelta, Timelike};
use chrono_tz::Tz;
use domain::Time;
use domain::locale::Locale;

const MOIS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Zones that have a better name than their city. The French one follows « heure ».
const ZONES: &[(&str, &str, &str)] = &[
    ("Europe/Paris", "de Paris", "Paris time"),
    ("UTC", "UTC", "UTC"),
    ("Etc/UTC", "UTC", "UTC"),
    ("America/Martinique", "de la Martinique", "Martinique time"),
    ("America/Guadeloupe", "de la Guadeloupe", "Guadeloupe time"),
    ("America/Cayenne", "de la Guyane", "French Guiana time"),
    ("America/Miquelon", "de Saint-Pierre-et-Miquelon", "Saint-Pierre time"),
    ("Indian/Reunion", "de La Réunion", "Réunion time"),
    ("Indian/Mayotte", "de Mayotte", "Mayotte time"),
    ("Pacific/Noumea", "de Nouméa", "Nouméa time"),
    ("Pacific/Tahiti", "de Tahiti", "Tahiti time"),
    ("Pacific/Wallis", "de Wallis", "Wallis time"),
    ("Europe/Brussels", "de Bruxelles", "Brussels time"),
];

/// A day of the calendar: « 1er avril 2027 ».
#[must_use]
pub fn date(locale: Locale, date: NaiveDate) -> String {
    let month = usize::try_from(date.month0()).unwrap_or_default();
    match locale {
        Locale::Fr if date.day() == 1 => format!("1er {} {}", MOIS[month], date.year()),
        Locale::Fr => format!("{} {} {}", date.day(), MOIS[month], date.year()),
        Locale::En => format!("{} {} {}", date.day(), MONTHS[month], date.year()),
    }
}

/// Writes instants in one language and one zone.
#[derive(Clone, Copy, Debug)]
pub struct Dates {
    locale: Locale,
    zone: Tz,
}

impl Dates {
    /// In a zone by its IANA name; UTC when there is no such zone.
    #[must_use]
    pub fn new(locale: Locale, zone: &str) -> Self {
        Self { locale, zone: zone.parse().unwrap_or(Tz::UTC) }
    }

    /// « 15 avril 2027 ».
    #[must_use]
    pub fn day(&self, at: Time) -> String {
        date(self.locale, at.with_timezone(&self.zone).date_naive())
    }

    /// « 15 avril 2027 à 14 h 05 ».
    #[must_use]
    pub fn moment(&self, at: Time) -> String {
        let local = at.with_timezone(&self.zone);
        let day = date(self.locale, local.date_naive());
        match (self.locale, local.hour(), local.minute()) {
            (Locale::Fr, hour, 0) => format!("{day} à {hour}\u{a0}h"),
            (Locale::Fr, hour, minute) => format!("{day} à {hour}\u{a0}h\u{a0}{minute:02}"),
            (Locale::En, hour, minute) => format!("{day}, {hour:02}:{minute:02}"),
        }
    }

    /// An instant for whoever does not know in which zone it is said:
    /// « 15 avril 2027 à 14 h 05 (heure de Paris) ».
    #[must_use]
    pub fn exact(&self, at: Time) -> String {
        format!("{} ({})", self.moment(at), self.zone_name())
    }

    /// The end of something open until just before `end`: midnight is said as
    /// 23 h 59 of the day before, which nobody misreads. With the zone:
    /// « 15 avril 2027 à 23 h 59 (heure de Paris) ».
    #[must_use]
    pub fn until(&self, end: Time) -> String {
        let local = end.with_timezone(&self.zone);
        let midnight = local.num_seconds_from_midnight() == 0;
        let shown = if midnight { end - TimeDelta::minutes(1) } else { end };
        format!("{} ({})", self.moment(shown), self.zone_name())
    }

    /// The date on which `now` falls where the process is.
    #[must_use]
    pub fn today(&self, now: Time) -> chrono::NaiveDate {
        now.with_timezone(&self.zone).date_naive()
    }

    /// The last day of something open until just before `end`.
    #[must_use]
    pub fn last_day(&self, end: Time) -> String {
        self.day(end - TimeDelta::microseconds(1))
    }

    /// « heure de Paris ».
    #[must_use]
    pub fn zone_name(&self) -> String {
        let known = ZONES.iter().find(|(zone, ..)| *zone == self.zone.name());
        match (self.locale, known) {
            (Locale::Fr, Some((_, name, _))) => format!("heure {name}"),
            (Locale::En, Some((.., name))) => (*name).to_owned(),
            (Locale::Fr, None) => format!("fuseau {}", self.zone.name()),
            (Locale::En, None) => format!("{} time", self.zone.name()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Time {
        text.parse().expect("an instant")
    }

    #[test]
    fn an_end_at_midnight_is_said_as_the_last_minute_of_the_day_before() {
        let paris = Dates::new(Locale::Fr, "Europe/Paris");
        assert_eq!(paris.until(at("2027-04-15T22:00:00Z")), "15 avril 2027 à 23\u{a0}h\u{a0}59 (heure de Paris)");
        assert_eq!(paris.until(at("2027-04-15T16:00:00Z")), "15 avril 2027 à 18\u{a0}h (heure de Paris)");
        assert_eq!(paris.last_day(at("2027-04-15T22:00:00Z")), "15 avril 2027");
        let english = Dates::new(Locale::En, "Europe/Paris");
        assert_eq!(english.until(at("2027-04-15T22:00:00Z")), "15 April 2027, 23:59 (Paris time)");
    }

    #[test]
    fn dates_are_those_of_the_zone() {
        let evening = at("2027-03-31T22:30:00Z");
        assert_eq!(Dates::new(Locale::Fr, "Europe/Paris").day(evening), "1er avril 2027");
        assert_eq!(Dates::new(Locale::Fr, "America/Martinique").moment(evening), "31 mars 2027 à 18\u{a0}h\u{a0}30");
        assert_eq!(Dates::new(Locale::Fr, "nowhere").day(evening), "31 mars 2027");
    }

    #[test]
    fn an_instant_says_on_whose_clocks_it_is() {
        let at = at("2027-03-16T03:00:00Z");
        assert_eq!(Dates::new(Locale::Fr, "Europe/Paris").exact(at), "16 mars 2027 à 4\u{a0}h (heure de Paris)");
        assert_eq!(Dates::new(Locale::En, "Europe/Paris").exact(at), "16 March 2027, 04:00 (Paris time)");
    }
}
