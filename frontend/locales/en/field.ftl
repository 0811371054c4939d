### What is wrong with a field, and how sentences speak of each field.
### “subject” is used inside a sentence, “Subject” at its beginning.

subject-title = the title
subject-problem = the problem
subject-body = the text
subject-effect = the expected effect
subject-carrier = the name of who would carry it out
subject-continues = the earlier commitment
subject-theme = the theme
subject-on_behalf_of = the organisation you speak for
subject-email = the email address
subject-name = the public name
subject-password = the password
subject-current_password = the current password
subject-terms = your agreement to the terms of use
subject-choice = the choice
subject-stance = the position
subject-parent = the comment you reply to
subject-decision = the decision
subject-reason = the reason
subject-outcome = the answer
subject-visibility = the visibility
subject-rule = the rule
subject-text = the text of the commitment
subject-lead = the lead administration
subject-source = the reference of a source proposal
subject-milestone_title = the title of milestone { $number }
subject-milestone_due = the date of milestone { $number }
subject-sources = the proposals it comes from
subject-milestones = the milestones
subject-intent = the button chosen
subject-op = the mark of the form
subject-revision = the number of the version
subject-role = the right
subject-process = the process
subject-organisation = the organisation
subject-until = the end date
subject-title_fr = the French title
subject-title_en = the English title
subject-source_fr = the French text
subject-source_en = the English text
subject-slug = the identifier
subject-code = the code
subject-lang = the language
subject-time_zone = the time zone
subject-titles = the title
subject-summaries = the summary
subject-promises = the promise
subject-charters = the charter
subject-kind = the kind
subject-starts_at = the start date
subject-ends_at = the end date
subject-edit_window_minutes = the correction time
subject-voting = the way of voting
subject-tallies = the moment when totals are shown
subject-part = the part
subject-summary = the description
subject-reference = the reference
subject-who = the address or the public name
subject-other = something

problem-required = We need { $subject }. Fill in this field to continue.
problem-too-short =
    { $Subject } has { $length ->
        [one] { $length } character
       *[other] { $length } characters
    }; it needs at least { $least }.
problem-too-long =
    { $Subject } has { $length ->
        [one] { $length } character
       *[other] { $length } characters
    }; the limit is { $most }.
problem-not-a-choice = We do not recognise { $subject }. Choose one of the answers offered.
problem-not-an-email = { $Subject } is not complete. Example: name@example.org.
problem-not-a-date = { $Subject } is not in the calendar. Example: 2027-04-15.
problem-malformed = { $Subject } is not in the expected form. Follow the example.
problem-taken = Someone already uses { $subject } you gave. Choose another.
problem-reserved = This name is kept for an organisation or an office. Choose another public name.
problem-deceptive = This name has characters that could mislead. Use letters, digits and spaces.
problem-guessable = This password is too easy to guess. Add a few unrelated words.
problem-not-accepted = Your agreement is missing. Accept the terms of use to continue.
problem-order = { $Subject } comes too early. Check the order of the dates.
problem-unknown = We cannot find { $subject }. Check what you wrote.
problem-too-deep = You cannot reply to a reply. Reply to the first comment.
problem-expired = This link or code is no longer valid. Ask for a new one.
problem-fixed = { $Subject } can no longer be changed like this: contributions depend on it. Keep the earlier value.
problem-wrong-credentials = The email address and the password do not match. Check both, or choose a new password.
problem-wrong-password = This is not the current password of your account. Type it again.
