### What waits for someone in charge of a process.

desk-title = To do
desk-lead = What is waiting, process by process, the oldest contribution first.
desk-triage = Triage and answer proposals
desk-moderation = Review reports
desk-commitments = Draft commitments
desk-waiting = { $count } waiting
desk-since = the oldest since { $date }
desk-nothing = Nothing is waiting
