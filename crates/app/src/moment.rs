//! Dates as operators write them: an instant with its offset, a date and time
//! of the process's own clock, or a whole day.

use chrono::{DateTime, DurationRound, NaiveDate, NaiveDateTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use domain::Time;
use serde::de::{self, Deserialize, Deserializer, MapAccess, Visitor};

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// `2027-04-15T21:59:00Z`.
    Instant(Time),
    /// `2027-04-15T23:59:00`, on the clocks of the process.
    Local(NaiveDateTime),
    /// `2027-04-15`: from its beginning, or to its end.
    Day(NaiveDate),
}

impl Moment {
    /// Reads any of the three forms; a space may stand for the `T`, and
    /// seconds may be left out.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().replacen(' ', "T", 1);
        if let Ok(instant) = DateTime::parse_from_rfc3339(&text) {
            return Some(Self::Instant(to_micros(instant.with_timezone(&Utc)))).filter(Self::is_sensible);
        }
        ["%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%dT%H:%M"]
            .iter()
            .find_map(|form| NaiveDateTime::parse_from_str(&text, form).ok())
            .map(Self::Local)
            .or_else(|| NaiveDate::parse_from_str(&text, "%Y-%m-%d").ok().map(Self::Day))
            .filter(Self::is_sensible)
    }

    /// Dates far away are slips of the keyboard, and not every database has them.
    fn is_sensible(&self) -> bool {
        use chrono::Datelike;
        let year = match self {
            Self::Instant(instant) => instant.year(),
            Self::Local(local) => local.year(),
            Self::Day(day) => day.year(),
        };
        (1900..=2200).contains(&year)
    }

    /// The instant, a day counting from its beginning. None for an hour that
    /// the clocks skip.
    #[must_use]
    pub fn start(&self, zone: Tz) -> Option<Time> {
        match self {
            Self::Instant(instant) => Some(*instant),
            Self::Local(local) => on_clock(*local, zone),
            Self::Day(day) => on_clock(day.and_time(chrono::NaiveTime::MIN), zone),
        }
    }

    /// The instant, a day counting to its end.
    #[must_use]
    pub fn end(&self, zone: Tz) -> Option<Time> {
        match self {
            Self::Day(day) => Self::Day(day.succ_opt()?).start(zone),
            Self::Instant(_) | Self::Local(_) => self.start(zone),
        }
    }
}

/// An instant on the clocks of a zone, as fields of forms have it and as
/// [`Moment::parse`] reads it: `2027-04-15T23:59`.
#[must_use]
pub fn on_clocks(at: Time, zone: Tz) -> String {
    use chrono::Timelike;
    let local = at.with_timezone(&zone).naive_local();
    let form = match (local.second(), local.nanosecond()) {
        (0, 0) => "%Y-%m-%dT%H:%M",
        (_, 0) => "%Y-%m-%dT%H:%M:%S",
        _ => "%Y-%m-%dT%H:%M:%S%.6f",
    };
    local.format(form).to_string()
}

/// An hour that comes twice is the first one.
fn on_clock(local: NaiveDateTime, zone: Tz) -> Option<Time> {
    zone.from_local_datetime(&local).earliest().map(|time| to_micros(time.with_timezone(&Utc)))
}

/// What both databases keep.
fn to_micros(time: Time) -> Time {
    time.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(time)
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(MomentVisitor)
    }
}

/// Takes TOML's own dates as well as texts.
struct MomentVisitor;

impl<'de> Visitor<'de> for MomentVisitor {
    type Value = Moment;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a date such as 2027-04-15, 2027-04-15T23:59:00 or 2027-04-15T21:59:00Z")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Moment, E> {
        Moment::parse(text).ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Moment, A::Error> {
        let date = toml::value::Datetime::deserialize(de::value::MapAccessDeserializer::new(map))?;
        self.visit_str(&date.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utc(text: &str) -> Option<Time> {
        Some(text.parse().expect("an instant"))
    }

    #[test]
    fn a_day_runs_from_midnight_to_midnight_on_the_process_clock() {
        let zone = chrono_tz::Europe::Paris;
        let day = Moment::parse("2027-03-28").expect("a day");
        assert_eq!(day.start(zone), utc("2027-03-27T23:00:00Z"));
        assert_eq!(day.end(zone), utc("2027-03-28T22:00:00Z"), "the day on which clocks go forward has 23 hours");
    }

    #[test]
    fn an_hour_that_does_not_exist_is_refused() {
        let skipped = Moment::parse("2027-03-28T02:30").expect("a form");
        assert_eq!(skipped.start(chrono_tz::Europe::Paris), None);
        assert!(skipped.start(chrono_tz::UTC).is_some());
    }

    #[test]
    fn what_a_field_of_a_form_shows_reads_back() {
        let zone = chrono_tz::Europe::Paris;
        for text in ["2027-04-15T22:00:00Z", "2027-04-15T21:59:30Z", "2027-12-31T22:59:59.000007Z"] {
            let at: Time = text.parse().expect("an instant");
            assert_eq!(Moment::parse(&on_clocks(at, zone)).and_then(|moment| moment.start(zone)), Some(at), "{text}");
        }
        assert_eq!(on_clocks("2027-04-15T22:00:00Z".parse().expect("an instant"), zone), "2027-04-16T00:00");
    }

    #[test]
    fn every_form_is_read_and_nothing_else() {
        let zone = chrono_tz::America::Cayenne;
        for text in ["2027-04-15T10:00:00Z", "2027-04-15T12:00:00+02:00", "2027-04-15T07:00", "2027-04-15 07:00:00"] {
            assert_eq!(
                Moment::parse(text).and_then(|moment| moment.start(zone)),
                utc("2027-04-15T10:00:00Z"),
                "{text}"
            );
        }
        for text in [
            "",
            "demain",
            "2027-02-30",
            "15/04/2027",
            "2027-04-15T25:00",
            "0001-01-01",
            "9999-12-31T00:00:00Z",
            "10:00",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
