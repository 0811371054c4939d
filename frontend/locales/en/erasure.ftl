### Erasing one's account or a contribution.

erasure-title = Erase my data
erasure-lead = You can have one contribution erased, or your whole account. It cannot be undone.
erasure-asked = Requests under way
erasure-none-asked = You have asked for nothing.
erasure-of-account = My whole account
erasure-of-contribution = Contribution { $reference }
erasure-due = will be done on
erasure-begun = Being erased
erasure-cancel = Cancel the request
erasure-one = One contribution
erasure-one-text = The text and your name go. A dated note stays in their place.
erasure-open = Erase
erasure-whole = My whole account
erasure-whole-text = Your account, your contributions, your drafts and your settings go. Consider taking a copy of your data first.
erasure-account-open = Erase my account
erasure-account-title = Erase my account
erasure-contribution-title = Erase contribution { $reference }
erasure-name-title = Take my name off contribution { $reference }

erasure-goes = What goes
erasure-goes-words = The text, in all its versions, and its title.
erasure-goes-author = Your name as its author, here and in the public log.
erasure-goes-name = Your name, beside the organisation's.
erasure-goes-account = Your address, your public name, your password and your sessions.
erasure-goes-contributions = { $count ->
    [one] The text of your contribution, in all its versions.
   *[other] The text of your { $count } contributions, in all their versions.
}
erasure-goes-votes = { $count ->
    [one] Your vote in a phase that is still open: it is withdrawn.
   *[other] Your { $count } votes in phases that are still open: they are withdrawn.
}
erasure-goes-rest = Your drafts, your reports, your rights and the mails that wait for you.
erasure-stays = What stays
erasure-stays-placeholder = In place of each text: “Contribution erased at its author’s request”, with the date.
erasure-stays-answers = The answers, comments and votes of others.
erasure-stays-organisation = The text, in the name of { $name }: it belongs to the organisation.
erasure-stays-votes = { $count ->
    [one] Your vote in a phase that is over. It stays counted, but nothing says any more that it is yours.
   *[other] Your { $count } votes in phases that are over. They stay counted, but nothing says any more that they are yours.
}
erasure-stays-spoken = { $count ->
    [one] The text that you wrote in an organisation's name, without yours.
   *[other] The { $count } texts that you wrote in an organisation's name, without yours.
}
erasure-stays-log = In the public log, fingerprints. We can no longer open them; whoever kept a receipt or an archive can still prove your words.
erasure-stays-held = Your public name is free for nobody for a year.
erasure-reach = What we cannot take back
erasure-reach-copies = Copies that others made, quotations, archives that were published, mails that were sent.
erasure-reach-linked = Contributions erased at the same time: whoever kept a copy can guess that they were one person's.
erasure-reach-backups = Backups go within the time that the page “Privacy” says. If one is restored, the erasure is done again first.

erasure-ask = Ask for erasure
erasure-when = It will be done on
erasure-until = Until then, you can cancel your request.
erasure-note = Once it is done, it cannot be undone.
erasure-account-send = Erase my account
erasure-contribution-send = Erase this contribution
erasure-name-send = Take my name off
erasure-back = Erase nothing
