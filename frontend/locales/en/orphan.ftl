### What still waits for an answer.

orphan-title = What still waits for an answer
orphan-lead = Contributions that nobody has answered, and texts that come from no contribution.
orphan-late = Answers were due by { $date }.
orphan-due = Answers are due by { $date }.
orphan-open = { $count ->
    [one] One proposal can still be discussed: its answer is not awaited before the end of its phase.
   *[other] { $count } proposals can still be discussed: their answers are not awaited before the end of their phase.
}
orphan-imported = This process was brought in from another platform. Not all the answers that were given there are part of it.
orphan-figures = In figures
orphan-head-kind = What is missing
orphan-head-count = How many
orphan-head-of = Out of
orphan-head-which = Among
orphan-all = Everything that waits
orphan-see-all = See everything
orphan-none = Nothing waits here
orphan-none-text = Every contribution has its follow-up, or the time to answer has not come.
orphan-lineage = Its thread
orphan-data = Each figure is the number of lines of this list. Anyone can count again.
orphan-csv = The list as a table (CSV)
orphan-json = The list as data (JSON)
orphan-proposal_unanswered = Proposals without an answer
orphan-proposal_not_taken_up = Retained proposals without a commitment
orphan-comment_unanswered = Comments without a reply by an administration
orphan-commitment_without_source = Commitments that come from no contribution
orphan-answer_without_text = Favourable answers without a reference or an address in their reasons
orphan-of-proposal_unanswered = readable proposals whose phase is over
orphan-of-proposal_not_taken_up = proposals retained, at least partly
orphan-of-comment_unanswered = readable comments on public commitments
orphan-of-commitment_without_source = public commitments
orphan-of-answer_without_text = favourable answers
orphan-one-proposal_unanswered = Proposal without an answer
orphan-one-proposal_not_taken_up = Retained proposal without a commitment
orphan-one-comment_unanswered = Comment without a reply
orphan-one-commitment_without_source = Commitment that comes from no contribution
orphan-one-answer_without_text = Favourable answer without a reference or an address in its reasons
orphan-act-proposal_unanswered = Answer
orphan-act-proposal_not_taken_up = Draft a commitment
orphan-act-comment_unanswered = Reply
orphan-act-commitment_without_source = See
orphan-act-answer_without_text = See the answer
orphan-since-proposal_unanswered = published on
orphan-since-proposal_not_taken_up = published on
orphan-since-comment_unanswered = published on
orphan-since-commitment_without_source = published on
orphan-since-answer_without_text = given on
