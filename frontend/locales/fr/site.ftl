### Les pages que l'exploitant écrit.

site-edit = Modifier cette page
site-updated = Dernière modification le
site-title = Titre
site-source = Texte
site-source-hint = En Markdown : # pour un titre, - pour une liste, [texte](adresse) pour un lien.
site-note = La page change dès l'envoi, dans les deux langues.
site-save = Enregistrer la page

site-page-legal = Mentions légales
site-page-privacy = Données personnelles
site-page-terms = Conditions d'utilisation
site-page-accessibility = Accessibilité
site-page-contact = Contact et signalements
language-fr = En français
language-en = En anglais
