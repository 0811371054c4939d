### Ce qui n'a pas marché, et que faire.

error-status = Erreur { $status }
error-home = Aller à l'accueil
error-back = Revenir à la page
error-typed = Ce que vous avez écrit
error-typed-text = Rien n'est perdu : copiez votre texte ci-dessous avant de quitter cette page.
error-request = Si le problème continue, donnez ce numéro à l'équipe du site :
error-wait-seconds =
    { $count ->
        [one] Vous pourrez réessayer dans { $count } seconde.
       *[other] Vous pourrez réessayer dans { $count } secondes.
    }
error-wait-minutes =
    { $count ->
        [one] Vous pourrez réessayer dans { $count } minute.
       *[other] Vous pourrez réessayer dans { $count } minutes.
    }

error-title-not-found = Cette page n'existe pas
error-text-not-found = L'adresse est peut-être incomplète. Cherchez la contribution par sa référence ou par ses mots.
error-title-method = Cette adresse ne s'ouvre pas ainsi
error-text-method = Revenez à la page précédente et utilisez le bouton prévu.
error-title-bad-request = Nous n'avons pas compris la demande
error-text-bad-request = Rien n'a été changé. Revenez en arrière et recommencez.
error-title-cross-site = La demande vient d'un autre site
error-text-cross-site = Par sécurité, rien n'a été enregistré. Refaites l'action depuis ce site.
error-title-too-large = C'est trop volumineux
error-text-too-large = Rien n'a été enregistré. Raccourcissez votre texte et renvoyez-le.
error-title-timeout = L'envoi a pris trop de temps
error-text-timeout = Rien n'a été enregistré. Vérifiez votre connexion et recommencez.
error-title-too-many = Trop de demandes en peu de temps
error-text-too-many = Cette limite protège le site. Rien de ce qui était déjà publié n'a changé.
error-title-internal = Le site a rencontré un problème
error-text-internal = C'est notre faute. L'équipe est prévenue. Réessayez dans quelques minutes.
error-title-unavailable = Le site ne peut pas répondre pour le moment
error-text-unavailable = Rien n'a été enregistré. Réessayez dans quelques minutes.
error-title-sign-in = Connectez-vous pour continuer
error-text-sign-in = Cette action demande un compte. Votre texte est gardé pendant une heure.
error-title-confirm = Confirmez d'abord votre adresse
error-text-confirm = Ouvrez le message que nous vous avons envoyé et suivez le lien. Rien n'a été publié.
error-title-auth-level = Connectez-vous de nouveau
error-text-auth-level = Cette action demande une connexion plus sûre. Rien n'a été changé.
error-title-own-work = Vous ne pouvez pas décider sur votre propre contribution
error-text-own-work = Une autre personne doit le faire. Rien n'a été changé.
error-title-role = Votre compte ne permet pas cette action
error-text-role = Rien n'a été changé. Si vous devriez pouvoir le faire, écrivez à l'équipe du site.
error-title-phase-not-open = La phase n'est pas encore ouverte
error-text-phase-not-open = Le calendrier de la démarche donne la date d'ouverture. Gardez votre texte d'ici là.
error-title-phase-closed = La phase est terminée
error-text-phase-closed = Rien n'a été enregistré. Le calendrier de la démarche dit ce qui vient ensuite.
error-title-no-voting = On ne vote pas dans cette phase
error-text-no-voting = Vous pouvez encore lire et suivre la contribution.
error-title-takes-no-votes = On ne peut pas voter sur ce texte
error-text-takes-no-votes = Il est retiré, masqué ou irrecevable. Votre vote n'a pas été enregistré.
error-title-takes-no-comments = On ne peut pas commenter ce texte
error-text-takes-no-comments = Il est retiré, masqué ou irrecevable. Votre commentaire n'a pas été publié.
error-title-edit-window-over = Le délai de correction est passé
error-text-edit-window-over = Le texte publié ne change plus. Vous pouvez le préciser dans un commentaire.
error-title-withdrawn = Cette contribution est retirée
error-text-withdrawn = Son auteur l'a retirée. Rien n'a été changé.
error-title-hidden = Cette contribution est masquée
error-text-hidden = Un modérateur l'a masquée. Le motif est affiché sur sa page.
error-title-not-decidable = Cette décision n'est plus possible
error-text-not-decidable = L'état de la proposition a changé. Relisez sa page avant de décider.
error-title-already-published = C'est déjà publié
error-text-already-published = Vous pouvez lire la version publiée sur sa page.
error-title-in-consultation = Le texte est en consultation
error-text-in-consultation = Il ne peut plus être modifié ainsi. Rien n'a été changé.
error-title-unchanged = C'est déjà le cas
error-text-unchanged = Cette décision ne change rien. Elle n'a pas été enregistrée.
error-title-last-admin = Il faut au moins un administrateur
error-text-last-admin = Donnez d'abord ce rôle à une autre personne.
