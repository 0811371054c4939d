### La page d'une démarche.

process-calendar = Le calendrier
process-no-calendar = Le calendrier n'est pas encore publié.
process-aside = À propos de cette démarche
process-unpublished = Cette démarche n'est pas encore publique.
process-fictional = Cette démarche est une démonstration : rien n'y est réel.
process-imported = Les contributions viennent d'une autre plateforme : { $source ->
    [cap-collectif] Cap Collectif
   *[other] { $source }
 }.
process-phase-open = En cours : { $phase }
process-phase-upcoming = À venir : { $phase }
process-over = Démarche terminée
process-until = Jusqu'au { $date }
process-no-end = En cours, sans date de fin
process-from = À partir du { $date }
process-then = Ensuite : { $phase }, à partir du { $date }
process-see-proposals = Voir les propositions
process-see-commitments = Voir les engagements
process-propose = Proposer une idée
process-consult = Donner mon avis sur les projets
process-step-done = Du { $start } au { $end }
process-step-now = En cours, jusqu'au { $date }
process-step-next = À venir : { $date }
process-date-changes = Les dates qui ont changé
process-date-change = : { $phase }, prévue { $before }, est maintenant prévue { $after }.
process-date-change-why = Motif : { $reason }
process-span = du { $start } au { $end }
process-span-open = à partir du { $start }
process-promise = Notre promesse
process-latest = Les dernières propositions
process-all-proposals = Toutes les propositions
process-no-proposal = Aucune proposition n'est publiée pour le moment.
process-no-proposal-text = Le calendrier dit quand les propositions sont ouvertes.
process-themes = Thèmes
process-commitments = Les engagements
process-all-commitments = Tous les engagements
process-figures = En chiffres
process-count-proposals =
    { $count ->
        [one] proposition
       *[other] propositions
    }
process-count-comments =
    { $count ->
        [one] commentaire
       *[other] commentaires
    }
process-count-votes =
    { $count ->
        [one] vote
       *[other] votes
    }
process-count-participants =
    { $count ->
        [one] participant
       *[other] participants
    }
process-count-imported =
    { $count ->
        [one] vote sur une autre plateforme
       *[other] votes sur une autre plateforme
    }
process-charter = Les règles
process-charter-read = Lire la charte de participation
process-organisations = Qui participe
process-data = Données
process-register = Le registre public des décisions
process-data-link = Données de la démarche (JSON)

phase-ideation = Idéation
phase-about-ideation = Chacun propose, commente et vote.
phase-triage = Tri et réponses
phase-about-triage = Les administrations répondent à chaque proposition, avec leurs motifs.
phase-consultation = Consultation
phase-about-consultation = Chacun donne son avis sur les projets d'engagement.
phase-arbitration = Arbitrage
phase-about-arbitration = Les administrations s'accordent sur le texte final.
phase-publication = Publication
phase-about-publication = Le texte final est publié.
phase-follow_up = Suivi
phase-about-follow_up = Les engagements sont suivis publiquement, jalon par jalon.
