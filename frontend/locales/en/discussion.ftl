### Votes and comments.

vote-title = Your opinion
vote-results = Opinions
vote-one = One account, one vote. Nobody sees your choice.
vote-sign-in = Choose, then sign in: your choice will be shown again for you to confirm.
vote-kept = You had chosen “{ $choice }” before signing in. It is not a vote yet.
vote-kept-send = Confirm my vote
vote-on-earlier = You voted on version { $revision }. The text has changed since: vote again if your opinion has.
vote-until = You may change until { $date }.
vote-withdraw = Withdraw my vote
vote-results-later = Results will be published when the phase ends.
vote-confirm = To vote, first confirm your email address.
vote-said-agree = Your vote “agree” is recorded.
vote-said-mixed = Your vote “mixed” is recorded.
vote-said-disagree = Your vote “disagree” is recorded.
vote-said-none = Your vote is withdrawn.
vote-not-yet = Voting is not open yet.
vote-closed = Voting is closed. The results stay public.
vote-unavailable = This text takes no votes.
vote-not-allowed = Your account cannot vote here.

discussion-title = Discussion
discussion-add = Add a comment
discussion-none = Nobody has commented yet.
discussion-none-text = An argument, a question or a remark helps to improve the text.
discussion-none-yet = None so far.
discussion-revision = corrected, version { $revision }
discussion-imported-votes =
    { $count ->
        [one] { $count } vote on another platform
       *[other] { $count } votes on another platform
    }
discussion-reply = Reply
discussion-edit = Correct
discussion-withdraw = Withdraw
discussion-report = Report
discussion-moderate = Moderate
discussion-sign-in = Write, then sign in: your text will wait for you for one hour.
discussion-confirm = To comment, first confirm your email address.
discussion-not-yet = Comments are not open yet.
discussion-closed = Comments are closed. They stay public.
discussion-unavailable = This text takes no comments.
discussion-not-allowed = Your account cannot comment here.
discussion-write = Your comment
discussion-until = You may comment until { $date }.
discussion-public = your public name, your text and the date, as long as the process is online. Your email address is never shown.
discussion-send = Publish my comment
discussion-stance = Your position
discussion-body = Your text
discussion-body-hint = Give a reason, an example or a source.

stance-for = Argument for
stances-for = Arguments for
stance-against = Argument against
stances-against = Arguments against
stance-neutral = Remark
stances-neutral = Remarks
stance-question = Question
stances-question = Questions

comment-said-left = Characters left: { $n }
comment-said-over = Characters too many: { $n }
comment-said-refused = Your comment is not published yet. Correct the points shown.
comment-back = Back to the discussion
comment-reply-title = Reply to a comment
comment-edit-title = Correct my comment
comment-edit-note = The comment will show the number of its new version.
comment-edit-send = Publish the correction
comment-withdraw-title = Withdraw my comment
comment-withdraw-note = The text will no longer be readable. You cannot undo this.
comment-withdraw-send = Withdraw for good
comment-report-title = Report a comment
comment-visibility-title = Moderate a comment
discussion-others =
    { $count ->
        [one] Read the other comment
       *[other] Read the { $count } others
    }
