### What becomes of a contribution, step by step.

lineage-origins-proposal = Where it comes from
lineage-origins-comment = Where it comes from
lineage-origins-decision = Where it comes from
lineage-origins-commitment = Where it comes from
lineage-origins-milestone = Where it comes from
lineage-origins-tally = Where they come from
lineage-begun = It begins here.
lineage-begun-by = { $actor } published the first version.
lineage-revised = { $actor } published version { $version }:
lineage-commented = { $actor } commented:
lineage-replied = { $actor } replied to the comment:
lineage-admissible = { $actor } found the proposal admissible:
lineage-inadmissible = { $actor } found the proposal inadmissible:
lineage-retained = { $actor } answered. The proposal is retained:
lineage-partly-retained = { $actor } answered. The proposal is partly retained:
lineage-not-retained = { $actor } answered. The proposal is not retained:
lineage-hidden = { $actor } hid the text:
lineage-shown = { $actor } made the text readable again:
lineage-withdrawn = { $actor } withdrew the contribution:
lineage-source = { $actor } made it a source of a draft commitment:
lineage-published = { $actor } opened the draft commitment for consultation:
lineage-adopted = { $actor } settled the final text of the commitment:
lineage-milestone = A milestone is set:
lineage-system = The platform
lineage-someone = Someone
lineage-version = version { $version }
lineage-next = And next
lineage-nothing-next = No further step is expected.
lineage-data = Verify
lineage-title-proposal = What becomes of this contribution
lineage-title-comment = What becomes of this comment
lineage-title-decision = Where this decision comes from
lineage-title-commitment = Where this commitment comes from and what becomes of it
lineage-title-milestone = Where this milestone comes from
lineage-title-tally = What becomes of this vote
lineage-steps-proposal = Step by step
lineage-steps-comment = Step by step
lineage-steps-decision = And since
lineage-steps-commitment = What becomes of it
lineage-steps-milestone = What becomes of it
lineage-steps-tally = Step by step
lineage-decided-by = { $actor } took this decision.
lineage-drafted-by = { $actor } wrote the first draft.
lineage-origin-revised_as = The version before:
lineage-origin-commented_by = It is a comment on:
lineage-origin-replied_by = It is a reply to the comment:
lineage-origin-decided_by = The decision is about:
lineage-origin-answered_by = The answer is about:
lineage-origin-moderated_by = The decision is about:
lineage-origin-withdrawn_by = The version that was withdrawn:
lineage-origin-source_of = The commitment comes from this contribution:
lineage-origin-published_as = The draft before the consultation:
lineage-origin-adopted_as = The text put to consultation:
lineage-origin-has_milestone = The milestone belongs to the commitment:
lineage-origin-counted_in = The vote was on:
lineage-origin-known_to = The result of the vote was known:
lineage-counted = Voting is over:
lineage-counted-so-far = Voting goes on. At this hour:
lineage-counted-elsewhere = Votes were counted on another platform:
lineage-data-text = These steps are also published as data, version by version. Anyone can read and verify them with tools of their own.
lineage-data-json = The thread as data (JSON)
lineage-data-prov = Its provenance in the PROV format (JSON)

### The same thread, as a picture and as a list.

graph-title = The thread as a picture
graph-lead = Time goes from left to right. Each shape leads to the exact text. The picture scrolls when it is too wide.
graph-region = The thread as a picture: scrolls
graph-desc = { $nodes } items joined by { $links } links. The list below the picture says the same.
graph-list = The same as a list
graph-line = { $from }, { $how } { $to }
graph-comments = { $count ->
    [one] { $count } comment
   *[other] { $count } comments
}
graph-votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
graph-shares = { $agree } agree, { $mixed } mixed, { $disagree } disagree.
graph-earlier = { $count ->
    [one] { $count } of them on an earlier version.
   *[other] { $count } of them on an earlier version.
}
graph-span = From { $first } to { $last }
graph-since = { $first } …
graph-unfold = Unfold all
graph-fold-earlier = { $count ->
    [one] One earlier line: in the discussion
   *[other] { $count } earlier lines: in the discussion
}
graph-subject = this page
graph-head-when = When
graph-head-what = What
graph-head-from = Comes from
graph-made-revised_as = New version
graph-made-withdrawn_by = Withdrawal
graph-made-published_as = In consultation
graph-made-adopted_as = Adopted text
graph-outcome-admissible = Admissible
graph-outcome-inadmissible = Inadmissible
graph-outcome-retained = Retained
graph-outcome-partly_retained = Partly retained
graph-outcome-not_retained = Not retained
graph-outcome-hidden = Text hidden
graph-outcome-public = Text readable again
graph-how-revised_as = new version of
graph-how-commented_by = comment on
graph-how-replied_by = reply to the comment
graph-how-decided_by = decision on
graph-how-answered_by = reasoned answer to
graph-how-moderated_by = moderation of
graph-how-withdrawn_by = withdrawal of
graph-how-source_of = has as a source
graph-how-published_as = put to consultation:
graph-how-adopted_as = final text of
graph-how-has_milestone = milestone of
graph-how-counted_in = votes on
graph-how-known_to = after the result of the vote:

### One version of a text.

version-title = { $ref }, version { $version }
version-earlier = This text has changed since. The last version is number { $last }.
version-last = This is the last version of this text.
version-see-last = Read the last version
