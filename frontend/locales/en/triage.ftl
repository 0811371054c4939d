### The triage of proposals.

triage-title = Triage of proposals
triage-of = Triage of proposals: { $process }
triage-answers-for = You answer on behalf of: { $names }.
triage-filter-label = Filter the proposals to triage
triage-state-label = State
triage-all = All states
triage-filter = Filter
triage-state = { $state } ({ $count })
triage-empty = No proposal is in this state.
triage-empty-text = Choose another state to see the other proposals.
triage-show-all = See all proposals
triage-table = Table of proposals to triage
triage-proposal = Proposal
triage-waiting = Waiting since
triage-votes = Votes
triage-comments = Comments
triage-not-yours = You cannot decide on this one.
triage-problem = The problem
triage-body = The proposal
triage-effect = The expected effect
triage-decided = Already decided
triage-whole = Read the whole page, with votes and comments
triage-own = This is your proposal: someone else has to decide.
triage-nothing = There is nothing to decide here with your rights.
