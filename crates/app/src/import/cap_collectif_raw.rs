//! The shape of a Cap Collectif record in JSON: the keys that are needed, and
//! those that are read when they are there.

use chrono::{DateTime, Utc};
use domain::Time;
use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// More votes than one record can have: what says more was not counted.
const VOTES_MOST: i64 = 1_000_000;

/// What is wrong, without the line that the parser counts (a record is one).
pub(super) fn why(error: &serde_json::Error) -> String {
    error.to_string().replace(" at line 1 column ", ", at column ")
}

#[derive(Deserialize)]
pub(super) struct Line {
    pub(super) opinion: RawOpinion,
}

#[derive(Deserialize)]
pub(super) struct RawOpinion {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) body: String,
    pub(super) created_at: Moment,
    pub(super) updated_at: Option<Moment>,
    pub(super) author: RawAuthor,
    #[serde(rename = "type")]
    pub(super) section: Option<RawSection>,
    pub(super) votes_ok: Votes,
    pub(super) votes_nok: Votes,
    pub(super) votes_mitige: Votes,
    pub(super) votes_total: Option<i64>,
    pub(super) arguments_yes_count: Option<i64>,
    pub(super) arguments_no_count: Option<i64>,
    pub(super) sources_count: Option<i64>,
    pub(super) arguments: Vec<Value>,
    pub(super) sources: Vec<Value>,
    #[serde(default)]
    pub(super) modals: Vec<RawModal>,
    #[serde(default)]
    pub(super) appendices: Vec<RawAppendix>,
    #[serde(default = "yes")]
    pub(super) is_enabled: bool,
    #[serde(default)]
    pub(super) is_trashed: bool,
    #[serde(default, rename = "_links")]
    pub(super) links: RawLinks,
}

#[derive(Deserialize)]
pub(super) struct RawAuthor {
    #[serde(rename = "uniqueId")]
    pub(super) unique_id: String,
    #[serde(rename = "displayName")]
    pub(super) display_name: Option<String>,
    pub(super) username: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawSection {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawArgument {
    pub(super) id: Id,
    #[serde(rename = "type")]
    pub(super) side: i64,
    pub(super) body: String,
    pub(super) created_at: Moment,
    pub(super) updated_at: Option<Moment>,
    pub(super) author: RawAuthor,
    pub(super) votes_count: Votes,
    #[serde(default = "yes")]
    pub(super) is_enabled: bool,
    #[serde(default)]
    pub(super) is_trashed: bool,
}

#[derive(Deserialize)]
pub(super) struct RawSource {
    pub(super) id: Id,
    pub(super) title: String,
    pub(super) link: Option<String>,
    pub(super) category: Option<String>,
    pub(super) body: Option<String>,
    pub(super) created_at: Moment,
    pub(super) author: RawAuthor,
    pub(super) votes_count: Votes,
    #[serde(default = "yes")]
    pub(super) is_enabled: bool,
    #[serde(default)]
    pub(super) is_trashed: bool,
}

#[derive(Deserialize)]
pub(super) struct RawModal {
    pub(super) title: String,
    pub(super) before: Option<String>,
    pub(super) after: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct RawAppendix {
    pub(super) body: Option<String>,
    #[serde(rename = "type")]
    pub(super) kind: RawAppendixType,
}

#[derive(Deserialize)]
pub(super) struct RawAppendixType {
    pub(super) title: String,
}

#[derive(Default, Deserialize)]
pub(super) struct RawLinks {
    pub(super) show: Option<String>,
}

const fn yes() -> bool {
    true
}

/// A number in older dumps, a word in newer ones.
pub(super) struct Id(pub(super) String);

impl<'de> Deserialize<'de> for Id {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let id = match Value::deserialize(from)? {
            Value::Number(number) => number.to_string(),
            Value::String(word) => content::clean::line(&word),
            other => return Err(serde::de::Error::custom(format!("{other} is not an id"))),
        };
        if id.is_empty() { Err(serde::de::Error::custom("the id is empty")) } else { Ok(Self(id)) }
    }
}

/// A count of votes.
#[derive(Clone, Copy)]
pub(super) struct Votes(pub(super) i32);

impl<'de> Deserialize<'de> for Votes {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let count = i64::deserialize(from)?;
        let kept = i32::try_from(count).ok().filter(|_| (0..=VOTES_MOST).contains(&count));
        kept.map(Self).ok_or_else(|| serde::de::Error::custom(format!("{count} cannot be a number of votes")))
    }
}

/// An instant with its offset, as `2015-09-26T02:27:54+0200` or RFC 3339.
#[derive(Clone, Copy)]
pub(super) struct Moment(pub(super) Time);

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        let read =
            DateTime::parse_from_str(&text, "%Y-%m-%dT%H:%M:%S%.f%z").or_else(|_| DateTime::parse_from_rfc3339(&text));
        let read = read.map_err(|_| serde::de::Error::custom(format!("“{text}” is not a date with its offset")))?;
        let micros = read.with_timezone(&Utc).timestamp_micros();
        DateTime::from_timestamp_micros(micros).map(Self).ok_or_else(|| serde::de::Error::custom("a date out of range"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_with_their_offset() {
        let read =
            |text: &str| serde_json::from_value::<Moment>(Value::from(text)).map(|moment| moment.0.to_rfc3339()).ok();
        assert_eq!(read("2015-09-26T02:27:54+0200").as_deref(), Some("2015-09-26T00:27:54+00:00"));
        assert_eq!(read("2015-09-26T02:27:54.1234567Z").as_deref(), Some("2015-09-26T02:27:54.123456+00:00"));
        for bad in ["", "2015-09-26", "2015-09-26T02:27:54", "2015-13-26T02:27:54+0200", "hier"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn counts_are_counts() {
        let read = |value: Value| serde_json::from_value::<Votes>(value).map(|votes| votes.0).ok();
        assert_eq!(read(3.into()), Some(3));
        for bad in [Value::from(-1), Value::from(2_000_000), Value::from("3"), Value::from(1.5), Value::Null] {
            assert_eq!(read(bad.clone()), None, "{bad}");
        }
    }
}
