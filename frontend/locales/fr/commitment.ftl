### Les engagements : page, liste, formulaire.

commitment-list = Engagements
commitment-list-lead = Ce que les administrations s'engagent à faire, avec qui, et pour quand.
commitment-aside = À propos de cet engagement
commitment-count =
    { $count ->
        [one] { $count } engagement
       *[other] { $count } engagements
    }
commitment-none = Aucun engagement n'est publié pour le moment.
commitment-none-text = Les projets d'engagement paraîtront ici à l'ouverture de la consultation.
commitment-new = Écrire un projet d'engagement
commitment-since = en consultation depuis le
commitment-edit = Modifier le projet
commitment-publish = Mettre en consultation
commitment-adopt = Adopter l'engagement
commitment-adopt-note = La consultation a eu lieu. Adopter l'engagement arrête son texte : il ne change plus, et son suivi commence.
commitment-adopt-hint = Dites, si vous le souhaitez, ce que l'arbitrage a changé ou confirmé. Ce motif est public.
commitment-draft-note = Ce projet n'est pas encore public. Mis en consultation, chacun pourra le lire, le commenter et donner son avis.
commitment-edit-note = Toute nouvelle version est publique, avec ce qui a changé.
commitment-milestones = Les jalons
commitment-no-milestone = Aucun jalon n'est fixé.
commitment-milestone-done = Fait le { $date }
commitment-milestone-late = En retard : prévu pour le { $date }
commitment-milestone-due = Prévu pour le { $date }
commitment-problem = Le problème à résoudre
commitment-text = L'engagement
commitment-sources = Les propositions dont il vient
commitment-no-source = Ce projet ne cite aucune proposition.
commitment-next = Et ensuite
commitment-lead = Administration pilote
commitment-published = En consultation depuis
commitment-origin = Filiation
commitment-lineage = D'où il vient et ce qu'il devient

commitment-form-new = Écrire un projet d'engagement
commitment-form-edit = Modifier le projet d'engagement
commitment-form-lead = Dites qui fait quoi, pour quand, et comment on saura que c'est fait.
commitment-form-title = Intitulé
commitment-form-title-example = Exemple : Publier chaque année la liste des algorithmes publics.
commitment-form-problem-hint = Ce que les contributions ont montré, et pour qui c'est un problème.
commitment-form-text-hint = Des verbes précis : publier, ouvrir, former. Évitez « favoriser » ou « étudier ».
commitment-form-sources-hint = Cochez les propositions, ou donnez leur référence. Exemple : PAN17-P42. Laissez vides les lignes inutiles.
commitment-form-source = Autre proposition { $number }
commitment-form-milestones-hint = Laissez vides les lignes inutiles. Pour en ajouter, enregistrez puis modifiez le projet.
commitment-form-milestone = Jalon { $number }
commitment-form-milestone-title = Ce qui sera fait
commitment-form-milestone-due = Date prévue
commitment-form-public = rien pour l'instant. Le projet devient public quand vous le mettez en consultation.
commitment-form-send = Enregistrer le projet
commitment-form-revise = Enregistrer la nouvelle version
