### What is wrong with a field, and how sentences speak of each field.
### « subject » is used inside a sentence, « Subject » at its beginning.

subject-title = le titre
subject-problem = le problème
subject-body = le texte
subject-effect = l'effet attendu
subject-carrier = le nom de qui s'en chargerait
subject-continues = l'engagement précédent
subject-theme = le thème
subject-on_behalf_of = l'organisation au nom de laquelle vous parlez
subject-email = l'adresse électronique
subject-name = le nom public
subject-password = le mot de passe
subject-current_password = le mot de passe actuel
subject-terms = l'accord sur les conditions d'utilisation
subject-choice = le choix
subject-stance = la position
subject-parent = le commentaire auquel vous répondez
subject-decision = la décision
subject-reason = le motif
subject-outcome = la réponse
subject-visibility = la visibilité
subject-rule = la règle
subject-text = le texte de l'engagement
subject-lead = l'administration pilote
subject-source = la référence d'une proposition d'origine
subject-milestone_title = l'intitulé du jalon { $number }
subject-milestone_due = la date du jalon { $number }
subject-sources = les propositions d'origine
subject-milestones = les jalons
subject-intent = le bouton choisi
subject-op = la marque du formulaire
subject-revision = le numéro de la version
subject-role = le droit
subject-process = la démarche
subject-organisation = l'organisation
subject-until = la date de fin
subject-title_fr = le titre français
subject-title_en = le titre anglais
subject-source_fr = le texte français
subject-source_en = le texte anglais
subject-slug = l'identifiant
subject-code = le code
subject-lang = la langue
subject-time_zone = le fuseau horaire
subject-titles = le titre
subject-summaries = le résumé
subject-promises = la promesse
subject-charters = la charte
subject-kind = la nature
subject-starts_at = la date de début
subject-ends_at = la date de fin
subject-edit_window_minutes = le délai de correction
subject-voting = le mode de vote
subject-tallies = le moment où les totaux sont montrés
subject-part = le rôle
subject-summary = la présentation
subject-reference = la référence
subject-who = l'adresse ou le nom public
subject-other = une information

problem-required = Il manque { $subject }. Remplissez ce champ pour continuer.
problem-too-short =
    { $Subject } compte { $length ->
        [one] { $length } caractère
       *[other] { $length } caractères
    } ; il en faut au moins { $least }.
problem-too-long =
    { $Subject } compte { $length ->
        [one] { $length } caractère
       *[other] { $length } caractères
    } ; la limite est { $most }.
problem-not-a-choice = Nous ne reconnaissons pas { $subject }. Choisissez une des réponses proposées.
problem-not-an-email = { $Subject } n'est pas complète. Exemple : nom@exemple.fr.
problem-not-a-date = { $Subject } n'existe pas dans le calendrier. Exemple : 2027-04-15.
problem-malformed = { $Subject } n'a pas la forme attendue. Suivez l'exemple donné.
problem-taken = Quelqu'un utilise déjà { $subject } que vous donnez. Choisissez autre chose.
problem-reserved = Ce nom est réservé à une organisation ou à une fonction. Choisissez un autre nom public.
problem-deceptive = Ce nom contient des caractères trompeurs. Utilisez des lettres, des chiffres et des espaces.
problem-guessable = Ce mot de passe est trop facile à deviner. Ajoutez quelques mots sans lien entre eux.
problem-not-accepted = Il manque votre accord. Acceptez les conditions d'utilisation pour continuer.
problem-order = { $Subject } vient trop tôt. Vérifiez l'ordre des dates.
problem-unknown = Nous ne trouvons pas { $subject }. Vérifiez ce que vous avez écrit.
problem-too-deep = On ne peut pas répondre à une réponse. Répondez au premier commentaire.
problem-expired = Ce lien ou ce code n'est plus valable. Demandez-en un nouveau.
problem-fixed = { $Subject } ne peut plus changer ainsi : des contributions en dépendent. Gardez la valeur d'avant.
problem-wrong-credentials = L'adresse électronique et le mot de passe ne vont pas ensemble. Vérifiez les deux, ou choisissez un nouveau mot de passe.
problem-wrong-password = Ce n'est pas le mot de passe actuel de votre compte. Écrivez-le de nouveau.
