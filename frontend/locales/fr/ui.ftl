### Parts that several pages share.

ui-optional = facultatif
ui-errors =
    { $count ->
        [1] Un point est à corriger
        [2] Deux points sont à corriger
        [3] Trois points sont à corriger
        [4] Quatre points sont à corriger
       *[other] { $count } points sont à corriger
    }
ui-errors-kept = Rien n'est perdu : tout ce que vous avez écrit est encore là.
ui-limit = { $count } caractères au plus
ui-by-person = , par { $name }
ui-on-day = le
ui-placeholder-rule = Règle de la charte : { $rule }
ui-placeholder-by = Décision prise par : { $role }
ui-placeholder-decision = Décision
ui-first-page = Revenir au début de la liste
ui-next-page = Page suivante
ui-pages = Pages de la liste
ui-no-vote = Aucun vote
ui-tally =
    { $agree } d'accord, { $mixed } { $mixed ->
        [one] mitigé
       *[other] mitigés
    }, { $disagree } pas d'accord sur { $total ->
        [one] { $total } vote
       *[other] { $total } votes
    }
ui-agree = { $count ->
        [one] d'accord
       *[other] d'accord
    }
ui-mixed = { $count ->
        [one] mitigé
       *[other] mitigés
    }
ui-disagree = { $count ->
        [one] pas d'accord
       *[other] pas d'accord
    }
ui-out-of = sur
ui-votes =
    { $count ->
        [one] vote
       *[other] votes
    }
ui-choose = Choisissez
ui-what-is-public = Ce qui sera public :
ui-on-behalf = Au nom de
ui-on-behalf-hint = Le nom de l'organisation sera affiché avant le vôtre.
ui-on-behalf-none = Moi-même
ui-resend = Renvoyer le message de confirmation
ui-choice-agree = D'accord
ui-choice-mixed = Mitigé
ui-choice-disagree = Pas d'accord
ui-votes-table = Voir les votes en tableau
ui-votes-choice = Avis
ui-votes-here = Votes sur ce site
ui-votes-imported = Votes sur une autre plateforme
ui-votes-total = Total
ui-votes-earlier = { $count ->
        [one] { $count } de ces votes porte sur une version précédente.
       *[other] { $count } de ces votes portent sur une version précédente.
    }

author-kind-citizen = citoyen ou citoyenne
author-kind-organisation = organisation
author-kind-administration = administration
author-kind-imported = contribution importée

role-visitor = visiteur
role-unconfirmed = compte à confirmer
role-participant = participant
role-delegate = délégué
role-instructor = instructeur
role-owner = porteur d'engagement
role-moderator = modérateur
role-guarantor = garant
role-admin = administrateur

state-received = Reçue
state-admissible = Recevable
state-inadmissible = Irrecevable
state-under_review = En instruction
state-retained = Retenue
state-partly_retained = Partiellement retenue
state-not_retained = Non retenue
state-merged = Regroupée
state-withdrawn = Retirée

commitment-state-draft = Brouillon
commitment-state-in_consultation = En consultation
commitment-state-adopted = Adopté

phase-status-upcoming = À venir
phase-status-open = En cours
phase-status-closed = Terminée

placeholder-hidden = Masqué par la modération
placeholder-withdrawn = Retiré par son auteur
placeholder-erased = Contribution effacée à la demande de son auteur
