### Parts that several pages share.

ui-optional = optional
ui-errors =
    { $count ->
        [1] One thing to correct
        [2] Two things to correct
        [3] Three things to correct
        [4] Four things to correct
       *[other] { $count } things to correct
    }
ui-errors-kept = Nothing is lost: everything you wrote is still here.
ui-limit = { $count } characters at most
ui-by-person = , by { $name }
ui-on-day = on
ui-placeholder-rule = Rule of the charter: { $rule }
ui-placeholder-by = Decided by: { $role }
ui-placeholder-decision = Decision
ui-first-page = Back to the start of the list
ui-next-page = Next page
ui-pages = Pages of the list
ui-no-vote = No votes
ui-tally =
    { $agree } agree, { $mixed } mixed, { $disagree } disagree out of { $total ->
        [one] { $total } vote
       *[other] { $total } votes
    }
ui-agree = { $count ->
        [one] agrees
       *[other] agree
    }
ui-mixed = { $count ->
        [one] mixed
       *[other] mixed
    }
ui-disagree = { $count ->
        [one] disagrees
       *[other] disagree
    }
ui-out-of = out of
ui-votes =
    { $count ->
        [one] vote
       *[other] votes
    }
ui-choose = Choose
ui-what-is-public = What will be public:
ui-on-behalf = On behalf of
ui-on-behalf-hint = The name of the organisation will be shown before yours.
ui-on-behalf-none = Myself
ui-resend = Send the confirmation message again
ui-choice-agree = Agree
ui-choice-mixed = Mixed
ui-choice-disagree = Disagree
ui-votes-table = See the votes as a table
ui-votes-choice = Opinion
ui-votes-here = Votes on this site
ui-votes-imported = Votes on another platform
ui-votes-total = Total
ui-votes-earlier = { $count ->
        [one] { $count } of these votes is on an earlier version.
       *[other] { $count } of these votes are on an earlier version.
    }

author-kind-citizen = citizen
author-kind-organisation = organisation
author-kind-administration = administration
author-kind-imported = imported contribution

role-visitor = visitor
role-unconfirmed = account to confirm
role-participant = participant
role-delegate = delegate
role-instructor = instructor
role-owner = commitment owner
role-moderator = moderator
role-guarantor = guarantor
role-admin = administrator

state-received = Received
state-admissible = Admissible
state-inadmissible = Inadmissible
state-under_review = Under review
state-retained = Retained
state-partly_retained = Partly retained
state-not_retained = Not retained
state-merged = Merged
state-withdrawn = Withdrawn

commitment-state-draft = Draft
commitment-state-in_consultation = In consultation
commitment-state-adopted = Adopted

phase-status-upcoming = Upcoming
phase-status-open = Open
phase-status-closed = Closed

placeholder-hidden = Hidden by the moderators
placeholder-withdrawn = Withdrawn by its author
placeholder-erased = Contribution erased at its author's request
