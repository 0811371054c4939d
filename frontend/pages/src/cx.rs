//! What every page needs to know of the one who looks and of the instance.

use std::sync::Arc;

use domain::Time;
use domain::locale::{Locale, Localized};

use crate::message::{self, Arg};

/// The reader, the moment and the instance.
#[derive(Clone, Debug)]
pub struct Cx {
    /// The language of the screen.
    pub locale: Locale,
    /// Who is signed in.
    pub viewer: Option<Viewer>,
    /// Path and query of this page, to come back to.
    pub path: String,
    /// What was just done, one of [`crate::shell::FLASHES`].
    pub flash: Option<String>,
    /// The time of the request.
    pub now: Time,
    /// The instance.
    pub site: Arc<Site>,
    /// The page is made for an archive, from which nothing can be sent.
    pub frozen: Option<Arc<Frozen>>,
}

/// What a page in an archive says of it.
#[derive(Clone, Debug)]
pub struct Frozen {
    /// When the archive is made.
    pub at: Time,
    /// Path of its process, which is its first page.
    pub first: String,
    /// The same on the instance.
    pub origin: String,
}

/// The one who is signed in.
#[derive(Clone, Debug)]
pub struct Viewer {
    /// Public name.
    pub name: String,
    /// The address was confirmed: one may publish, comment and vote.
    pub confirmed: bool,
    /// Where their roles lead.
    pub menu: Menu,
}

/// Links that only staff have.
#[derive(Clone, Copy, Debug, Default)]
pub struct Menu {
    /// Something may wait for them.
    pub desk: bool,
    /// One runs the instance.
    pub admin: bool,
}

/// The instance, the same for every reader.
#[derive(Clone, Debug)]
pub struct Site {
    /// Its name.
    pub name: String,
    /// Its address, without a slash at the end.
    pub public_url: String,
    /// Path of the stylesheet.
    pub css: String,
    /// Path of the icon.
    pub favicon: String,
    /// Paths of the client, when it was built.
    pub boot: Option<Boot>,
    /// The declared level of accessibility.
    pub accessibility: Accessibility,
    /// IANA name of the zone for dates that belong to no process.
    pub time_zone: String,
    /// Where the source code is.
    pub source_url: String,
    /// It holds a demonstration, and says so.
    pub demo: bool,
}

/// Paths of the client.
#[derive(Clone, Debug)]
pub struct Boot {
    /// The boot script.
    pub boot: String,
    /// The generated glue.
    pub glue: String,
    /// The compiled islands.
    pub wasm: String,
}

/// The three levels of the declaration of accessibility (RGAA 4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Accessibility {
    /// Less than half of the criteria are met, or no audit was made.
    #[default]
    None,
    /// At least half of them.
    Partly,
    /// All of them.
    Fully,
}

impl Accessibility {
    /// The code in the settings and in message ids.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Partly => "partly",
            Self::Fully => "fully",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        [Self::None, Self::Partly, Self::Fully].into_iter().find(|level| level.as_str() == code)
    }
}

impl Cx {
    /// The message of this id.
    #[must_use]
    pub fn t(&self, id: &str) -> String {
        message::text(self.locale, id, &[])
    }

    /// The message of this id, with its arguments.
    #[must_use]
    pub fn ta(&self, id: &str, args: &[Arg<'_>]) -> String {
        message::text(self.locale, id, args)
    }

    /// The word for a code: the message `family-code` (see [`message::FAMILIES`]).
    #[must_use]
    pub fn term(&self, family: &str, code: &str) -> String {
        message::text(self.locale, &format!("{family}-{code}"), &[])
    }

    /// A number, grouped as the language does.
    #[must_use]
    pub fn number(&self, number: i64) -> String {
        crate::format::number(self.locale, number)
    }

    /// How many there are, grouped as the language does.
    #[must_use]
    pub fn count(&self, count: usize) -> String {
        self.number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A text that an operator wrote, in the reader's language if there is one.
    #[must_use]
    pub fn pick(&self, text: &Localized) -> String {
        text.text(self.locale).to_owned()
    }

    /// A language tag, when it is not that of the screen: `lang` attributes
    /// are for what differs.
    #[must_use]
    pub fn lang(&self, lang: &str) -> Option<String> {
        (!lang.is_empty() && lang != self.locale.as_str()).then(|| lang.to_owned())
    }

    /// Someone is signed in whose address is confirmed.
    #[must_use]
    pub fn confirmed(&self) -> bool {
        self.viewer.as_ref().is_some_and(|viewer| viewer.confirmed)
    }
}
