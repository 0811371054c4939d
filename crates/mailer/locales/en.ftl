### Mails. Each sentence is a paragraph; links have a message of their own.
### Typography (apostrophes) is put in when the file is read.

greeting = Hello { $name },
closing = { $site }
automatic = This message is automatic: nobody reads replies. To write to us: { $contact }

confirm-subject = Confirm your email address
confirm-intro = Someone, probably you, created an account on { $site } with this address, under the public name “{ $name }”. Confirm the address to publish, comment and vote.
confirm-link = Confirm my address
confirm-until = This link is good for { $hours } hours and works once. It leads to a page with a button.
confirm-other = It was not you, or this name is not yours? Do not confirm. Open the link and press “It is not me”: the account will be deleted. Without confirmation, nobody can publish or vote with this account, and it disappears after { $days } days.

reset-subject = Choose a new password
reset-intro = Someone, probably you, asked for a new password for your account on { $site }.
reset-link = Choose a new password
reset-until = This link is good for { $minutes } minutes and works once.
reset-other = You asked for nothing? Do nothing: your password stays the same.

exists-subject = You already have an account
exists-intro = Someone, probably you, tried to create an account on { $site } with this address. It already has one; there is no second one.
exists-sign-in = Sign in
exists-forgotten = Forgot your password? You can choose a new one.
exists-reset = Choose a new password
exists-other = It was not you? Do nothing: this request gave access to nothing.

changed-subject = Your password has changed
changed-intro = The password of your account on { $site } has just changed. Other devices where you were signed in no longer are.
changed-other = It was not you? Choose another password at once.
changed-reset = Choose a new password

closed-subject = Your account is closed
closed-intro = The administration of { $site } closed your account. You can no longer sign in. What you published stays readable.
closed-reason = Reason
closed-contest = You disagree? Write to us to contest this decision.
closed-contact = Contest this decision

reopened-subject = Your account is open again
reopened-intro = The administration of { $site } opened your account again. You can sign in, with the same password.
reopened-sign-in = Sign in

hidden-subject = { $reference }: your contribution was hidden
hidden-intro = The moderators hid your contribution “{ $title }” ({ $reference }). Its text is no longer public. Its page keeps the date, the rule and the reason.
hidden-rule = Rule of the charter
hidden-reason = Reason
hidden-link = See the page
hidden-contest = You disagree? Write to us to contest this decision, and quote the reference { $reference }.
hidden-contact = Contest this decision

shown-subject = { $reference }: your contribution can be read again
shown-intro = The moderators made your contribution “{ $title }” ({ $reference }) readable again. Everyone can read it.
shown-reason = Reason
shown-link = See the page

inadmissible-subject = { $reference }: your proposal is not admissible
inadmissible-intro = Your proposal “{ $title }” ({ $reference }) was found not admissible under the charter. It will get no answer on its substance.
inadmissible-reason = Reason
inadmissible-next = Your proposal stays readable, with this reason. It takes no more votes and no more comments.
inadmissible-link = See what becomes of my proposal
inadmissible-contest = You disagree? Write to us to contest this decision, and quote the reference { $reference }.
inadmissible-contact = Contest this decision


erasure-subject = Erasure requested
erasure-account = You asked for your account on { $site } to be erased, with everything that you published in your own name.
erasure-contribution = You asked for your contribution { $reference } on { $site } to be erased.
erasure-until = It will be done on { $at }, and cannot be undone. Until then, you may change your mind.
erasure-link = See or cancel my request
erasure-last = After that we no longer have your address, and can no longer write to you.
erasure-stays = A dated note will stay in place of the text.
erasure-other = Was it not you? Cancel the request and change your password at once.

changes-subject = { $count ->
    [one] One change for your contributions
   *[other] { $count } changes for your contributions
}
changes-intro = This is what changed, the latest first. Each link leads to the page that says what, by whom and why.
changes-decided = Admissibility decided
changes-answered = Reasoned answer
changes-moderated = Decision of moderation
changes-replied = Reply to your comment
changes-published = Draft commitment put to consultation
changes-adopted = Commitment adopted
changes-more = { $more ->
    [one] And one more change.
   *[other] And { $more } more changes.
}
changes-all = See all that became of my contributions
changes-why = You get this mail once a day at most, and never without a change. You can stop it in one step, without signing in.
changes-stop = Stop this mail
