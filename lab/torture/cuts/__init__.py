"""Power cuts, pulled cables and torn writes: at every operation of a life, one life for each harm."""
