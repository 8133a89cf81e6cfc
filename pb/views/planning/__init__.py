"""Pages on which an officer plans a cycle: one group of questions a page."""
