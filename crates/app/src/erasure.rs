//! Erasing what someone wrote, or everything about someone, at their request.
//!
//! One asks, may change one's mind, and a batch does it: the words, the author of
//! each version in the public log, what points at the account in every table, the
//! mails that wait, and then the bytes of the file. What was counted once a phase
//! is over stays counted, for nobody: rows that stay point at accounts that are no
//! one's ([`nobody`]), and the person's own row is deleted, so that the foreign
//! keys prove that nothing was forgotten.
//!
//! What was erased is also noted outside of the database ([`outside`]), before the
//! transaction that does it: a database restored from an older copy is erased
//! again before it serves.

mod ask;
mod batch;
mod nobody;
mod outside;
mod person;
mod traces;
mod votes;
mod words;

use chrono::{Days, NaiveTime, TimeDelta, TimeZone};
use chrono_tz::Tz;
use domain::Time;
use domain::erasure::LEAST_MINUTES;

use crate::ctx::Ctx;

pub use ask::{ask, asked, before, by_letter, by_letter_for_imported, cancel};
pub use batch::{Done, Which, reapply, run};
pub(crate) use nobody::is_nobody;
pub(crate) use outside::is_held;

/// The kind of the job.
pub const RUN: &str = "erasure.run";
/// The hour of the batch, on the clocks of the instance.
const HOUR: u32 = 4;

/// The zone of the instance.
pub(crate) fn zone(ctx: &Ctx) -> Tz {
    ctx.app.settings.server.time_zone.parse().unwrap_or(chrono_tz::Europe::Paris)
}

/// The first instant from `after` on at which it is `hour` on the clocks of a zone.
pub(crate) fn at_hour(zone: Tz, hour: u32, after: Time) -> Time {
    let time = NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default();
    let today = after.with_timezone(&zone).date_naive();
    let days = (0..3).filter_map(|ahead| today.checked_add_days(Days::new(ahead)));
    let instants = days.filter_map(|day| zone.from_local_datetime(&day.and_time(time)).earliest());
    instants.map(|at| at.to_utc()).find(|at| *at >= after).unwrap_or(after + TimeDelta::days(1))
}

/// When what is asked now will be done.
fn due(ctx: &Ctx, now: Time) -> Time {
    at_hour(zone(ctx), HOUR, now + TimeDelta::minutes(LEAST_MINUTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_batch_is_at_the_same_hour_of_every_day_that_clocks_show() {
        let paris = chrono_tz::Europe::Paris;
        let at = |text: &str| text.parse::<Time>().expect("an instant");
        assert_eq!(at_hour(paris, 4, at("2027-03-15T12:00:00Z")), at("2027-03-16T03:00:00Z"));
        assert_eq!(at_hour(paris, 4, at("2027-03-16T03:00:00Z")), at("2027-03-16T03:00:00Z"));
        assert_eq!(at_hour(paris, 4, at("2027-03-27T12:00:00Z")), at("2027-03-28T02:00:00Z"), "clocks went forward");
        assert_eq!(
            at_hour(paris, 2, at("2027-03-27T12:00:00Z")),
            at("2027-03-29T00:00:00Z"),
            "an hour that is skipped"
        );
    }
}
