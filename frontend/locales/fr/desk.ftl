### Ce qui attend une personne chargée d'une démarche.

desk-title = À traiter
desk-lead = Ce qui attend, démarche par démarche. La contribution la plus ancienne d'abord.
desk-triage = Trier et répondre aux propositions
desk-moderation = Examiner les signalements
desk-commitments = Écrire les projets d'engagement
desk-waiting = { $count } en attente
desk-since = depuis le { $date } pour le plus ancien
desk-nothing = Rien n'attend
