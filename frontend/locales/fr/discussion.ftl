### Les votes et les commentaires.

vote-title = Votre avis
vote-results = Les avis
vote-one = Un compte, un vote. Personne ne voit votre choix.
vote-sign-in = Choisissez, puis connectez-vous : votre choix vous sera montré de nouveau pour confirmation.
vote-kept = Vous aviez choisi « { $choice } » avant de vous connecter. Ce n'est pas encore un vote.
vote-kept-send = Confirmer mon vote
vote-on-earlier = Vous avez voté sur la version { $revision }. Le texte a changé depuis : votez de nouveau si votre avis a changé.
vote-until = Vous pouvez changer jusqu'au { $date }.
vote-withdraw = Retirer mon vote
vote-results-later = Les résultats seront publiés à la fin de la phase.
vote-confirm = Pour voter, confirmez d'abord votre adresse électronique.
vote-said-agree = Votre vote « d'accord » est enregistré.
vote-said-mixed = Votre vote « mitigé » est enregistré.
vote-said-disagree = Votre vote « pas d'accord » est enregistré.
vote-said-none = Votre vote est retiré.
vote-not-yet = Le vote n'est pas encore ouvert.
vote-closed = Le vote est clos. Les résultats restent publics.
vote-unavailable = On ne peut pas voter sur ce texte.
vote-not-allowed = Votre compte ne permet pas de voter ici.

discussion-title = Discussion
discussion-add = Ajouter un commentaire
discussion-none = Personne n'a encore commenté.
discussion-none-text = Un argument, une question ou une remarque aide à améliorer le texte.
discussion-none-yet = Aucun pour le moment.
discussion-revision = corrigé, version { $revision }
discussion-imported-votes =
    { $count ->
        [one] { $count } vote sur une autre plateforme
       *[other] { $count } votes sur une autre plateforme
    }
discussion-reply = Répondre
discussion-edit = Corriger
discussion-withdraw = Retirer
discussion-report = Signaler
discussion-moderate = Modérer
discussion-sign-in = Écrivez, puis connectez-vous : votre texte vous attendra pendant une heure.
discussion-confirm = Pour commenter, confirmez d'abord votre adresse électronique.
discussion-not-yet = Les commentaires ne sont pas encore ouverts.
discussion-closed = Les commentaires sont clos. Ils restent publics.
discussion-unavailable = On ne peut pas commenter ce texte.
discussion-not-allowed = Votre compte ne permet pas de commenter ici.
discussion-write = Votre commentaire
discussion-until = Vous pouvez commenter jusqu'au { $date }.
discussion-public = votre nom public, votre texte et la date, tant que la démarche est en ligne. Votre adresse électronique n'est jamais montrée.
discussion-send = Publier mon commentaire
discussion-stance = Votre position
discussion-body = Votre texte
discussion-body-hint = Donnez une raison, un exemple ou une source.

stance-for = Argument pour
stances-for = Arguments pour
stance-against = Argument contre
stances-against = Arguments contre
stance-neutral = Remarque
stances-neutral = Remarques
stance-question = Question
stances-question = Questions

comment-said-left = Caractères restants : { $n }
comment-said-over = Caractères en trop : { $n }
comment-said-refused = Votre commentaire n'est pas encore publié. Corrigez les points indiqués.
comment-back = Revenir à la discussion
comment-reply-title = Répondre à un commentaire
comment-edit-title = Corriger mon commentaire
comment-edit-note = Le commentaire portera la mention de sa nouvelle version.
comment-edit-send = Publier la correction
comment-withdraw-title = Retirer mon commentaire
comment-withdraw-note = Le texte ne sera plus lisible. Vous ne pourrez pas revenir en arrière.
comment-withdraw-send = Retirer définitivement
comment-report-title = Signaler un commentaire
comment-visibility-title = Modérer un commentaire
discussion-others =
    { $count ->
        [one] Lire l'autre commentaire
       *[other] Lire les { $count } autres
    }
