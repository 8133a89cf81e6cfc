"""Pages of draws: the office's, and the one that everybody follows."""
