//! Work at intervals. The instants are counted from 1970, not from the start of
//! the process, so that every instance means the same ones, and the key of the
//! job makes it one however many ask for it.

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sea_orm::{ConnectionTrait, DbErr};
use serde_json::Value;
use uuid::Uuid;

use crate::{NewJob, enqueue};

/// A kind of job that comes back.
#[derive(Clone, Copy, Debug)]
pub struct Every {
    /// Which body does it.
    pub kind: &'static str,
    /// How often.
    pub period: TimeDelta,
}

impl Every {
    /// The first instant after `now` at which it is due.
    #[must_use]
    pub fn after(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        now.duration_trunc(self.period).unwrap_or(now) + self.period
    }
}

/// Asks for the next occurrence, unless it has been asked for. Returns when it
/// is due.
///
/// # Errors
/// When the database fails.
pub async fn next(
    connection: &impl ConnectionTrait,
    every: Every,
    id: Uuid,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, DbErr> {
    let run_at = every.after(now);
    let key = format!("{}@{}", every.kind, run_at.timestamp());
    let job = NewJob {
        id,
        kind: every.kind,
        payload: Value::Object(serde_json::Map::new()),
        run_at,
        dedup_key: Some(&key),
        now,
    };
    enqueue(connection, job).await?;
    Ok(run_at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instance_means_the_same_instants() {
        let every = Every { kind: "test", period: TimeDelta::hours(1) };
        let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
        assert_eq!(every.after(at("2027-03-15T12:00:00Z")), at("2027-03-15T13:00:00Z"));
        assert_eq!(every.after(at("2027-03-15T12:59:59.999999Z")), at("2027-03-15T13:00:00Z"));
    }
}
