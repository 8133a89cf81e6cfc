"""The shares: everybody begins with the same, supporters pay together, the cheapest way to pay goes first.

`course` runs a count and says how far the share can be raised before anything in it changes; `exact` works out in
fractions what floating point cannot rule out; `raising` raises the shares; `replay` tells the run that stands exactly.
"""
