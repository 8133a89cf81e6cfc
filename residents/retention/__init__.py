"""How long things are kept: periods, the nightly deletion, what it deleted last, and destroying a vote's key."""
