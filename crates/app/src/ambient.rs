//! Time and chance, passed in so that tests hold them. The only place that may
//! ask the machine for either.

use std::sync::Mutex;

use chrono::{DurationRound, TimeDelta, Utc};
use domain::Time;

/// Tells the time.
pub trait Clock: Send + Sync {
    /// Now, truncated to the microsecond.
    fn now(&self) -> Time;

    /// It follows the machine's time, and so can be compared with another's.
    fn is_real(&self) -> bool {
        false
    }
}

/// Gives bytes that nobody can guess.
pub trait Random: Send + Sync {
    /// Fills the whole slice.
    fn fill(&self, bytes: &mut [u8]);
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is given")]
    fn now(&self) -> Time {
        let now = Utc::now();
        now.duration_trunc(TimeDelta::microseconds(1)).unwrap_or(now)
    }

    fn is_real(&self) -> bool {
        true
    }
}

/// The operating system's generator.
pub struct SystemRandom;

impl Random for SystemRandom {
    #[expect(clippy::disallowed_methods, reason = "this is the chance that everything else is given")]
    fn fill(&self, bytes: &mut [u8]) {
        rand::Rng::fill_bytes(&mut rand::rng(), bytes);
    }
}

/// A clock that stands still until it is moved: for tests, and for seeding a
/// past.
pub struct SetClock(Mutex<Time>);

impl SetClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn at(now: Time) -> Self {
        Self(Mutex::new(now))
    }

    /// Shows another time.
    pub fn set(&self, now: Time) {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = now;
    }

    /// Moves on.
    pub fn advance(&self, by: TimeDelta) {
        let mut now = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        *now += by;
    }
}

impl Clock for SetClock {
    fn now(&self) -> Time {
        *self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
