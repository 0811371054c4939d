### The moderators' queue.

moderation-title = Reported contributions
moderation-of = Reported contributions: { $process }
moderation-lead = Read the contribution in its context, then apply the charter. Nobody moderates their own contributions.
moderation-empty = No report is waiting.
moderation-empty-text = Contributions that people report will appear here.
moderation-table = Table of reports
moderation-what = Contribution
moderation-why = First report
moderation-count = Reports
moderation-since = Since
moderation-hidden = Hidden
moderation-untitled = Contribution without readable words
moderation-pane = Decision
moderation-pane-text = Choose a contribution in the table.
moderation-read = Read the contribution in its context
moderation-dismiss-title = Change nothing
moderation-dismiss-hint = Say why the charter is respected. This reason is entered in the public register.
moderation-dismiss = Dismiss the report
