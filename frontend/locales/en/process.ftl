### The page of a process.

process-calendar = The calendar
process-no-calendar = The calendar is not published yet.
process-aside = About this process
process-unpublished = This process is not public yet.
process-fictional = This process is a demonstration: nothing in it is real.
process-imported = The contributions come from another platform: { $source ->
    [cap-collectif] Cap Collectif
   *[other] { $source }
 }.
process-phase-open = Open: { $phase }
process-phase-upcoming = Upcoming: { $phase }
process-over = Process over
process-until = Until { $date }
process-no-end = Open, with no end date
process-from = From { $date }
process-then = Next: { $phase }, from { $date }
process-see-proposals = See the proposals
process-see-commitments = See the commitments
process-propose = Put forward an idea
process-consult = Give my opinion on the drafts
process-step-done = From { $start } to { $end }
process-step-now = Now, until { $date }
process-step-next = Upcoming: { $date }
process-date-changes = Dates that changed
process-date-change = : { $phase }, planned { $before }, is now planned { $after }.
process-date-change-why = Reason: { $reason }
process-span = from { $start } to { $end }
process-span-open = from { $start }
process-promise = Our promise
process-latest = The latest proposals
process-all-proposals = All proposals
process-no-proposal = No proposal has been published yet.
process-no-proposal-text = The calendar says when proposals are open.
process-themes = Themes
process-commitments = The commitments
process-all-commitments = All commitments
process-figures = In figures
process-count-proposals =
    { $count ->
        [one] proposal
       *[other] proposals
    }
process-count-comments =
    { $count ->
        [one] comment
       *[other] comments
    }
process-count-votes =
    { $count ->
        [one] vote
       *[other] votes
    }
process-count-participants =
    { $count ->
        [one] participant
       *[other] participants
    }
process-count-imported =
    { $count ->
        [one] vote on another platform
       *[other] votes on another platform
    }
process-charter = The rules
process-charter-read = Read the participation charter
process-organisations = Who takes part
process-data = Data
process-register = The public register of decisions
process-data-link = Data of the process (JSON)

phase-ideation = Ideation
phase-about-ideation = Everyone proposes, comments and votes.
phase-triage = Triage and answers
phase-about-triage = Administrations answer each proposal, with their reasons.
phase-consultation = Consultation
phase-about-consultation = Everyone gives their opinion on the draft commitments.
phase-arbitration = Arbitration
phase-about-arbitration = Administrations agree on the final text.
phase-publication = Publication
phase-about-publication = The final text is published.
phase-follow_up = Follow-up
phase-about-follow_up = Commitments are followed in public, milestone by milestone.
