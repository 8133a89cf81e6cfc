"""The targets of a draw made real: many valid panels, one of which is drawn in public.

`make_portfolio` is the way in. Pure: the seed and the question whether to stop arrive as arguments.
"""
