### Decisions of administrations and moderators.

decision-reason = Reason
decision-reason-hint = The author and the public will read this text as it is.
decision-public = The decision and its reason are public at once. A later decision may replace it; both stay readable.
decision-admissibility-title = Decide on admissibility
decision-admissibility = Under the charter, this proposal is
decision-admissibility-send = Publish the decision
decision-answer-title = Answer the proposal
decision-outcome = The proposal is
decision-answer-for = On behalf of
decision-answer-hint = Say what is retained, what is not, and why. The author and the public will read this text as it is.
decision-answer-send = Publish the answer
decision-hide-title = Hide this contribution
decision-show-title = Show this contribution again
decision-hide-send = Hide the contribution
decision-show-send = Show the contribution
decision-hide-public = The rule and the reason are shown in place of the text. Your role is given, not your name.
decision-rule = Rule of the charter
decision-rule-hint = The number or the title of the rule.
decision-report-title = Report this contribution
decision-report-hint = Say which rule is broken, or which passage is a problem.
decision-report-note = Only the moderators read your report. They decide by the charter and publish their reason.
decision-report-send = Send the report

decision-admissibility-admissible = The proposal is admissible.
decision-admissibility-inadmissible = The proposal is inadmissible.
decision-answer-retained = Answer: the proposal is retained.
decision-answer-partly_retained = Answer: the proposal is partly retained.
decision-answer-not_retained = Answer: the proposal is not retained.
decision-visibility-hidden = The contribution is hidden by the moderators.
decision-visibility-public = The contribution can be read again.
