### Les pages d'une archive : lues sans serveur, elles ne proposent rien qui ne puisse marcher.

archive-said = Ceci est une archive figée le { $date }. On peut la lire et la vérifier, pas y répondre.
archive-origin = Voir cette démarche sur son site d'origine
archive-vote-open = Le vote était ouvert quand cette archive a été faite.
archive-folder = DOSSIER
archive-verify = Cette archive contient tout le registre : donnez au programme le dossier où vous l'avez rangée.
