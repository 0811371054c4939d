### What becomes of everyone's contributions, and the mail of the day.

notice-title = What became of my contributions
notice-lead = Every decision, answer or commitment about your contributions, the latest first.
notice-changes = What changed
notice-none = Nothing has changed yet.
notice-none-text = When a contribution gets an answer or becomes a commitment, this page says so.
notice-unread = New
notice-unread-count = { $count ->
    [one] One change is not marked as read.
   *[other] { $count } changes are not marked as read.
}
notice-read-send = Mark all as read
notice-all = See all my contributions
notice-votes = My votes
notice-votes-lead = You alone see this page. Your votes are never published with your name.
notice-no-vote = You have not voted, or have taken your votes back.
notice-vote-agree = Agree
notice-vote-mixed = Mixed
notice-vote-disagree = Disagree
notice-mails = The mail of the day
notice-mails-on = When something has changed, you get a mail with the links: one a day at most, and none on days without a change.
notice-mails-off = You get no mail when your contributions change. This page says everything.
notice-mails-others = Mails about the security of your account and decisions of moderation always leave, at once.
notice-mails-stop = Stop these mails
notice-mails-start = Get one mail a day at most
notice-stop = Stop the mail of the day
notice-stop-text = You will get no more mail when your contributions change. You can change your mind from your account.
notice-stop-send = Stop these mails
notice-stopped = Done
notice-stopped-text = You will no longer get the mail of the day. You can change your mind from your account.

change-decided = Admissibility decided
change-answered = Reasoned answer
change-moderated = Decision of moderation
change-replied = Reply to your comment
change-published = Draft commitment put to consultation
change-adopted = Commitment adopted
