### Ce que deviennent les contributions de chacun, et le message du jour.

notice-title = Ce que sont devenues mes contributions
notice-lead = Chaque décision, réponse ou engagement qui touche à vos contributions, du plus récent au plus ancien.
notice-changes = Ce qui a changé
notice-none = Rien n'a encore changé.
notice-none-text = Quand une contribution reçoit une réponse ou devient un engagement, cette page le dit.
notice-unread = Nouveau
notice-unread-count = { $count ->
    [one] Un changement n'est pas marqué comme lu.
   *[other] { $count } changements ne sont pas marqués comme lus.
}
notice-read-send = Tout marquer comme lu
notice-all = Voir toutes mes contributions
notice-votes = Mes votes
notice-votes-lead = Vous seul voyez cette page. Vos votes ne sont jamais publiés à votre nom.
notice-no-vote = Vous n'avez pas voté, ou vous avez retiré vos votes.
notice-vote-agree = D'accord
notice-vote-mixed = Mitigé
notice-vote-disagree = Pas d'accord
notice-mails = Le message du jour
notice-mails-on = Quand quelque chose a changé, vous recevez un message avec les liens : un par jour au plus, et aucun les jours où rien n'a changé.
notice-mails-off = Vous ne recevez pas de message quand vos contributions changent. Cette page dit tout.
notice-mails-others = Les messages sur la sécurité de votre compte et les décisions de modération partent toujours, tout de suite.
notice-mails-stop = Ne plus recevoir ces messages
notice-mails-start = Recevoir un message par jour au plus
notice-stop = Ne plus recevoir le message du jour
notice-stop-text = Vous ne recevrez plus de message quand vos contributions changent. Vous pourrez changer d'avis depuis votre compte.
notice-stop-send = Ne plus recevoir ces messages
notice-stopped = C'est fait
notice-stopped-text = Vous ne recevrez plus le message du jour. Vous pouvez changer d'avis depuis votre compte.

change-decided = Recevabilité décidée
change-answered = Réponse motivée
change-moderated = Décision de modération
change-replied = Réponse à votre commentaire
change-published = Projet d'engagement mis en consultation
change-adopted = Engagement adopté
