### La recherche.

search-title = Rechercher
search-title-for = Recherche : { $q }
search-q = Mots à chercher
search-hint = La recherche porte sur les propositions et les engagements de toutes les démarches.
search-nothing = Rien ne correspond à « { $q } ».
search-nothing-text = Essayez un mot plus simple, ou la référence exacte.
search-count =
    { $count ->
        [one] { $count } résultat
       *[other] { $count } résultats
    }
search-count-more = Les { $count } meilleurs résultats

object-proposal = Proposition
object-comment = Commentaire
object-decision = Décision
object-commitment = Engagement
object-milestone = Jalon
object-tally = Décompte des votes
