### Search.

search-title = Search
search-title-for = Search: { $q }
search-q = Words to find
search-hint = The search covers the proposals and commitments of all processes.
search-nothing = Nothing matches “{ $q }”.
search-nothing-text = Try a simpler word, or the exact reference.
search-count =
    { $count ->
        [one] { $count } result
       *[other] { $count } results
    }
search-count-more = The best { $count } results

object-proposal = Proposal
object-comment = Comment
object-decision = Decision
object-commitment = Commitment
object-milestone = Milestone
object-tally = Count of votes
