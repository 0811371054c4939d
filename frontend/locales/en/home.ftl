### The home page.

home-lead = Every contribution is public. Each can be followed, from your words to the decision that it changed.
home-today-both = Today you can put forward ideas and give your opinion on draft commitments.
home-today-propose = Today you can put forward ideas, discuss them and vote.
home-today-consult = Today you can give your opinion on draft commitments.
home-today-follow = Today you can follow what becomes of the contributions.
home-open = Open and upcoming processes
home-none-open = No process is open at the moment.
home-none-open-text = Processes that are over can still be read below, with the answers given.
home-changed = What participation changed
home-closed = Processes that are over
