//! Why something that one has the right to do cannot be done now: the rules
//! say no, whoever asks. Each has a sentence on screen that says what to do.

text_enum! {
    /// Why not now. Answered 409.
    pub enum Refusal {
        /// The phase has not begun.
        PhaseNotOpen = "phase-not-open",
        /// The phase is over.
        PhaseClosed = "phase-closed",
        /// This phase has no votes.
        NoVoting = "no-voting",
        /// The object takes no votes (withdrawn, inadmissible, hidden).
        TakesNoVotes = "takes-no-votes",
        /// The object takes no comments (withdrawn, inadmissible, hidden).
        TakesNoComments = "takes-no-comments",
        /// The time to correct is over.
        EditWindowOver = "edit-window-over",
        /// It was withdrawn.
        Withdrawn = "withdrawn",
        /// It is hidden.
        Hidden = "hidden",
        /// Its state does not allow this decision.
        NotDecidable = "not-decidable",
        /// It was published already.
        AlreadyPublished = "already-published",
        /// It is not in consultation: there is no final text to make of it.
        NotInConsultation = "not-in-consultation",
        /// It can no longer be changed: it is in consultation.
        InConsultation = "in-consultation",
        /// The decision changes nothing: it is so already.
        Unchanged = "unchanged",
        /// The last administrator cannot be taken away.
        LastAdmin = "last-admin",
    }
}
