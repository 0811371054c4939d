### When something cannot be done: what happened, and what to do.

error-back = Go back to the previous page
error-home = Go to the home page
error-resend = Send the confirmation message again
error-typed = What you wrote
error-typed-kept = Nothing was published. You can copy your text from here.
error-reference = Code { $status }, request { $request }

error-title-not-found = This page does not exist
error-text-not-found = The address may be incomplete, or the page was removed. Start again from the home page.
error-title-no-such-method = This address cannot be opened directly
error-text-no-such-method = It receives a form. Start again from the page that holds the form.
error-title-sign-in = Sign in to go on
error-text-sign-in = This needs an account. Sign in, then try again.
error-title-confirm = Confirm your address first
error-text-confirm = We sent you a message with a link. Follow it, then try again. Your drafts are kept.
error-title-auth-level = Your sign-in is not strong enough for this
error-text-auth-level = This needs a safer way of signing in. Ask the site's administrator how to turn it on.
error-title-own-work = This is your own contribution
error-text-own-work = Nobody decides on their own contribution. Someone else in your team has to do it.
error-title-role = You cannot do this
error-text-role = It takes a role that you do not hold here. Ask the site's administrator for it.
error-title-cross-site = This form came from another site
error-text-cross-site = To keep you safe, we did not act on it. Open the page on this site, then try again.
error-title-too-large = What you sent is too long
error-text-too-large = The limit is 256 kB. Shorten your text, then try again.
error-title-not-a-form = We cannot read what was sent
error-text-not-a-form = Send the form of the page, or JSON.
error-title-invalid = Something has to be corrected
error-text-invalid = Go back to the previous page, correct it, then try again.
error-title-too-many = Too many attempts in a short time
error-text-too-many =
    Wait { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }, then try again. This limit protects the site from automatic posts.
error-title-slow = What you sent did not arrive in time
error-text-slow = The connection may be too slow. Try again.
error-title-busy = The site has too much to do
error-text-busy = Your request was not completed. Wait a moment, then try again.
error-title-unavailable = This is paused for a moment
error-text-unavailable = We cannot record it safely right now. Wait a few minutes, then try again.
error-title-log-still = No receipt for now
error-text-log-still = The public log stands still: nothing more is logged, and we promise nothing until that is settled. Contributions stay published. The page of the public log says where it stands.
error-title-internal = Something went wrong on our side
error-text-internal = Your request was not completed. Try again later. If it goes on, give us the number below.

error-title-phase-not-open = This phase has not begun
error-text-phase-not-open = It is too early to take part. The calendar of the process gives the opening date.
error-title-phase-closed = This phase is over
error-text-phase-closed = It is too late to take part. The calendar of the process says what comes next.
error-title-no-voting = There is no vote in this phase
error-text-no-voting = You can read the contributions and follow what becomes of them.
error-title-takes-no-votes = This contribution takes no more votes
error-text-takes-no-votes = It was withdrawn, hidden, found inadmissible, or is not public yet. Votes already cast still count.
error-title-takes-no-comments = This contribution takes no more comments
error-text-takes-no-comments = It was withdrawn, hidden, found inadmissible, or is not public yet. Comments already published can still be read.
error-title-edit-window-over = The time to correct is over
error-text-edit-window-over = You can still add a detail in a comment.
error-title-withdrawn = This contribution was withdrawn
error-text-withdrawn = Its author took it back. Nothing in it can change any more.
error-title-hidden = This contribution is hidden
error-text-hidden = The moderators hid it. The reason is shown in its place.
error-title-not-decidable = This decision is no longer possible
error-text-not-decidable = The state of the proposal has changed. Read its page again before you decide.
error-title-already-published = It is already published
error-text-already-published = This contribution is online. Nothing was published twice.
error-title-not-in-consultation = This commitment is not in consultation
error-text-not-in-consultation = Put the draft to consultation first. Its final text comes afterwards.
error-title-in-consultation = This commitment is in consultation
error-text-in-consultation = Its text cannot change during the consultation.
error-title-unchanged = Nothing has changed
error-text-unchanged = It is so already. No new decision is needed.
error-title-last-admin = There must be at least one administrator
error-text-last-admin = Name someone else first, then try again.
