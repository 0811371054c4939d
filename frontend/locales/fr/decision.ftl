### Les décisions des administrations et des modérateurs.

decision-reason = Motif
decision-reason-hint = L'auteur et le public liront ce texte tel quel.
decision-public = La décision et son motif sont publics dès l'envoi. Une décision ultérieure peut la remplacer ; les deux restent lisibles.
decision-admissibility-title = Décider de la recevabilité
decision-admissibility = Au regard de la charte, cette proposition est
decision-admissibility-send = Publier la décision
decision-answer-title = Répondre à la proposition
decision-outcome = La proposition est
decision-answer-for = Au nom de
decision-answer-hint = Dites ce qui est retenu, ce qui ne l'est pas, et pourquoi. L'auteur et le public liront ce texte tel quel.
decision-answer-send = Publier la réponse
decision-hide-title = Masquer cette contribution
decision-show-title = Montrer de nouveau cette contribution
decision-hide-send = Masquer la contribution
decision-show-send = Montrer la contribution
decision-hide-public = La règle et le motif sont affichés à la place du texte. Votre rôle est indiqué, pas votre nom.
decision-rule = Règle de la charte
decision-rule-hint = Le numéro ou le titre de la règle.
decision-report-title = Signaler cette contribution
decision-report-hint = Dites quelle règle n'est pas respectée, ou quel passage pose problème.
decision-report-note = Seuls les modérateurs lisent votre signalement. Ils décident en appliquant la charte et publient leur motif.
decision-report-send = Envoyer le signalement

decision-admissibility-admissible = La proposition est recevable.
decision-admissibility-inadmissible = La proposition est irrecevable.
decision-answer-retained = Réponse : la proposition est retenue.
decision-answer-partly_retained = Réponse : la proposition est partiellement retenue.
decision-answer-not_retained = Réponse : la proposition n'est pas retenue.
decision-visibility-hidden = La contribution est masquée par la modération.
decision-visibility-public = La contribution est de nouveau lisible.
