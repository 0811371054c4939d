//! Instants as every shape writes them: RFC 3339, UTC, always to the microsecond,
//! so that two can be compared as texts.

use chrono::SecondsFormat;
use domain::Time;

/// `2027-03-15T12:00:00.000000Z`.
#[must_use]
pub fn stamp(at: Time) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

#[cfg(test)]
mod tests {
    #[test]
    fn an_instant_is_utc_to_the_microsecond() {
        let at = "2027-03-15T13:00:00.5+01:00".parse().expect("an instant");
        assert_eq!(super::stamp(at), "2027-03-15T12:00:00.500000Z");
    }
}
