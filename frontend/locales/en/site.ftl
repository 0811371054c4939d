### Pages that the operator writes.

site-edit = Change this page
site-updated = Last changed on
site-title = Title
site-source = Text
site-source-hint = In Markdown: # for a heading, - for a list, [text](address) for a link.
site-note = The page changes at once, in both languages.
site-save = Save the page

site-page-legal = Legal notice
site-page-privacy = Personal data
site-page-terms = Terms of use
site-page-accessibility = Accessibility
site-page-contact = Contact and reports
language-fr = In French
language-en = In English
