"""The public chance that decides a draw: what an officer names beforehand, and what they type in on the day."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from assembly.draws import DrawRefused, refused
from assembly.sortition.drawing.chains import CHAINS, QUICKNET
from assembly.sortition.drawing.sources import Balls, Dice, Drand, Terms, balls_needed, dice_needed, terms_of
from assembly.sortition.refusals import SortitionRefused
from web.language import _

KINDS = ("balls", "dice", "drand")
AFTER = timedelta(minutes=15)
"""So long after the announced time the beacon speaks. Whatever else decides must be kept by then: who knows the beacon
could otherwise choose the ball that leads to a panel they like."""


def named(kinds: Sequence[str], lines: int, when: datetime) -> list[Terms]:
    """One source or two, for a portfolio of so many lines. With drand, a round some minutes after the draw begins.

    Raises DrawRefused.
    """
    chosen = [kind for kind in KINDS if kind in kinds]
    if not chosen:
        raise DrawRefused(_("Choose what decides: balls, dice or the public beacon."), "sources")
    if len(chosen) > 2:
        raise DrawRefused(_("Choose one source of chance, or two of different kinds."), "sources")
    try:
        return [_terms(kind, lines, when) for kind in chosen]
    except SortitionRefused as fault:
        raise refused(fault) from fault


def _terms(kind: str, lines: int, when: datetime) -> Terms:
    if kind == "balls":
        return Balls(balls_needed(lines))
    if kind == "dice":
        return Dice(dice_needed(lines))
    number = QUICKNET.round_at(when + AFTER)
    return Drand(QUICKNET.hash, number)


def kept(terms: Sequence[Terms]) -> dict[str, Any]:
    return {"sources": [one.as_json() for one in terms]}


def of_draw(source: Mapping[str, Any]) -> list[Terms]:
    return [terms_of(one) for one in source["sources"]]


BEACONS = ("https://api.drand.sh", "https://api2.drand.sh", "https://drand.cloudflare.com")


def beacon_addresses(terms: Drand) -> list[str]:
    """Where anybody can look the round up; the site itself never asks."""
    return [f"{host}/{terms.chain}/public/{terms.round}" for host in BEACONS]


def comes_out_at(terms: Drand) -> datetime:
    return CHAINS[terms.chain].time_of(terms.round)


def moment_of(text: object) -> datetime | None:
    """A time as it was kept with a question to a second officer."""
    return datetime.fromisoformat(text) if isinstance(text, str) and text else None
