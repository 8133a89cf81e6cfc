"""Counting: ballots in, allocation and reasons out.

Pure: no tables, no clock, no randomness. Money is `int` in the smallest unit of the election (pence in a live
cycle), shares are `fractions.Fraction`. Floating point decides nothing here.
"""
