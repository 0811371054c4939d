//! A copy of one's data: its parts.

text_enum! {
    /// A part of the copy: what a table, or a few that go together, hold about someone.
    pub enum Part {
        /// The account itself.
        Account = "account",
        /// Choices about mails, and the links that some of them carried.
        Mails = "mails",
        /// Browsers that are signed in.
        Sessions = "sessions",
        /// Roles that were given.
        Rights = "rights",
        /// What is not published yet.
        Drafts = "drafts",
        /// Proposals, in all their versions.
        Proposals = "proposals",
        /// Comments, in all their versions.
        Comments = "comments",
        /// Votes that stand.
        Votes = "votes",
        /// Contributions that one asked moderators to look at.
        Reports = "reports",
        /// What became of one's words.
        Changes = "changes",
        /// What one did as staff.
        Acts = "acts",
        /// What one wrote for an administration, or in others' contributions.
        Written = "written",
        /// Processes in which one took part.
        Participations = "participations",
        /// Erasures that one asked for.
        Erasures = "erasures",
    }
}

text_enum! {
    /// What one wrote that is no contribution of one's own.
    pub enum Written {
        /// A decision on admissibility.
        Admissibility = "admissibility",
        /// A reasoned answer.
        Answer = "answer",
        /// A decision on visibility.
        Visibility = "visibility",
        /// A commitment, as it was begun.
        Commitment = "commitment",
        /// A version of a commitment.
        CommitmentVersion = "commitment_version",
        /// A version of a proposal that is another's.
        ProposalVersion = "proposal_version",
        /// A document put forward on another platform.
        Document = "document",
        /// A page of the site.
        Page = "page",
    }
}
