### La file des modérateurs.

moderation-title = Contributions signalées
moderation-of = Contributions signalées : { $process }
moderation-lead = Lisez la contribution dans son contexte, puis appliquez la charte. Personne ne modère ses propres contributions.
moderation-empty = Aucun signalement n'attend.
moderation-empty-text = Les contributions que l'on vous signale apparaîtront ici.
moderation-table = Tableau des signalements
moderation-what = Contribution
moderation-why = Premier signalement
moderation-count = Signalements
moderation-since = Depuis
moderation-hidden = Masquée
moderation-untitled = Contribution sans texte lisible
moderation-pane = Décision
moderation-pane-text = Choisissez une contribution dans le tableau.
moderation-read = Lire la contribution dans son contexte
moderation-dismiss-title = Ne rien changer
moderation-dismiss-hint = Dites pourquoi la charte est respectée. Ce motif est inscrit au registre public.
moderation-dismiss = Classer le signalement
