"""Pages of letters with codes: asking, typing the code, and the officers’ side."""
