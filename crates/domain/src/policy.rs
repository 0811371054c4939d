//! Who may do what: the whole policy in one pure, exhaustive match.
//!
//! A right is a cell of *role × scope × action*: the answer is one of [`Cell`].
//! Every use case asks [`permit`] before it writes. The act of a member of staff
//! cannot be recorded without the [`Permit`] that only it makes; what participants
//! write has no such lock, and is held by the tests that walk every route as every
//! persona. Whether a phase is open is not a right: it is a gate, checked by the
//! use case, and refused with another answer.
//!
//! To add an action: add a variant, then follow the compiler; the snapshot
//! `policy.snap` changes by one line, which is what reviewers read.

use crate::id::{AccountId, OrganisationId, ProcessId};

text_enum! {
    /// In what capacity someone acts.
    pub enum Role {
        /// Nobody signed in.
        Visitor = "visitor",
        /// Signed in, address not confirmed.
        Unconfirmed = "unconfirmed",
        /// Signed in, address confirmed.
        Participant = "participant",
        /// May speak in an organisation's name.
        Delegate = "delegate",
        /// Sorts and answers proposals, in an administration.
        Instructor = "instructor",
        /// Drafts commitments, in an administration.
        Owner = "owner",
        /// Applies the charter.
        Moderator = "moderator",
        /// Watches that rules and syntheses are fair.
        Guarantor = "guarantor",
        /// Runs processes and people.
        Admin = "admin",
    }
}

text_enum! {
    /// Whether the role is held where the action happens.
    pub enum Scope {
        /// In this process and organisation (or in the whole instance).
        Here = "here",
        /// In another one.
        Elsewhere = "elsewhere",
    }
}

text_enum! {
    /// What one may want to do.
    pub enum Action {
        /// Read what is public.
        Read = "read",
        /// Read a process that is not published yet.
        ReadUnpublished = "read-unpublished",
        /// Keep a draft of a proposal.
        KeepDraft = "keep-draft",
        /// Publish a proposal.
        SubmitProposal = "submit-proposal",
        /// Correct one's proposal.
        EditProposal = "edit-proposal",
        /// Take one's proposal back.
        WithdrawProposal = "withdraw-proposal",
        /// Comment.
        Comment = "comment",
        /// Correct one's comment.
        EditComment = "edit-comment",
        /// Take one's comment back.
        WithdrawComment = "withdraw-comment",
        /// Vote.
        Vote = "vote",
        /// Speak in the organisation's name.
        SpeakFor = "speak-for",
        /// Report a contribution.
        Report = "report",
        /// Hide or show a contribution.
        Moderate = "moderate",
        /// See the triage workbench.
        SeeTriage = "see-triage",
        /// Decide on admissibility.
        DecideAdmissibility = "decide-admissibility",
        /// Answer a proposal.
        Answer = "answer",
        /// Read draft commitments that are not published.
        ReadDraftCommitment = "read-draft-commitment",
        /// Write or change a draft commitment.
        DraftCommitment = "draft-commitment",
        /// Put a draft commitment to consultation.
        PublishCommitment = "publish-commitment",
        /// Make the final text of a commitment.
        AdoptCommitment = "adopt-commitment",
        /// Create and change processes, phases, dates and texts.
        ManageProcess = "manage-process",
        /// Give and take back roles; name delegates.
        ManageGrants = "manage-grants",
        /// Edit the site's pages.
        EditSite = "edit-site",
        /// See jobs and acts.
        SeeOperation = "see-operation",
    }
}

text_enum! {
    /// What one cell of the matrix says.
    pub enum Cell {
        /// Never.
        No = "·",
        /// Always.
        Yes = "yes",
        /// On one's own work only.
        Own = "own",
        /// On the work of others only.
        Others = "others",
    }
}

/// The cell of a role held in a scope. No `_` arm over actions: a new action
/// does not compile until every role has an answer.
#[must_use]
pub const fn cell(role: Role, scope: Scope, action: Action) -> Cell {
    use Action as A;
    use Cell::{No, Others, Own, Yes};
    use Role as R;
    let here = matches!(scope, Scope::Here);
    match action {
        A::Read => Yes,
        A::KeepDraft => match role {
            R::Visitor => No,
            R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => Yes,
        },
        A::SubmitProposal | A::Comment | A::Vote => match role {
            R::Participant => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::EditProposal | A::WithdrawProposal | A::EditComment | A::WithdrawComment => match role {
            R::Participant => Own,
            R::Visitor
            | R::Unconfirmed
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::Report => match role {
            R::Participant => Others,
            R::Visitor
            | R::Unconfirmed
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::SpeakFor => match role {
            R::Delegate | R::Instructor | R::Owner if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::Moderate => match role {
            R::Moderator if here => Others,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::SeeTriage => match role {
            R::Instructor | R::Owner | R::Moderator | R::Guarantor | R::Admin if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::DecideAdmissibility => match role {
            R::Instructor | R::Moderator if here => Others,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::Answer => match role {
            R::Instructor if here => Others,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::ReadDraftCommitment => match role {
            R::Instructor | R::Owner | R::Guarantor | R::Admin if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::AdoptCommitment => match role {
            R::Owner | R::Admin if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::DraftCommitment | A::PublishCommitment => match role {
            R::Owner if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
        A::ReadUnpublished | A::ManageProcess | A::ManageGrants | A::EditSite | A::SeeOperation => match role {
            R::Admin if here => Yes,
            R::Visitor
            | R::Unconfirmed
            | R::Participant
            | R::Delegate
            | R::Instructor
            | R::Owner
            | R::Moderator
            | R::Guarantor
            | R::Admin => No,
        },
    }
}

/// A role that is held now, and where (instance-wide when both are none).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Held {
    /// The role.
    pub role: Role,
    /// Limited to this process.
    pub process: Option<ProcessId>,
    /// Held in this organisation.
    pub organisation: Option<OrganisationId>,
}

/// Who asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Nobody signed in.
    Visitor,
    /// Someone signed in.
    User {
        /// The account.
        id: AccountId,
        /// The address was confirmed.
        confirmed: bool,
        /// How strongly the session was opened (1: password).
        auth_level: i32,
        /// The grants that hold now.
        held: Vec<Held>,
    },
    /// The platform itself: an import, a command, a closing.
    System(&'static str),
}

impl Actor {
    /// The account, of someone signed in.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        match self {
            Self::User { id, .. } => Some(*id),
            Self::Visitor | Self::System(_) => None,
        }
    }

    /// The organisations in which a role is held, in a process.
    #[must_use]
    pub fn organisations(&self, role: Role, process: ProcessId) -> Vec<OrganisationId> {
        match self {
            Self::User { confirmed: true, held, .. } => held
                .iter()
                .filter(|held| held.role == role && held.process.is_none_or(|only| only == process))
                .filter_map(|held| held.organisation)
                .collect(),
            Self::User { .. } | Self::Visitor | Self::System(_) => Vec::new(),
        }
    }
}

/// What the action is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// In which process.
    pub process: Option<ProcessId>,
    /// In which organisation: the one spoken or answered for.
    pub organisation: Option<OrganisationId>,
    /// Whose work it is.
    pub author: Option<AccountId>,
    /// The organisation in whose name it was written: the work of all who act for it.
    pub author_organisation: Option<OrganisationId>,
}

impl About {
    /// Something in a process, nobody's in particular.
    #[must_use]
    pub fn process(process: ProcessId) -> Self {
        Self { process: Some(process), ..Self::default() }
    }

    /// The same, the work of someone.
    #[must_use]
    pub fn by(self, author: AccountId) -> Self {
        Self { author: Some(author), ..self }
    }

    /// The same, written in the name of an organisation, when it was.
    #[must_use]
    pub fn in_the_name_of(self, organisation: Option<OrganisationId>) -> Self {
        Self { author_organisation: organisation, ..self }
    }

    /// The same, for an organisation.
    #[must_use]
    pub fn for_organisation(self, organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..self }
    }
}

/// The proof that the policy was asked and said yes. It remembers in what
/// capacity, which is what the act's row and the public page say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    action: Action,
    account: Option<AccountId>,
    role: Role,
    organisation: Option<OrganisationId>,
}

impl Permit {
    /// What is permitted.
    #[must_use]
    pub fn action(&self) -> Action {
        self.action
    }
    /// Who is; none for the platform itself.
    #[must_use]
    pub fn account(&self) -> Option<AccountId> {
        self.account
    }
    /// In what capacity.
    #[must_use]
    pub fn role(&self) -> Role {
        self.role
    }
    /// In which organisation.
    #[must_use]
    pub fn organisation(&self) -> Option<OrganisationId> {
        self.organisation
    }
}

text_enum! {
    /// Why not.
    pub enum Denial {
        /// Sign in first.
        SignIn = "sign-in",
        /// Confirm the address first.
        Confirm = "confirm",
        /// The session was opened too weakly for this.
        AuthLevel = "auth-level",
        /// It is one's own work.
        OwnWork = "own-work",
        /// Not in this role.
        Role = "role",
    }
}

/// Asks the policy. Staff actions need a session of `staff_level` or more.
///
/// # Errors
/// Why not, so that the page can say what to do.
pub fn permit(actor: &Actor, action: Action, about: About, staff_level: i32) -> Result<Permit, Denial> {
    let (id, confirmed, auth_level, held) = match actor {
        Actor::System(_) => {
            return Ok(Permit { action, account: None, role: Role::Admin, organisation: about.organisation });
        }
        Actor::Visitor => {
            let allowed = matches!(cell(Role::Visitor, Scope::Here, action), Cell::Yes);
            let permit = Permit { action, account: None, role: Role::Visitor, organisation: None };
            return if allowed { Ok(permit) } else { Err(Denial::SignIn) };
        }
        Actor::User { id, confirmed, auth_level, held } => (*id, *confirmed, *auth_level, held),
    };
    let base =
        Held { role: if confirmed { Role::Participant } else { Role::Unconfirmed }, process: None, organisation: None };
    let granted = if confirmed { held.as_slice() } else { &[] };
    let mut denial = Denial::Role;
    let own = about.author == Some(id);
    let in_house = |of: OrganisationId| held.iter().any(|held| held.organisation == Some(of));
    let ours = own || about.author_organisation.is_some_and(in_house);
    for held in std::iter::once(&base).chain(granted) {
        let refused = match cell(held.role, scope(held, about), action) {
            Cell::Yes => None,
            Cell::No => continue,
            Cell::Own => (!own).then_some(Denial::Role),
            Cell::Others => ours.then_some(Denial::OwnWork),
        };
        if let Some(why) = refused {
            denial = why;
        } else if held.role > Role::Delegate && auth_level < staff_level {
            denial = Denial::AuthLevel;
        } else {
            return Ok(Permit { action, account: Some(id), role: held.role, organisation: held.organisation });
        }
    }
    let confirming_would_help =
        !confirmed && matches!(cell(Role::Participant, Scope::Here, action), Cell::Yes | Cell::Own | Cell::Others);
    Err(if confirming_would_help { Denial::Confirm } else { denial })
}

/// A role is held here when neither of its limits excludes what it is about.
fn scope(held: &Held, about: About) -> Scope {
    let process = held.process.is_none_or(|only| about.process == Some(only));
    let organisation = match (held.organisation, about.organisation) {
        (Some(mine), Some(theirs)) => mine == theirs,
        (Some(_) | None, None) => true,
        (None, Some(_)) => true,
    };
    if process && organisation { Scope::Here } else { Scope::Elsewhere }
}

#[cfg(test)]
mod tests;
