### What went wrong, and what to do.

error-status = Error { $status }
error-home = Go to the home page
error-back = Back to the page
error-typed = What you wrote
error-typed-text = Nothing is lost: copy your text below before you leave this page.
error-request = If the problem persists, give this number to the site's team:
error-wait-seconds =
    { $count ->
        [one] You may try again in { $count } second.
       *[other] You may try again in { $count } seconds.
    }
error-wait-minutes =
    { $count ->
        [one] You may try again in { $count } minute.
       *[other] You may try again in { $count } minutes.
    }

error-title-not-found = This page does not exist
error-text-not-found = The address may be incomplete. Look for the contribution by its reference or by its words.
error-title-method = This address does not open this way
error-text-method = Go back to the previous page and use the button provided.
error-title-bad-request = We did not understand the request
error-text-bad-request = Nothing was changed. Go back and try again.
error-title-cross-site = The request comes from another site
error-text-cross-site = For safety, nothing was saved. Do it again from this site.
error-title-too-large = This is too large
error-text-too-large = Nothing was saved. Shorten your text and send it again.
error-title-timeout = Sending took too long
error-text-timeout = Nothing was saved. Check your connection and try again.
error-title-too-many = Too many requests in a short time
error-text-too-many = This limit protects the site. Nothing already published has changed.
error-title-internal = The site ran into a problem
error-text-internal = It is our fault. The team has been told. Try again in a few minutes.
error-title-unavailable = The site cannot answer for now
error-text-unavailable = Nothing was saved. Try again in a few minutes.
error-title-sign-in = Sign in to continue
error-text-sign-in = This takes an account. Your text is kept for one hour.
error-title-confirm = Confirm your address first
error-text-confirm = Open the message we sent you and follow the link. Nothing was published.
error-title-auth-level = Sign in again
error-text-auth-level = This takes a stronger sign-in. Nothing was changed.
error-title-own-work = You cannot decide on your own contribution
error-text-own-work = Someone else has to do it. Nothing was changed.
error-title-role = Your account cannot do this
error-text-role = Nothing was changed. If you should be able to, write to the site's team.
error-title-phase-not-open = The phase is not open yet
error-text-phase-not-open = The calendar of the process gives the opening date. Keep your text until then.
error-title-phase-closed = The phase is over
error-text-phase-closed = Nothing was saved. The calendar of the process says what comes next.
error-title-no-voting = There is no voting in this phase
error-text-no-voting = You can still read and follow the contribution.
error-title-takes-no-votes = This text takes no votes
error-text-takes-no-votes = It is withdrawn, hidden or inadmissible. Your vote was not recorded.
error-title-takes-no-comments = This text takes no comments
error-text-takes-no-comments = It is withdrawn, hidden or inadmissible. Your comment was not published.
error-title-edit-window-over = The time to correct is over
error-text-edit-window-over = The published text no longer changes. You can add to it in a comment.
error-title-withdrawn = This contribution is withdrawn
error-text-withdrawn = Its author withdrew it. Nothing was changed.
error-title-hidden = This contribution is hidden
error-text-hidden = A moderator hid it. The reason is shown on its page.
error-title-not-decidable = This decision is no longer possible
error-text-not-decidable = The state of the proposal has changed. Read its page again before deciding.
error-title-already-published = It is already published
error-text-already-published = You can read the published version on its page.
error-title-in-consultation = The text is open for consultation
error-text-in-consultation = It can no longer be changed this way. Nothing was changed.
error-title-unchanged = It is so already
error-text-unchanged = This decision changes nothing. It was not recorded.
error-title-last-admin = There must be an administrator
error-text-last-admin = First give this role to someone else.
