### Le registre public et les récépissés.

log-title = Registre public
log-lead = Tout ce qui est publié ici est inscrit, dans l'ordre, dans un registre signé. On ne peut ni le modifier ni en retirer une ligne sans que cela se voie.
log-still-title = Le registre est à l'arrêt
log-still = La base de données contient moins que ce qui a déjà été signé : elle vient sans doute d'une sauvegarde ancienne. Rien n'est plus signé tant que cela n'est pas réglé.

log-state = Où en est le registre
log-size = Inscriptions signées
log-signed = Dernière signature
log-root = Empreinte
log-nothing-yet = aucune pour l'instant
log-waiting = En attente d'inscription
log-since = depuis le
log-witnesses = Témoins
log-no-witness = aucun pour l'instant

log-withdrawn = Ce qui n'est plus lisible
log-withdrawn-text = Le registre garde une empreinte des textes, jamais les textes. Quand un texte est masqué, retiré ou effacé, une nouvelle inscription dit pourquoi.
log-none-withdrawn = Tout ce qui a été inscrit est lisible.
log-reason = Motif
log-parts = Éléments
log-reason-moderated = Masqué par la modération
log-reason-withdrawn = Retiré par son auteur ou son autrice
log-reason-erased = Effacé à la demande de la personne

log-verify = Vérifier soi-même
log-verify-text = La vérification ne demande ni compte ni confiance. Elle lit ce que tout le monde peut lire, recalcule chaque empreinte et nomme ce qui ne va pas. Il existe aussi un second programme, indépendant, en Python.
log-checkpoint = La dernière signature
log-key = Les clés publiques
log-about-receipts = Ce que prouve un récépissé
log-key-note = Gardez une copie de la clé : une copie ancienne vous évite de nous croire sur parole.

log-limits = Ce que le registre ne montre pas
log-limit-accounts = Il ne montre pas si l'exploitant a créé de faux comptes. Le nombre de comptes confirmés figure à côté de chaque décompte.
log-limit-refused = Il ne montre pas ce qui a été refusé avant d'être publié.
log-limit-view = Seul, il ne montre pas que tout le monde voit le même registre. Comparez votre copie de la dernière signature avec celle d'une autre personne.
log-limit-copies = Un texte effacé ici peut subsister ailleurs, dans des copies que nous n'atteignons pas.

log-receipt = Télécharger le récépissé
log-receipts-title = Ce que prouve un récépissé
log-receipts-lead = Un récépissé est un petit fichier que vous gardez. Il vous permet de montrer plus tard ce que vous avez publié, même si nous ne le voulons plus.
log-two = Deux temps
log-two-promise = D'abord une promesse : nous signons que votre texte sera inscrit au registre dans l'heure. Si nous ne tenons pas parole, ce fichier le montre.
log-two-proof = Ensuite une preuve : le même lien donne un fichier qui contient votre texte, son numéro dans le registre et le calcul qui mène à la signature.
log-proves = Ce qu'il prouve
log-proves-text = Que ce texte précis, au caractère près, a été publié sous cette référence.
log-proves-when = Quand nous l'avons reçu, d'après notre horloge.
log-proves-kept = Que le registre le contient toujours : sinon, la vérification échoue.
log-proves-not = Ce qu'il ne prouve pas
log-proves-not-author = Que vous en êtes l'auteur : il prouve le nom affiché, pas votre identité.
log-proves-not-read = Que quelqu'un l'a lu ou en a tenu compte. La page « Ce que devient cette contribution » le dit.
log-proves-not-shown = Que la page l'affiche encore. Un texte peut être masqué, et le registre dit alors pourquoi.
log-vote = Et pour un vote
log-vote-text = Sur demande, une fois les votes décomptés, vous obtenez de quoi retrouver votre ligne dans la liste publiée à la clôture. Attention : ce fichier montre comment vous avez voté. Ne le donnez à personne qui pourrait vous y contraindre.
log-check = Le vérifier
log-check-text = Donnez l'adresse du registre et votre fichier au programme : parvis log verify ADRESSE --receipt FICHIER.
