### Proposals: page, lists, history, what becomes of them.

proposal-list = Proposals
proposal-aside = About this proposal
proposal-problem = The problem
proposal-body = The proposal
proposal-effect = The expected effect
proposal-carrier = Who could carry it out
proposal-continues = Continues an earlier commitment
proposal-version = version { $revision }, see what changed
proposal-about = In brief
proposal-process = Process
proposal-published = Published
proposal-history = History
proposal-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    }
proposal-data = Data
proposal-data-link = The same information as JSON
proposal-own = Your proposal
proposal-edit-until = You may correct it until { $date }.
proposal-edit = Correct my proposal
proposal-withdraw = Withdraw my proposal
proposal-withdraw-note = The text will no longer be readable. The reference, votes and dates remain. You cannot undo this.
proposal-withdraw-send = Withdraw for good
proposal-staff = Decide
proposal-sources = Supporting documents

card-hidden = Hidden proposal
card-withdrawn = Proposal withdrawn by its author
card-erased = Proposal erased at its author's request
card-comments =
    { $count ->
        [one] { $count } comment
       *[other] { $count } comments
    }
card-lead = Lead: { $lead }
card-milestones =
    { $total ->
        [one] { $done } of { $total } milestone reached
       *[other] { $done } of { $total } milestones reached
    }
card-next-milestone = next milestone:

list-title = Proposals
list-filter-label = Filter the proposals
list-q = Words to find
list-theme = Theme
list-all-themes = All themes
list-state = State
list-all-states = All states
list-filter = Filter
list-clear = Clear all
list-sort-label = Sort the proposals
list-sort-later = Support is shown when the vote ends; the list can then be sorted by it.
list-count =
    { $count ->
        [one] { $count } proposal
       *[other] { $count } proposals
    }
list-count-more = More than { $count } proposals
list-nothing = No proposal matches.
list-nothing-text = Remove a filter or look for other words.
list-be-first = Be the first to publish one.

sort-recent = Most recent
sort-supported = Most supported
sort-discussed = Most discussed
sort-random = In random order

becomes-title = What becomes of this contribution
becomes-all = The whole lineage
becomes-published = The proposal is published.
becomes-withdrawn = Its author withdraws it.
becomes-commitment = It feeds into a commitment:
becomes-late = Late: expected by { $date }
becomes-by = Expected by { $date }
becomes-no-date = To come, no date set

awaited-triage = The check against the charter, then triage by the administrations.
awaited-answer = A reasoned answer from an administration.
awaited-consultation = The consultation on the draft commitments.
awaited-publication = The publication of the final text.
awaited-follow_up = The follow-up of what is carried out.
awaited-milestone = The milestone, by its date.

history-title = What changed
history-lead = Every version stays public. Words removed and added are marked.
history-version = Version { $number }
history-first = First version published.
history-unchanged = No change to show for this version.
history-show = See each version
