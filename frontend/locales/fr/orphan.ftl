### Ce qui attend encore une réponse.

orphan-title = Ce qui attend encore une réponse
orphan-lead = Les contributions auxquelles personne n'a répondu, et les textes qui ne viennent d'aucune contribution.
orphan-late = Les réponses étaient attendues pour le { $date }.
orphan-due = Les réponses sont attendues pour le { $date }.
orphan-open = { $count ->
    [one] Une proposition peut encore être discutée : sa réponse n'est pas attendue avant la fin de sa phase.
   *[other] { $count } propositions peuvent encore être discutées : leurs réponses ne sont pas attendues avant la fin de leur phase.
}
orphan-imported = Cette démarche a été reprise d'une autre plateforme. Les réponses qui y ont été données n'en font pas toutes partie.
orphan-figures = En chiffres
orphan-head-kind = Ce qui manque
orphan-head-count = Nombre
orphan-head-of = Sur
orphan-head-which = Parmi
orphan-all = Tout ce qui attend
orphan-see-all = Tout voir
orphan-none = Rien n'attend ici
orphan-none-text = Chaque contribution a sa suite, ou le moment d'y répondre n'est pas venu.
orphan-lineage = Son fil
orphan-data = Chaque chiffre est le nombre de lignes de cette liste. Chacun peut les recompter.
orphan-csv = La liste en tableau (CSV)
orphan-json = La liste en données (JSON)
orphan-proposal_unanswered = Propositions sans réponse
orphan-proposal_not_taken_up = Propositions retenues sans engagement
orphan-comment_unanswered = Commentaires sans réponse d'une administration
orphan-commitment_without_source = Engagements sans contribution à l'origine
orphan-answer_without_text = Réponses favorables sans référence ni adresse dans leurs motifs
orphan-of-proposal_unanswered = propositions lisibles dont la phase est close
orphan-of-proposal_not_taken_up = propositions retenues, au moins en partie
orphan-of-comment_unanswered = commentaires lisibles sur des engagements publics
orphan-of-commitment_without_source = engagements publics
orphan-of-answer_without_text = réponses favorables
orphan-one-proposal_unanswered = Proposition sans réponse
orphan-one-proposal_not_taken_up = Proposition retenue sans engagement
orphan-one-comment_unanswered = Commentaire sans réponse
orphan-one-commitment_without_source = Engagement sans contribution à l'origine
orphan-one-answer_without_text = Réponse favorable sans référence ni adresse dans ses motifs
orphan-act-proposal_unanswered = Répondre
orphan-act-proposal_not_taken_up = Rédiger un engagement
orphan-act-comment_unanswered = Répondre
orphan-act-commitment_without_source = Voir
orphan-act-answer_without_text = Voir la réponse
orphan-since-proposal_unanswered = déposée le
orphan-since-proposal_not_taken_up = déposée le
orphan-since-comment_unanswered = publié le
orphan-since-commitment_without_source = publié le
orphan-since-answer_without_text = donnée le
