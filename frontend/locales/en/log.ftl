### The public log and receipts.

log-title = Public log
log-lead = Everything published here is entered, in order, in a signed log. Nobody can change it or take a line out unnoticed.
log-still-title = The log stands still
log-still = The database is not the one of the last signature: it probably comes from an old backup, or the key is another. Nothing more is signed until this is settled.

log-state = Where the log stands
log-size = Signed entries
log-signed = Last signature
log-root = Fingerprint
log-nothing-yet = none yet
log-waiting = Waiting to be entered
log-since = since
log-witnesses = Witnesses
log-no-witness = none yet
log-cosigned = cosigned on
log-not-cosigned = has not cosigned this checkpoint
log-quorum =
    { $count ->
        [one] Nothing is published without the signature of at least one witness.
       *[other] Nothing is published without the signatures of at least { $count } witnesses.
    }

log-withdrawn = What can no longer be read
log-withdrawn-text = The log keeps a fingerprint of texts, never the texts. When a text is hidden, withdrawn or erased, a new entry says why.
log-none-withdrawn = Everything that was entered can be read.
log-reason = Reason
log-parts = Parts (text or author)
log-reason-moderated = Hidden by moderation
log-reason-withdrawn = Withdrawn by its author
log-reason-erased = Erased at the person's request

log-verify = Check it yourself
log-verify-text = Checking takes neither an account nor trust. It reads what anyone can read, computes every fingerprint again and names what is wrong. There is also a second, independent program in Python.
log-checkpoint = The last signature
log-key = The public keys
log-about-receipts = What a receipt proves
log-key-note = Keep a copy of the key: with an old copy you need not take our word.

log-limits = What the log does not show
log-limit-accounts = It does not show whether the operator made false accounts. The number of confirmed accounts is logged with each count.
log-limit-votes = It does not show anyone else who voted what: only the voter knows the own line among those counted. A vote cast behind someone's back is visible to that person alone.
log-limit-names = It keeps the name that an organisation had when it spoke; the page shows its name of today.
log-limit-rest = The program does not hold against the log the progress of milestones, the calendar, the promise of the process and the page of acts: hold them yourself against their entries.
log-limit-reasons = When a text is erased because its author asked, the reason that is logged is the operator's word.
log-limit-figures = It does not vouch for figures of use (participants, page views), which do not come from it.
log-limit-refused = It does not show what was refused before it was published.
log-limit-view = By itself it does not show that everyone sees the same log. Compare your copy of the last signature with someone else's.
log-limit-copies = A text erased here may remain elsewhere, in copies out of our reach.

log-receipt = Download the receipt
log-receipts-title = What a receipt proves
log-receipts-lead = A receipt is a small file that you keep. With it you can show later what you published, even if we no longer want it known.
log-two = Two steps
log-two-promise = First a promise: we sign that your text will be in the log within the hour. If we do not keep our word, this file shows it.
log-two-proof = Then a proof: the same link gives a file with your text, its number in the log and the computation that leads to the signature.
log-proves = What it proves
log-proves-text = That this very text, to the character, was published under this reference.
log-proves-when = When we received it, by our clock.
log-proves-kept = That the log still has it: otherwise the check fails.
log-proves-not = What it does not prove
log-proves-not-author = That you are the author: it proves the name shown, not your identity.
log-proves-not-read = That anyone read it or took it into account. The page “What became of this contribution” says so.
log-proves-not-shown = That the page still shows it. A text can be hidden, and the log then says why.
log-vote = And for a vote
log-vote-text = On request, once votes are counted, you get what it takes to find your line in the list that is published at the close. We never send it by mail.
log-vote-warning = Careful: this file shows how you voted. Give it to nobody who could force you to.
log-check = Checking it
log-check-text = On your own computer, without an account. Give the Parvis program the address of the log and your file:
log-second = The verifier in Python

receipt-offer = Keep your receipt: with it you will be able to prove that your words are in the public log.
receipt-take = Download the receipt
receipt-quiet = Receipt
receipt-file = FILE
receipt-second = Or with a second program, written separately:
receipt-read = The program says whether your words are in the log, are still awaited there (an hour at most), or what is missing. To do it without a network, give it an archive in place of the address.

receipt-vote-link = Receipt of my vote
receipt-vote-title = The receipt of your vote
receipt-vote-shows = This file shows how you voted
receipt-vote-danger = Give it to nobody, and do not take it if someone can ask you for it. Your vote counts without it.
receipt-vote-use = It lets you find your line in the list that is published when the vote closes. You alone can say that this line is yours.
receipt-vote-take = Download the receipt of my vote
receipt-vote-not-yet = Your vote is recorded, and not yet counted in the log
receipt-vote-when = The log counts votes in groups of ten at least, at most once every quarter of an hour. So nobody can guess a vote from its time.
receipt-vote-last = At the latest, it counts all votes at the close: { $date }.
receipt-vote-again = If you have just changed your vote, its receipt follows the next count. Come back to this page.
receipt-no-vote = You have not voted here: there is no receipt to take.
