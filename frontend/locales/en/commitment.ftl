### Commitments: page, list, form.

commitment-list = Commitments
commitment-list-lead = What administrations commit to, with whom, and by when.
commitment-aside = About this commitment
commitment-count =
    { $count ->
        [one] { $count } commitment
       *[other] { $count } commitments
    }
commitment-none = No commitment has been published yet.
commitment-none-text = Draft commitments will appear here when the consultation opens.
commitment-new = Write a draft commitment
commitment-since = open for consultation since
commitment-edit = Change the draft
commitment-publish = Open for consultation
commitment-adopt = Adopt the commitment
commitment-adopt-note = The consultation took place. Adopting the commitment settles its text: it no longer changes, and its follow-up begins.
commitment-adopt-hint = Say, if you wish, what the arbitration changed or confirmed. This reason is public.
commitment-draft-note = This draft is not public yet. Once open for consultation, everyone can read it, comment and vote.
commitment-edit-note = Every new version is public, with what changed.
commitment-milestones = Milestones
commitment-no-milestone = No milestone is set.
commitment-milestone-done = Done on { $date }
commitment-milestone-late = Late: due on { $date }
commitment-milestone-due = Due on { $date }
commitment-problem = The problem to solve
commitment-text = The commitment
commitment-sources = The proposals it comes from
commitment-no-source = This draft cites no proposal.
commitment-next = And next
commitment-lead = Lead administration
commitment-published = Open for consultation since
commitment-origin = Lineage
commitment-lineage = Where it comes from and what becomes of it

commitment-form-new = Write a draft commitment
commitment-form-edit = Change the draft commitment
commitment-form-lead = Say who does what, by when, and how one will know that it is done.
commitment-form-title = Title
commitment-form-title-example = Example: Publish the list of public algorithms every year.
commitment-form-problem-hint = What the contributions showed, and for whom it is a problem.
commitment-form-text-hint = Precise verbs: publish, open, train. Avoid “promote” or “explore”.
commitment-form-sources-hint = Tick the proposals, or give their reference. Example: PAN17-P42. Leave unused lines empty.
commitment-form-source = Other proposal { $number }
commitment-form-milestones-hint = Leave unused lines empty. To add more, save and then change the draft.
commitment-form-milestone = Milestone { $number }
commitment-form-milestone-title = What will be done
commitment-form-milestone-due = Due date
commitment-form-public = nothing for now. The draft becomes public when you open it for consultation.
commitment-form-send = Save the draft
commitment-form-revise = Save the new version
