//! Dates in full, in the time zone of a process, and numbers grouped: the way
//! each language writes them. The words of dates are those of mails too
//! ([`content::dates`]); a page puts them in elements that carry the instant.

use std::ops::Deref;

use chrono::NaiveDate;
use domain::Time;
use domain::locale::Locale;
use leptos::prelude::*;

use crate::cx::Cx;

pub use content::dates::date;

/// A number, grouped: `1 204` in French (narrow no-break space), `1,204` in English.
#[must_use]
pub fn number(locale: Locale, number: i64) -> String {
    let separator = match locale {
        Locale::Fr => '\u{202f}',
        Locale::En => ',',
    };
    let digits = number.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        out.push('\u{2212}');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

/// A day in a `<time>`.
#[must_use]
pub fn date_view(cx: &Cx, day: NaiveDate) -> AnyView {
    let text = date(cx.locale, day);
    view! { <time datetime=day.to_string()>{text}</time> }.into_any()
}

/// Writes instants in one language and one zone.
#[derive(Clone, Copy, Debug)]
pub struct Dates(content::dates::Dates);

impl Deref for Dates {
    type Target = content::dates::Dates;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Dates {
    /// In a zone by its IANA name; UTC when there is no such zone.
    #[must_use]
    pub fn new(locale: Locale, zone: &str) -> Self {
        Self(content::dates::Dates::new(locale, zone))
    }

    /// In the zone of the instance.
    #[must_use]
    pub fn of_site(cx: &Cx) -> Self {
        Self::new(cx.locale, &cx.site.time_zone)
    }

    /// In the zone of a process.
    #[must_use]
    pub fn of(cx: &Cx, process: &domain::process::Process) -> Self {
        Self::new(cx.locale, &process.time_zone)
    }

    /// The day, in a `<time>` that carries the exact instant.
    #[must_use]
    pub fn day_view(&self, at: Time) -> AnyView {
        time(at, self.day(at))
    }

    /// The end, in a `<time>`.
    #[must_use]
    pub fn until_view(&self, end: Time) -> AnyView {
        time(end, self.until(end))
    }

    /// The day and the hour, in a `<time>`.
    #[must_use]
    pub fn moment_view(&self, at: Time) -> AnyView {
        time(at, self.moment(at))
    }
}

fn time(at: Time, text: String) -> AnyView {
    let datetime = at.format("%Y-%m-%dT%H:%M:%SZ").to_string();
    view! { <time datetime=datetime>{text}</time> }.into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_the_language_does() {
        assert_eq!(number(Locale::Fr, 1_204_567), "1\u{202f}204\u{202f}567");
        assert_eq!(number(Locale::En, -1_204), "\u{2212}1,204");
        assert_eq!(number(Locale::Fr, 999), "999");
    }
}
