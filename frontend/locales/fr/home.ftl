### La page d'accueil.

home-lead = Chaque contribution est publique. Chacune peut être suivie, de vos mots à la décision qu'elle a changée.
home-today-both = Aujourd'hui, vous pouvez proposer des idées et donner votre avis sur des projets d'engagement.
home-today-propose = Aujourd'hui, vous pouvez proposer des idées, les discuter et voter.
home-today-consult = Aujourd'hui, vous pouvez donner votre avis sur des projets d'engagement.
home-today-follow = Aujourd'hui, vous pouvez suivre ce que deviennent les contributions.
home-open = Démarches en cours et à venir
home-none-open = Aucune démarche n'est ouverte en ce moment.
home-none-open-text = Les démarches terminées restent lisibles ci-dessous, avec les réponses données.
home-changed = Ce que la participation a changé
home-closed = Démarches terminées
