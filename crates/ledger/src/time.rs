//! Instants as the log writes them: `YYYY-MM-DDTHH:MM:SS.ffffffZ`, always UTC,
//! always six decimals, so that one instant has one text and texts sort like
//! instants. The clock is the caller's.

use std::fmt;

use crate::error::{Error, Result};

const DAY: i64 = 86_400;
/// 9999-12-31T23:59:59.999999Z, after which a year has five digits.
const LAST: i64 = 253_402_300_799_999_999;
/// 0000-01-01T00:00:00.000000Z.
const FIRST: i64 = -62_167_219_200_000_000;

/// An instant, to the microsecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The instant so many microseconds after 1970 (before, if negative), brought
    /// into the years 0 to 9999.
    #[must_use]
    pub fn from_micros(micros: i64) -> Self {
        Self(micros.clamp(FIRST, LAST))
    }

    /// Microseconds since 1970.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// The instant so many seconds later.
    #[must_use]
    pub fn plus_seconds(self, seconds: u64) -> Self {
        let micros = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000_000);
        Self::from_micros(self.0.saturating_add(micros))
    }

    /// Reads `YYYY-MM-DDTHH:MM:SS.ffffffZ` and no other form.
    ///
    /// # Errors
    /// When the text is not exactly an instant in that form.
    pub fn parse(text: &str) -> Result<Self> {
        let bad =
            || Error::malformed("time", format!("“{}” is not YYYY-MM-DDTHH:MM:SS.ffffffZ", crate::hash::clip(text)));
        if text.len() != 27 || !text.is_ascii() {
            return Err(bad());
        }
        let number = |from: usize, to: usize| -> Result<i64> {
            let digits = &text[from..to];
            if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
                return Err(bad());
            }
            digits.parse().map_err(|_| bad())
        };
        let days = days_from_civil(number(0, 4)?, number(5, 7)?, number(8, 10)?);
        let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
        let read = Self((days * DAY + seconds) * 1_000_000 + number(20, 26)?);
        // Writing it again refuses a 30th of February, a 25th hour and wrong separators.
        if (FIRST..=LAST).contains(&read.0) && read.to_string() == text { Ok(read) } else { Err(bad()) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (seconds, micros) = (self.0.div_euclid(1_000_000), self.0.rem_euclid(1_000_000));
        let (days, second) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = civil_from_days(days);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{micros:06}Z")
    }
}

/// Days from 1970-01-01 in the Gregorian calendar. Years are counted from March,
/// so that the leap day is the last of its year.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year + era * 400 + i64::from(month <= 2);
    (year, month, day)
}
