### Le registre public et les reçus.

log-title = Registre public
log-lead = Tout ce qui est publié ici est inscrit, dans l'ordre, dans un registre signé. On ne peut ni le modifier ni en retirer une ligne sans que cela se voie.
log-still-title = Le registre est à l'arrêt
log-still = La base de données n'est pas celle de la dernière signature : elle vient sans doute d'une sauvegarde ancienne, ou la clé n'est plus la même. Rien n'est plus signé tant que cela n'est pas réglé.

log-state = Où en est le registre
log-size = Inscriptions signées
log-signed = Dernière signature
log-root = Empreinte
log-nothing-yet = aucune pour l'instant
log-waiting = En attente d'inscription
log-since = depuis le
log-witnesses = Témoins
log-no-witness = aucun pour l'instant
log-cosigned = a contresigné le
log-not-cosigned = n'a pas contresigné ce point de contrôle
log-quorum =
    { $count ->
        [one] Rien n'est publié sans la signature d'au moins un témoin.
       *[other] Rien n'est publié sans la signature d'au moins { $count } témoins.
    }

log-withdrawn = Ce qui n'est plus lisible
log-withdrawn-text = Le registre garde une empreinte des textes, jamais les textes. Quand un texte est masqué, retiré ou effacé, une nouvelle inscription dit pourquoi.
log-none-withdrawn = Tout ce qui a été inscrit est lisible.
log-reason = Motif
log-parts = Parties (texte ou auteur)
log-reason-moderated = Masqué par la modération
log-reason-withdrawn = Retiré par son auteur ou son autrice
log-reason-erased = Effacé à la demande de la personne

log-verify = Vérifier soi-même
log-verify-text = La vérification ne demande ni compte ni confiance. Elle lit ce que tout le monde peut lire, recalcule chaque empreinte et nomme ce qui ne va pas. Il existe aussi un second programme, indépendant, en Python.
log-checkpoint = La dernière signature
log-key = Les clés publiques
log-about-receipts = Ce que prouve un reçu
log-key-note = Gardez une copie de la clé : une copie ancienne vous évite de nous croire sur parole.

log-limits = Ce que le registre ne montre pas
log-limit-accounts = Il ne montre pas si l'exploitant a créé de faux comptes. Le nombre de comptes confirmés est inscrit avec chaque décompte.
log-limit-votes = Il ne montre pas à un tiers qui a voté quoi : seul le votant reconnaît sa ligne dans le décompte. Un vote émis à l'insu de son titulaire n'est visible que de lui.
log-limit-names = Il garde le nom qu'une organisation portait quand elle s'est exprimée ; la page affiche son nom d'aujourd'hui.
log-limit-rest = Le programme ne compare pas au registre l'avancement des jalons, le calendrier, la promesse de la démarche et la page des actes : comparez-les vous-même à leurs inscriptions.
log-limit-reasons = Quand un texte est effacé à la demande de son auteur, la raison inscrite est la parole de l'exploitant.
log-limit-figures = Il ne garantit pas les chiffres de fréquentation (participants, consultations de pages), qui ne viennent pas de lui.
log-limit-refused = Il ne montre pas ce qui a été refusé avant d'être publié.
log-limit-view = Seul, il ne montre pas que tout le monde voit le même registre. Comparez votre copie de la dernière signature avec celle d'une autre personne.
log-limit-copies = Un texte effacé ici peut subsister ailleurs, dans des copies que nous n'atteignons pas.

log-receipt = Télécharger le reçu
log-receipts-title = Ce que prouve un reçu
log-receipts-lead = Un reçu est un petit fichier que vous gardez. Il vous permet de montrer plus tard ce que vous avez publié, même si nous ne le voulons plus.
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
log-vote-text = Sur demande, une fois les votes décomptés, vous obtenez de quoi retrouver votre ligne dans la liste publiée à la clôture. Nous ne l'envoyons jamais par courriel.
log-vote-warning = Attention : ce fichier montre comment vous avez voté. Ne le donnez à personne qui pourrait vous y contraindre.
log-check = Le vérifier
log-check-text = Sur votre ordinateur, sans compte. Donnez au programme Parvis l'adresse du registre et votre fichier :
log-second = Le vérificateur en Python

receipt-offer = Gardez votre reçu : avec lui, vous pourrez prouver que vos mots sont au registre public.
receipt-take = Télécharger le reçu
receipt-quiet = Reçu
receipt-file = FICHIER
receipt-second = Ou, avec un second programme, écrit à part :
receipt-read = Le programme dit si votre texte est au registre, s'il y est encore attendu (une heure au plus) ou ce qui manque. Pour le faire sans réseau, donnez-lui une archive au lieu de l'adresse.

receipt-vote-link = Reçu de mon vote
receipt-vote-title = Le reçu de votre vote
receipt-vote-shows = Ce fichier montre comment vous avez voté
receipt-vote-danger = Ne le donnez à personne, et ne le prenez pas si quelqu'un peut vous le demander. Votre vote compte sans lui.
receipt-vote-use = Il vous sert à retrouver votre ligne dans la liste publiée à la clôture du vote. Vous êtes la seule personne à pouvoir dire que cette ligne est la vôtre.
receipt-vote-take = Télécharger le reçu de mon vote
receipt-vote-not-yet = Votre vote est enregistré, et pas encore décompté au registre
receipt-vote-when = Le registre décompte les votes par groupes d'au moins dix, au plus une fois par quart d'heure. Ainsi, personne ne peut deviner un vote d'après son heure.
receipt-vote-last = Au plus tard, il décompte tous les votes à la clôture : { $date }.
receipt-vote-again = Si vous venez de changer votre vote, le reçu suivra le prochain décompte. Revenez sur cette page.
receipt-no-vote = Vous n'avez pas voté ici : il n'y a pas de reçu à prendre.
