### Ce que devient une contribution, étape par étape.

lineage-origins-proposal = D'où elle vient
lineage-origins-comment = D'où il vient
lineage-origins-decision = D'où elle vient
lineage-origins-commitment = D'où il vient
lineage-origins-milestone = D'où il vient
lineage-origins-tally = D'où ils viennent
lineage-begun = Tout commence ici.
lineage-begun-by = { $actor } a publié la première version.
lineage-revised = { $actor } a publié la version { $version } :
lineage-commented = { $actor } a commenté :
lineage-replied = { $actor } a répondu au commentaire :
lineage-admissible = { $actor } a jugé la proposition recevable :
lineage-inadmissible = { $actor } a jugé la proposition irrecevable :
lineage-retained = { $actor } a répondu. La proposition est retenue :
lineage-partly-retained = { $actor } a répondu. La proposition est partiellement retenue :
lineage-not-retained = { $actor } a répondu. La proposition n'est pas retenue :
lineage-hidden = { $actor } a masqué le texte :
lineage-shown = { $actor } a rendu le texte de nouveau lisible :
lineage-withdrawn = { $actor } a retiré sa contribution :
lineage-source = { $actor } en a fait une source d'un projet d'engagement :
lineage-published = { $actor } a mis le projet d'engagement en consultation :
lineage-adopted = { $actor } a arrêté le texte final de l'engagement :
lineage-milestone = Un jalon est fixé :
lineage-system = La plateforme
lineage-someone = Une personne
lineage-version = version { $version }
lineage-next = Et ensuite
lineage-nothing-next = Aucune autre étape n'est attendue.
lineage-data = Vérifier
lineage-title-proposal = Ce que devient cette contribution
lineage-title-comment = Ce que devient ce commentaire
lineage-title-decision = D'où vient cette décision
lineage-title-commitment = D'où vient cet engagement et ce qu'il devient
lineage-title-milestone = D'où vient ce jalon
lineage-title-tally = Ce que devient ce vote
lineage-steps-proposal = Étape par étape
lineage-steps-comment = Étape par étape
lineage-steps-decision = Et depuis
lineage-steps-commitment = Ce qu'il devient
lineage-steps-milestone = Ce qu'il devient
lineage-steps-tally = Étape par étape
lineage-decided-by = { $actor } a pris cette décision.
lineage-drafted-by = { $actor } a rédigé le premier projet.
lineage-origin-revised_as = La version précédente :
lineage-origin-commented_by = C'est un commentaire sur :
lineage-origin-replied_by = C'est une réponse au commentaire :
lineage-origin-decided_by = La décision porte sur :
lineage-origin-answered_by = La réponse porte sur :
lineage-origin-moderated_by = La décision porte sur :
lineage-origin-withdrawn_by = La version retirée :
lineage-origin-source_of = L'engagement vient de cette contribution :
lineage-origin-published_as = Le projet avant la consultation :
lineage-origin-adopted_as = Le texte mis en consultation :
lineage-origin-has_milestone = Le jalon appartient à l'engagement :
lineage-origin-counted_in = Le vote portait sur :
lineage-origin-known_to = Le résultat du vote était connu :
lineage-counted = Le vote est clos :
lineage-counted-so-far = Le vote est en cours. À cette heure :
lineage-counted-elsewhere = Des votes ont été comptés sur une autre plateforme :
lineage-data-text = Ces étapes sont aussi publiées comme données, version par version. Chacun peut les relire et les vérifier avec ses propres outils.
lineage-data-json = Le fil en données (JSON)
lineage-data-prov = La provenance au format PROV (JSON)

### Le même fil, en image et en liste.

graph-title = Le fil en image
graph-lead = Le temps va de gauche à droite. Chaque forme mène au texte exact. L'image défile si elle est trop large.
graph-region = Le fil en image : zone qui défile
graph-desc = { $nodes } éléments reliés par { $links } liens. La liste sous l'image dit la même chose.
graph-list = La même chose en liste
graph-line = { $from }, { $how } { $to }
graph-comments = { $count ->
    [one] { $count } commentaire
   *[other] { $count } commentaires
}
graph-votes = { $count ->
    [one] { $count } vote
   *[other] { $count } votes
}
graph-shares = { $agree } d'accord, { $mixed } mitigé, { $disagree } pas d'accord.
graph-earlier = { $count ->
    [one] Dont { $count } sur une version antérieure.
   *[other] Dont { $count } sur une version antérieure.
}
graph-span = Du { $first } au { $last }
graph-since = { $first } …
graph-unfold = Tout déplier
graph-fold-earlier = { $count ->
    [one] Une ligne plus ancienne : dans la discussion
   *[other] { $count } lignes plus anciennes : dans la discussion
}
graph-subject = cette page
graph-head-when = Quand
graph-head-what = Quoi
graph-head-from = Vient de
graph-made-revised_as = Nouvelle version
graph-made-withdrawn_by = Retrait
graph-made-published_as = En consultation
graph-made-adopted_as = Texte adopté
graph-outcome-admissible = Recevable
graph-outcome-inadmissible = Irrecevable
graph-outcome-retained = Retenue
graph-outcome-partly_retained = Partiellement retenue
graph-outcome-not_retained = Non retenue
graph-outcome-hidden = Texte masqué
graph-outcome-public = Texte de nouveau lisible
graph-how-revised_as = nouvelle version de
graph-how-commented_by = commentaire sur
graph-how-replied_by = réponse au commentaire
graph-how-decided_by = décision sur
graph-how-answered_by = réponse motivée à
graph-how-moderated_by = modération de
graph-how-withdrawn_by = retrait de
graph-how-source_of = a pour source
graph-how-published_as = mise en consultation de
graph-how-adopted_as = texte final de
graph-how-has_milestone = jalon de
graph-how-counted_in = votes sur
graph-how-known_to = après le résultat du vote :

### Une version d'un texte.

version-title = { $ref }, version { $version }
version-earlier = Ce texte a changé depuis. La dernière version porte le numéro { $last }.
version-last = C'est la dernière version de ce texte.
version-see-last = Lire la dernière version
