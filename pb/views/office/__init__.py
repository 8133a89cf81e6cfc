"""Where officers start, and the journal of what they did."""
