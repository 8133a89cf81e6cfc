"""Ties that mattered, in words: who stood level with whom, who went first, and which part of the order decided it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pb.counting.ties import COST_ID, COST_SUPPORTERS_ID, cost_supporters_lot
from web.language import _


@dataclass(frozen=True, slots=True)
class Standing:
    """One project of a pot, with the numbers that the order of ties may go by, and its stored reason."""

    reference: str
    title: str
    cost: int
    supporters: int
    reason: Mapping[str, Any]

    @property
    def won_against(self) -> list[str]:
        """The references of those that stood level with it and went without."""
        said = [sentence["values"] for sentence in self.reason["sentences"] if sentence["key"] == "tie-won"]
        return [reference for values in said for reference in values["projects"]]


def ties_met(pot: Sequence[Standing], tie_breaking: str) -> list[str]:
    """One sentence or two for each project that went first, and each part of the order that put it there."""
    of = {one.reference: one for one in pot}
    return [sentence for one in pot for sentence in _of(one, of, tie_breaking)]


def _of(one: Standing, of: Mapping[str, Standing], tie_breaking: str) -> Iterator[str]:
    by_cause: dict[str, list[str]] = {}
    for reference in one.won_against:
        by_cause.setdefault(_cause(one, of[reference], tie_breaking), []).append(of[reference].title)
    for cause, titles in by_cause.items():
        others = _listed([f"“{title}”" for title in titles])
        yield _("“%(title)s” stood level with %(others)s.") % {"title": one.title, "others": others} + " " + cause


def _cause(one: Standing, other: Standing, tie_breaking: str) -> str:
    by_lot = tie_breaking == cost_supporters_lot(()).name
    by_supporters = by_lot or tie_breaking == COST_SUPPORTERS_ID.name
    if one.cost != other.cost and (by_supporters or tie_breaking == COST_ID.name):
        return _("It went first because it costs less.")
    if one.supporters != other.supporters and by_supporters:
        return _("It went first because more people chose it.")
    if by_lot:
        return _("The lots drawn before the vote put it first.")
    return _("It went first because its number comes first.")


def _listed(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}
