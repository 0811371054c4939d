### Le tri des propositions.

triage-title = Tri des propositions
triage-of = Tri des propositions : { $process }
triage-answers-for = Vous répondez au nom de : { $names }.
triage-filter-label = Filtrer les propositions à trier
triage-state-label = État
triage-all = Tous les états
triage-filter = Filtrer
triage-state = { $state } ({ $count })
triage-empty = Aucune proposition n'est dans cet état.
triage-empty-text = Choisissez un autre état pour voir les autres propositions.
triage-show-all = Voir toutes les propositions
triage-table = Tableau des propositions à trier
triage-proposal = Proposition
triage-waiting = En attente depuis
triage-votes = Votes
triage-comments = Commentaires
triage-not-yours = Vous ne pouvez pas décider de celle-ci.
triage-problem = Le problème
triage-body = La proposition
triage-effect = L'effet attendu
triage-decided = Déjà décidé
triage-whole = Lire la page complète, avec les votes et les commentaires
triage-own = C'est votre proposition : quelqu'un d'autre doit décider.
triage-nothing = Aucune décision n'est à prendre ici avec vos droits.
