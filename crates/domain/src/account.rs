//! Accounts: a public name, a private address, a password, the terms accepted.

use crate::Time;
use crate::id::AccountId;
use crate::locale::Locale;

/// Characters of a public name.
pub const NAME_LENGTH: std::ops::RangeInclusive<usize> = 2..=60;
/// Characters of a password, at least.
pub const PASSWORD_LEAST: usize = 12;
/// Characters of a password, at most: hashing a novel helps nobody.
pub const PASSWORD_MOST: usize = 200;
/// zxcvbn's score, 0 to 4, that a password needs.
pub const PASSWORD_SCORE: u8 = 3;
/// The terms in force; stored with each acceptance.
pub const TERMS_VERSION: &str = "2026-11-21";
/// Hours during which a confirmation link is good.
pub const CONFIRMATION_HOURS: i64 = 48;
/// Days after which an account that was not confirmed is forgotten, and its
/// address and name are free again.
pub const UNCONFIRMED_DAYS: i64 = 7;
/// Minutes during which a reset link is good.
pub const RESET_MINUTES: i64 = 60;
/// Days during which the link that stops a mail is good.
pub const STOP_DAYS: i64 = 180;
/// Days without a visit after which a session ends.
pub const SESSION_IDLE_DAYS: i64 = 14;
/// Days after which a session ends whatever happens.
pub const SESSION_DAYS: i64 = 90;

text_enum! {
    /// What a row of accounts is.
    pub enum AccountKind {
        /// Someone who can sign in.
        Person = "person",
        /// An author on another platform, who cannot.
        Imported = "imported",
        /// Nobody: a name that was given at sign-up with an address that has an
        /// account. It is kept as long as that of an account that nobody
        /// confirms, so that the two cannot be told apart.
        Reserved = "reserved",
        /// Nobody: stands in rows that stay when the person who made them was erased.
        Erased = "erased",
    }
}

text_enum! {
    /// What a mailed link is for.
    pub enum TokenPurpose {
        /// Showing that the address is one's own.
        Confirm = "confirm",
        /// Choosing a new password.
        Reset = "reset",
        /// Stopping the mail of the day, and nothing else.
        Stop = "stop",
    }
}

/// What a mailed link is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It works.
    Good,
    /// It has served.
    Used,
    /// It is too old, or never was one.
    Over,
}

text_enum! {
    /// How sure the platform was of the account when a vote was cast.
    pub enum Assurance {
        /// An address that was confirmed.
        Email = "email",
    }
}

/// An account as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnAccount {
    /// The account.
    pub id: AccountId,
    /// The private address.
    pub email: String,
    /// The public name.
    pub name: String,
    /// The language of the screen and of mails.
    pub locale: Locale,
    /// When the address was confirmed.
    pub confirmed_at: Option<Time>,
    /// Since when.
    pub created_at: Time,
}

/// One signed-in browser, as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionView {
    /// What the form posts to end it: a hash, of no use elsewhere.
    pub key: String,
    /// What the browser said it was, shortened.
    pub browser: String,
    /// When it was opened.
    pub created_at: Time,
    /// When it was last used, to five minutes.
    pub last_seen_at: Time,
    /// The one that asks.
    pub current: bool,
}

/// The link and the state of one of my contributions, on the account page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnContribution {
    /// Its reference.
    pub reference: crate::reference::Reference,
    /// `proposal` or `comment`.
    pub kind: crate::lineage::ObjectKind,
    /// Its title, or the first words.
    pub title: String,
    /// When it was published.
    pub at: Time,
    /// A proposal's state.
    pub state: Option<crate::proposal::State>,
    /// Whether it can be seen.
    pub visibility: crate::moderation::Visibility,
    /// Where to read it.
    pub url: String,
}

/// A draft, on the account page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnDraft {
    /// Where to go on with it.
    pub url: String,
    /// Its title so far.
    pub title: String,
    /// The process.
    pub process: crate::locale::Localized,
    /// Last saved.
    pub updated_at: Time,
}
