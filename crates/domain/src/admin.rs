//! What the administration screens show.

use crate::Time;
use crate::id::{AccountId, GrantId, JobId};
use crate::policy::Role;

/// A dated right, as the people screen shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantLine {
    /// The grant.
    pub id: GrantId,
    /// The account's public name.
    pub name: String,
    /// The account's address, for the administrator's eyes.
    pub email: String,
    /// The role.
    pub role: Role,
    /// The process it is limited to: slug and title.
    pub process: Option<(String, crate::locale::Localized)>,
    /// The organisation it is held in: slug and name.
    pub organisation: Option<(String, String)>,
    /// Who granted it; none for the command line.
    pub granted_by: Option<String>,
    /// Since when.
    pub granted_at: Time,
    /// Until when.
    pub until: Option<Time>,
    /// When it was taken back.
    pub revoked_at: Option<Time>,
}

/// An account, as who runs the instance sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountLine {
    /// The account.
    pub id: AccountId,
    /// The public name.
    pub name: String,
    /// The private address.
    pub email: String,
    /// Since when.
    pub created_at: Time,
    /// When the address was confirmed.
    pub confirmed_at: Option<Time>,
    /// When it was closed.
    pub closed_at: Option<Time>,
    /// Sessions that are open.
    pub sessions: u64,
    /// Rights that hold.
    pub rights: u64,
    /// It is the one who asks.
    pub own: bool,
}

text_enum! {
    /// What an act of staff is about, by the beginning of its code.
    pub enum ActKind {
        /// The process itself.
        Process = "process",
        /// Its calendar.
        Phase = "phase",
        /// Its themes.
        Theme = "theme",
        /// Who has which right.
        Grant = "grant",
        /// Triage and answers.
        Proposal = "proposal",
        /// What is hidden or shown.
        Moderation = "moderation",
        /// Commitments.
        Commitment = "commitment",
        /// What was brought in from another platform.
        Import = "import",
    }
}

/// How much can no longer be read in a process, by reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Gone {
    /// Erased one by one, at their author's request.
    pub erased: u64,
    /// Erased with their author's account.
    pub with_account: u64,
    /// Hidden by moderators.
    pub hidden: u64,
    /// Taken back by their authors.
    pub withdrawn: u64,
}

/// A line of the public register of staff acts, or of the administrator's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActLine {
    /// When.
    pub at: Time,
    /// What was done, by code (`proposal.answer`, `grant.add`…).
    pub action: String,
    /// The role under which it was done.
    pub role: String,
    /// Who did it, for the administrator's eyes.
    pub name: Option<String>,
    /// Whose rights it is about, for the administrator's eyes.
    pub about: Option<String>,
    /// The organisation acted for.
    pub organisation: Option<String>,
    /// On what (a reference or a slug).
    pub subject: String,
    /// Which version it was about: of a decision, the contribution that it judged.
    pub on: Option<(String, i32)>,
    /// Why, rendered; empty when no reason is owed.
    pub reason: crate::html::SafeHtml,
    /// The same, as it was written.
    pub reason_text: String,
    /// The process it belongs to: slug and title.
    pub process: Option<(String, crate::locale::Localized)>,
}

/// A job that failed too often, shown so that it is not lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobLine {
    /// The job.
    pub id: JobId,
    /// What it does, by code.
    pub kind: String,
    /// When it was asked for.
    pub created_at: Time,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next.
    pub run_at: Time,
    /// What went wrong last.
    pub last_error: String,
    /// It will not be tried again by itself.
    pub dead: bool,
}
