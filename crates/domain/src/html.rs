//! Markup that may be shown as it is. The type lives here so that every layer
//! can carry it; only the sanitiser of `content` makes one (and samples, in tests).

use std::fmt;

/// HTML that went through the sanitiser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SafeHtml(String);

impl SafeHtml {
    /// Wraps what the sanitiser let through. Nothing but `content` calls this.
    #[must_use]
    pub fn from_sanitiser(html: String) -> Self {
        Self(html)
    }

    /// The markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The markup, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }

    /// Nothing to show.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }
}

impl fmt::Display for SafeHtml {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
