"""The public half of a draw: what is fixed before, how public chance becomes one line. docs/draws.md is the format."""
