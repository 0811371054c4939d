//! What a proof found: figures, and what is not as it has to be.

use std::fmt;

/// Violations shown, those that say the same as one; the rest is counted.
const SHOWN: usize = 12;

/// What a proof found.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    figures: Vec<(&'static str, String)>,
    violations: Vec<String>,
}

impl Verdict {
    /// A figure to be shown.
    pub(crate) fn figure(&mut self, name: &'static str, value: impl fmt::Display) {
        self.figures.push((name, value.to_string()));
    }

    /// Something that must not be.
    pub(crate) fn against(&mut self, what: impl Into<String>) {
        self.violations.push(what.into());
    }

    /// Says what is wrong unless something holds.
    pub(crate) fn expect(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.against(otherwise());
        }
    }

    /// Nothing is wrong.
    pub(crate) fn holds(&self) -> bool {
        self.violations.is_empty()
    }
}

impl Extend<String> for Verdict {
    fn extend<T: IntoIterator<Item = String>>(&mut self, violations: T) {
        self.violations.extend(violations);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in &self.figures {
            writeln!(to, "  {name:<38} {value}")?;
        }
        let mut shown: Vec<(&str, usize)> = Vec::new();
        for violation in &self.violations {
            match shown.iter_mut().find(|(known, _)| known == violation) {
                Some((_, times)) => *times += 1,
                None => shown.push((violation, 1)),
            }
        }
        for (violation, times) in shown.iter().take(SHOWN) {
            let times = if *times > 1 { format!(" ({times} times)") } else { String::new() };
            writeln!(to, "  VIOLATION {violation}{times}")?;
        }
        match self.violations.len() {
            0 => write!(to, "  proven"),
            1 => write!(to, "  NOT PROVEN: 1 violation"),
            count => write!(to, "  NOT PROVEN: {count} violations"),
        }
    }
}
