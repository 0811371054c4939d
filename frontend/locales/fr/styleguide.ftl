### La page de style.

styleguide-title = Guide de style
styleguide-lead = Chaque pièce dont les pages sont faites, dans ses états.
styleguide-colours = Couleurs par rôle
styleguide-buttons = Boutons et étiquettes
styleguide-notices = Messages
styleguide-threads = Le fil
styleguide-votes = Votes
styleguide-lists = Listes et tableaux
styleguide-forms = Formulaires
styleguide-texts = Textes et versions
