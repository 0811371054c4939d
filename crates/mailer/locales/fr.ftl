### Courriers. Chaque phrase est un paragraphe ; les liens ont leur propre message.
### La typographie (espaces insécables, apostrophes) est posée à la lecture.

greeting = Bonjour { $name },
closing = { $site }
automatic = Ce message est automatique : personne ne lit les réponses. Pour nous écrire : { $contact }

confirm-subject = Confirmez votre adresse électronique
confirm-intro = Quelqu'un, sans doute vous, a créé un compte sur { $site } avec cette adresse, sous le nom public « { $name } ». Confirmez l'adresse pour publier, commenter et voter.
confirm-link = Confirmer mon adresse
confirm-until = Ce lien est valable { $hours } heures et ne sert qu'une fois. Il mène à une page avec un bouton.
confirm-other = Ce n'était pas vous, ou ce nom n'est pas le vôtre ? Ne confirmez pas. Ouvrez le lien et appuyez sur « Ce n'est pas moi » : le compte sera supprimé. Sans confirmation, personne ne peut publier ni voter avec ce compte, et il disparaît au bout de { $days } jours.

reset-subject = Choisissez un nouveau mot de passe
reset-intro = Quelqu'un, sans doute vous, a demandé un nouveau mot de passe pour votre compte sur { $site }.
reset-link = Choisir un nouveau mot de passe
reset-until = Ce lien est valable { $minutes } minutes et ne sert qu'une fois.
reset-other = Vous n'avez rien demandé ? Ne faites rien : votre mot de passe reste le même.

exists-subject = Vous avez déjà un compte
exists-intro = Quelqu'un, sans doute vous, a voulu créer un compte sur { $site } avec cette adresse. Elle a déjà un compte ; il n'y en a pas de second.
exists-sign-in = Me connecter
exists-forgotten = Vous avez oublié votre mot de passe ? Vous pouvez en choisir un nouveau.
exists-reset = Choisir un nouveau mot de passe
exists-other = Ce n'était pas vous ? Ne faites rien : cette demande n'a donné accès à rien.

changed-subject = Votre mot de passe a changé
changed-intro = Le mot de passe de votre compte sur { $site } vient de changer. Les autres appareils où vous étiez connecté ne le sont plus.
changed-other = Ce n'était pas vous ? Choisissez tout de suite un autre mot de passe.
changed-reset = Choisir un nouveau mot de passe

closed-subject = Votre compte est fermé
closed-intro = L'administration de { $site } a fermé votre compte. Vous ne pouvez plus vous connecter. Ce que vous avez publié reste lisible.
closed-reason = Motif
closed-contest = Vous n'êtes pas d'accord ? Écrivez-nous pour contester cette décision.
closed-contact = Contester cette décision

reopened-subject = Votre compte est rouvert
reopened-intro = L'administration de { $site } a rouvert votre compte. Vous pouvez de nouveau vous connecter, avec le même mot de passe.
reopened-sign-in = Me connecter

hidden-subject = { $reference } : votre contribution a été masquée
hidden-intro = La modération a masqué votre contribution « { $title } » ({ $reference }). Son texte n'est plus public. Sa page garde la date, la règle et le motif.
hidden-rule = Règle de la charte
hidden-reason = Motif
hidden-link = Voir la page
hidden-contest = Vous n'êtes pas d'accord ? Écrivez-nous pour contester cette décision et rappelez la référence { $reference }.
hidden-contact = Contester cette décision

shown-subject = { $reference } : votre contribution est de nouveau lisible
shown-intro = La modération a rendu de nouveau lisible votre contribution « { $title } » ({ $reference }). Tout le monde peut la lire.
shown-reason = Motif
shown-link = Voir la page

inadmissible-subject = { $reference } : votre proposition est irrecevable
inadmissible-intro = Votre proposition « { $title } » ({ $reference }) a été jugée irrecevable au regard de la charte. Elle ne recevra pas de réponse sur le fond.
inadmissible-reason = Motif
inadmissible-next = Votre proposition reste lisible, avec ce motif. Elle ne reçoit plus ni vote ni commentaire.
inadmissible-link = Voir ce que devient ma proposition
inadmissible-contest = Vous n'êtes pas d'accord ? Écrivez-nous pour contester cette décision et rappelez la référence { $reference }.
inadmissible-contact = Contester cette décision


erasure-subject = Effacement demandé
erasure-account = Vous avez demandé l'effacement de votre compte sur { $site } et de tout ce que vous avez publié en votre nom.
erasure-contribution = Vous avez demandé l'effacement de votre contribution { $reference } sur { $site }.
erasure-until = Il sera fait le { $at }, et ne pourra pas être défait. Jusque-là, vous pouvez changer d'avis.
erasure-link = Voir ou annuler ma demande
erasure-last = Après l'effacement, nous n'aurons plus votre adresse et ne pourrons plus vous écrire.
erasure-stays = Une mention datée restera à la place du texte.
erasure-other = Ce n'était pas vous ? Annulez la demande et changez tout de suite de mot de passe.

changes-subject = { $count ->
    [one] Un changement pour vos contributions
   *[other] { $count } changements pour vos contributions
}
changes-intro = Voici ce qui a changé, le plus récent d'abord. Chaque lien mène à la page qui dit quoi, par qui et pourquoi.
changes-decided = Recevabilité décidée
changes-answered = Réponse motivée
changes-moderated = Décision de modération
changes-replied = Réponse à votre commentaire
changes-published = Projet d'engagement mis en consultation
changes-adopted = Engagement adopté
changes-more = { $more ->
    [one] Et un autre changement.
   *[other] Et { $more } autres changements.
}
changes-all = Voir tout ce que sont devenues mes contributions
changes-why = Vous recevez ce message une fois par jour au plus, et jamais sans changement. Vous pouvez l'arrêter d'un geste, sans vous connecter.
changes-stop = Ne plus recevoir ce message
