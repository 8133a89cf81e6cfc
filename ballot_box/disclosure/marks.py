"""Marks: whole ballots that somebody could be told to cast, so that the published list shows whether they did."""

from math import comb, perm

from ballot_box.disclosure.cutting import Groups


def marks(options: int, ranks: int, *, ranked: bool) -> int:
    """How many different full ballots there are."""
    length = min(ranks, options)
    return perm(options, length) if ranked else comb(options, length)


def unused_marks(groups: Groups, options: int, ranks: int, *, ranked: bool) -> int:
    """How many of them nobody cast: each would tell its buyer that the vote was delivered."""
    length = min(ranks, options)
    return marks(options, ranks, ranked=ranked) - sum(len(choices) == length for choices in groups)
