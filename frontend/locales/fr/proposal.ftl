### Les propositions : page, listes, historique, ce qu'elles deviennent.

proposal-list = Propositions
proposal-aside = À propos de cette proposition
proposal-problem = Le problème
proposal-body = La proposition
proposal-effect = L'effet attendu
proposal-carrier = Qui pourrait s'en charger
proposal-continues = Suite d'un engagement précédent
proposal-version = version { $revision }, voir ce qui a changé
proposal-about = En bref
proposal-process = Démarche
proposal-published = Publiée
proposal-history = Historique
proposal-versions =
    { $count ->
        [one] { $count } version
       *[other] { $count } versions
    }
proposal-data = Données
proposal-data-link = Les mêmes informations en JSON
proposal-own = Votre proposition
proposal-edit-until = Vous pouvez la corriger jusqu'au { $date }.
proposal-edit = Corriger ma proposition
proposal-withdraw = Retirer ma proposition
proposal-withdraw-note = Le texte ne sera plus lisible. La référence, les votes et les dates restent. Vous ne pourrez pas revenir en arrière.
proposal-withdraw-send = Retirer définitivement
proposal-staff = Décider
proposal-sources = Documents à l'appui

card-hidden = Proposition masquée
card-withdrawn = Proposition retirée par son auteur
card-erased = Proposition effacée à la demande de son auteur
card-comments =
    { $count ->
        [one] { $count } commentaire
       *[other] { $count } commentaires
    }
card-lead = Pilote : { $lead }
card-milestones =
    { $done ->
        [one] { $done } jalon atteint sur { $total }
       *[other] { $done } jalons atteints sur { $total }
    }
card-next-milestone = prochain jalon :

list-title = Propositions
list-filter-label = Filtrer les propositions
list-q = Mots à chercher
list-theme = Thème
list-all-themes = Tous les thèmes
list-state = État
list-all-states = Tous les états
list-filter = Filtrer
list-clear = Tout effacer
list-sort-label = Trier les propositions
list-sort-later = Les soutiens seront montrés à la fin du vote ; on pourra alors trier d'après eux.
list-count =
    { $count ->
        [one] { $count } proposition
       *[other] { $count } propositions
    }
list-count-more = Plus de { $count } propositions
list-nothing = Aucune proposition ne correspond.
list-nothing-text = Retirez un filtre ou cherchez d'autres mots.
list-be-first = Publiez la première.

sort-recent = Les plus récentes
sort-supported = Les plus soutenues
sort-discussed = Les plus commentées
sort-random = Au hasard

becomes-title = Ce que devient cette contribution
becomes-all = Toute la filiation
becomes-published = La proposition est publiée.
becomes-withdrawn = Son auteur la retire.
becomes-commitment = Elle nourrit un engagement :
becomes-late = En retard : attendu pour le { $date }
becomes-by = Attendu pour le { $date }
becomes-no-date = À venir, date non fixée

awaited-triage = L'examen de la recevabilité, puis le tri par les administrations.
awaited-answer = Une réponse motivée d'une administration.
awaited-consultation = La consultation sur les projets d'engagement.
awaited-publication = La publication du texte final.
awaited-follow_up = Le suivi de la mise en œuvre.
awaited-milestone = Le jalon, à sa date.

history-title = Ce qui a changé
history-lead = Chaque version reste publique. Les mots supprimés et ajoutés sont marqués.
history-version = Version { $number }
history-first = Première version publiée.
history-unchanged = Aucun changement à montrer pour cette version.
history-show = Voir chaque version
