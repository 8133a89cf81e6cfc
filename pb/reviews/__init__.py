"""Review: a named reviewer finds out what an idea costs and whether it can be done, by a day that everybody can see."""
