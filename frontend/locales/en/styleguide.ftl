### The style page.

styleguide-title = Style guide
styleguide-lead = Every part that pages are made of, in its states.
styleguide-colours = Colours by role
styleguide-buttons = Buttons and badges
styleguide-notices = Notices
styleguide-threads = The thread
styleguide-votes = Votes
styleguide-lists = Lists and tables
styleguide-forms = Forms
styleguide-texts = Texts and versions
