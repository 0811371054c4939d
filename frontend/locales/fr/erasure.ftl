### Effacer son compte ou une contribution.

erasure-title = Effacer mes données
erasure-lead = Vous pouvez faire effacer une contribution, ou votre compte entier. L'effacement est définitif.
erasure-asked = Demandes en cours
erasure-none-asked = Vous n'avez rien demandé.
erasure-of-account = Tout mon compte
erasure-of-contribution = Contribution { $reference }
erasure-due = sera fait le
erasure-begun = En cours d'effacement
erasure-cancel = Annuler la demande
erasure-one = Une contribution
erasure-one-text = Le texte et votre nom disparaissent. Une mention datée reste à leur place.
erasure-open = Effacer
erasure-whole = Tout mon compte
erasure-whole-text = Votre compte, vos contributions, vos brouillons et vos réglages disparaissent. Pensez à prendre une copie de vos données avant.
erasure-account-open = Effacer mon compte
erasure-account-title = Effacer mon compte
erasure-contribution-title = Effacer la contribution { $reference }
erasure-name-title = Retirer mon nom de la contribution { $reference }

erasure-goes = Ce qui disparaît
erasure-goes-words = Le texte, dans toutes ses versions, et son titre.
erasure-goes-author = Votre nom d'auteur, ici et dans le registre public.
erasure-goes-name = Votre nom, à côté de celui de l'organisation.
erasure-goes-account = Votre adresse, votre nom public, votre mot de passe et vos sessions.
erasure-goes-contributions = { $count ->
    [one] Le texte de votre contribution, dans toutes ses versions.
   *[other] Le texte de vos { $count } contributions, dans toutes leurs versions.
}
erasure-goes-votes = { $count ->
    [one] Votre vote dans une phase encore ouverte : il est retiré.
   *[other] Vos { $count } votes dans des phases encore ouvertes : ils sont retirés.
}
erasure-goes-rest = Vos brouillons, vos signalements, vos droits et les messages qui vous attendent.
erasure-stays = Ce qui reste
erasure-stays-placeholder = À la place de chaque texte : « Contribution effacée à la demande de son auteur », avec la date.
erasure-stays-answers = Les réponses, les commentaires et les votes des autres.
erasure-stays-organisation = Le texte, au nom de { $name } : il est à l'organisation.
erasure-stays-votes = { $count ->
    [one] Votre vote dans une phase close. Il reste compté, mais plus rien ne dit que c'est le vôtre.
   *[other] Vos { $count } votes dans des phases closes. Ils restent comptés, mais plus rien ne dit que ce sont les vôtres.
}
erasure-stays-spoken = { $count ->
    [one] Le texte que vous avez écrit au nom d'une organisation, sans votre nom.
   *[other] Les { $count } textes que vous avez écrits au nom d'une organisation, sans votre nom.
}
erasure-stays-log = Dans le registre public, des empreintes. Nous ne pouvons plus les ouvrir ; qui a gardé un reçu ou une archive peut encore prouver vos mots.
erasure-stays-held = Votre nom public n'est libre pour personne pendant un an.
erasure-reach = Ce que nous ne pouvons pas reprendre
erasure-reach-copies = Les copies que d'autres ont faites, les citations, les archives déjà publiées, les messages déjà envoyés.
erasure-reach-linked = Des contributions effacées en même temps : qui en avait gardé copie peut deviner qu'elles étaient de la même personne.
erasure-reach-backups = Les sauvegardes disparaissent dans le délai que dit la page « Données personnelles ». Si l'une est rétablie, l'effacement est refait d'abord.

erasure-ask = Demander l'effacement
erasure-when = L'effacement sera fait le
erasure-until = Jusque-là, vous pouvez annuler votre demande.
erasure-note = Une fois fait, l'effacement ne peut pas être annulé.
erasure-account-send = Effacer mon compte
erasure-contribution-send = Effacer cette contribution
erasure-name-send = Retirer mon nom
erasure-back = Ne rien effacer
