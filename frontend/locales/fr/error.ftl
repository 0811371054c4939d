### When something cannot be done: what happened, and what to do.

error-back = Revenir à la page précédente
error-home = Aller à l'accueil
error-resend = Renvoyer le message de confirmation
error-typed = Ce que vous avez écrit
error-typed-kept = Rien n'est publié. Vous pouvez copier votre texte d'ici.
error-reference = Code { $status }, demande { $request }

error-title-not-found = Cette page n'existe pas
error-text-not-found = L'adresse est peut-être incomplète, ou la page a été retirée. Cherchez depuis l'accueil.
error-title-no-such-method = Cette adresse ne se lit pas directement
error-text-no-such-method = Elle sert à envoyer un formulaire. Repartez de la page qui contient ce formulaire.
error-title-sign-in = Connectez-vous pour continuer
error-text-sign-in = Cette action demande un compte. Connectez-vous, puis recommencez.
error-title-confirm = Confirmez d'abord votre adresse
error-text-confirm = Nous vous avons envoyé un message avec un lien. Suivez-le, puis recommencez. Vos brouillons restent enregistrés.
error-title-auth-level = Votre connexion ne suffit pas pour cette action
error-text-auth-level = Cette action demande une connexion plus sûre. Demandez à l'administrateur du site comment l'activer.
error-title-own-work = C'est votre propre contribution
error-text-own-work = Personne ne décide de sa propre contribution. Une autre personne de votre équipe doit le faire.
error-title-role = Vous n'avez pas accès à cette action
error-text-role = Elle est réservée à un rôle que vous n'avez pas ici. Demandez-le à l'administrateur du site.
error-title-cross-site = Ce formulaire vient d'un autre site
error-text-cross-site = Par sécurité, nous ne l'avons pas pris en compte. Ouvrez la page sur ce site, puis recommencez.
error-title-too-large = Votre envoi est trop long
error-text-too-large = Un envoi peut peser 256 ko. Raccourcissez votre texte, puis recommencez.
error-title-not-a-form = Nous ne savons pas lire cet envoi
error-text-not-a-form = Envoyez le formulaire de la page, ou du JSON.
error-title-invalid = Votre envoi est à corriger
error-text-invalid = Revenez à la page précédente, corrigez, puis recommencez.
error-title-too-many = Trop d'envois en peu de temps
error-text-too-many =
    Attendez { $minutes ->
        [one] { $minutes } minute
       *[other] { $minutes } minutes
    }, puis recommencez. Cette limite protège le site des envois automatiques.
error-title-slow = Votre envoi n'est pas arrivé à temps
error-text-slow = La connexion est peut-être trop lente. Recommencez.
error-title-busy = Le site a trop de travail
error-text-busy = Votre demande n'a pas abouti. Attendez un instant, puis recommencez.
error-title-unavailable = Cette action est suspendue un moment
error-text-unavailable = Nous ne pouvons pas l'enregistrer de façon sûre. Attendez quelques minutes, puis recommencez.
error-title-log-still = Pas de reçu pour l'instant
error-text-log-still = Le registre public est à l'arrêt : rien n'y est plus inscrit, et nous ne promettons rien tant que cela n'est pas réglé. Les contributions restent publiées. La page du registre public dit où il en est.
error-title-internal = Une erreur est survenue de notre côté
error-text-internal = Votre demande n'a pas abouti. Recommencez plus tard. Si cela continue, donnez-nous le numéro ci-dessous.

error-title-phase-not-open = Cette phase n'a pas commencé
error-text-phase-not-open = On ne peut pas encore participer. Le calendrier de la démarche donne la date d'ouverture.
error-title-phase-closed = Cette phase est terminée
error-text-phase-closed = On ne peut plus y participer. Le calendrier de la démarche dit ce qui vient ensuite.
error-title-no-voting = On ne vote pas dans cette phase
error-text-no-voting = Vous pouvez lire les contributions et suivre ce qu'elles deviennent.
error-title-takes-no-votes = Cette contribution ne reçoit plus de votes
error-text-takes-no-votes = Elle est retirée, masquée, irrecevable ou pas encore publique. Les votes déjà donnés restent comptés.
error-title-takes-no-comments = Cette contribution ne reçoit plus de commentaires
error-text-takes-no-comments = Elle est retirée, masquée, irrecevable ou pas encore publique. Les commentaires déjà publiés restent lisibles.
error-title-edit-window-over = Le délai de correction est passé
error-text-edit-window-over = Vous pouvez encore apporter une précision par un commentaire.
error-title-withdrawn = Cette contribution est retirée
error-text-withdrawn = Son auteur l'a retirée. On ne peut plus rien y changer.
error-title-hidden = Cette contribution est masquée
error-text-hidden = La modération l'a masquée. Le motif est affiché à sa place.
error-title-not-decidable = Cette décision n'est plus possible
error-text-not-decidable = L'état de la proposition a changé. Relisez sa page avant de décider.
error-title-already-published = C'est déjà publié
error-text-already-published = Cette contribution est déjà en ligne. Rien n'a été publié deux fois.
error-title-not-in-consultation = Cet engagement n'est pas en consultation
error-text-not-in-consultation = Mettez d'abord le projet en consultation. Son texte final vient ensuite.
error-title-in-consultation = Cet engagement est en consultation
error-text-in-consultation = Son texte ne peut plus changer pendant la consultation.
error-title-unchanged = Rien n'a changé
error-text-unchanged = C'est déjà le cas. Aucune nouvelle décision n'est nécessaire.
error-title-last-admin = Il faut au moins un administrateur
error-text-last-admin = Nommez d'abord une autre personne, puis recommencez.
