//! The table at the end of `cargo xtask test`.

use std::fmt;
use std::time::Duration;

/// How a suite ended.
pub(crate) enum Ending {
    Passed,
    Failed(String),
    /// It could not run here; the reason is for the person at the terminal.
    Skipped(String),
}

/// What ran, how it ended and how long it took.
#[derive(Default)]
pub(crate) struct Summary {
    rows: Vec<(&'static str, Ending, Duration)>,
}

impl Summary {
    pub(crate) fn add(&mut self, suite: &'static str, ending: Ending, took: Duration) {
        self.rows.push((suite, ending, took));
    }

    pub(crate) fn failed(&self) -> usize {
        self.rows.iter().filter(|(_, ending, _)| matches!(ending, Ending::Failed(_))).count()
    }

    pub(crate) fn skipped(&self) -> usize {
        self.rows.iter().filter(|(_, ending, _)| matches!(ending, Ending::Skipped(_))).count()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(to)?;
        for (suite, ending, took) in &self.rows {
            let (word, why) = match ending {
                Ending::Passed => ("passed", ""),
                Ending::Failed(why) => ("FAILED", why.as_str()),
                Ending::Skipped(why) => ("SKIPPED", why.as_str()),
            };
            let first_line = why.lines().next().unwrap_or_default();
            writeln!(to, "  {word:<8} {suite:<8} {:>7.1} s  {first_line}", took.as_secs_f64())?;
        }
        let passed = self.rows.len() - self.failed() - self.skipped();
        write!(to, "\n  {passed} passed, {} failed, {} skipped", self.failed(), self.skipped())
    }
}
