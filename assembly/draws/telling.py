"""A draw in words: where it stands, what decides it, everybody's chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assembly.draws import sources
from assembly.draws.holding import commitment_of, given_by
from assembly.models import Draw, DrawKind, DrawState
from assembly.sortition.drawing.chains import CHAINS
from assembly.sortition.drawing.indices import Again
from assembly.sortition.drawing.sources import Balls, Drand, Terms
from web.filters import plural
from web.language import _

_BARS = 12


@dataclass(frozen=True, slots=True)
class Source:
    """One source of chance on a page. `said`: what it said by now, `gave`: its number, `again`: why it comes anew."""

    kind: str
    name: str
    how: str
    said: str = ""
    gave: int | None = None
    again: str = ""
    addresses: Sequence[str] = ()
    out_at: datetime | None = None
    until: datetime | None = None  # when it must have been kept, because then the beacon speaks

    @property
    def spoken(self) -> bool:
        return self.gave is not None


def state_words(draw: Draw) -> tuple[str, str]:
    """A tag and its kind."""
    return {
        DrawState.PREPARING: (_("The panels are being made"), "wait"),
        DrawState.STOPPED: (_("Stopped"), "no"),
        DrawState.PREPARED: (_("Ready to be fixed"), "wait"),
        DrawState.COMMITTED: (_("Fixed, not drawn yet"), "info"),
        DrawState.DRAWN: (_("Drawn"), "good"),
        DrawState.VOID: (_("Void"), "no"),
    }[draw.state]


def unfixed_words(draw: Draw) -> str:
    """For everybody: what became of a draw that is not in the record. What the worker found out about the pool is not
    told, because it speaks of small numbers; what an officer gave as the reason is."""
    if draw.state is not DrawState.STOPPED:
        return _("The panels are being made. It will be fixed in the public record before it is held.")
    if draw.stop_asked_at is None:
        return _("The panels could not be made. Nothing of it was fixed.")
    return _("Stopped before anything was fixed: %(why)s") % {"why": draw.trouble}


def kind_words(draw: Draw) -> str:
    return {
        DrawKind.PANEL: _("The whole panel"),
        DrawKind.REPLACEMENT: _("Empty seats"),
        DrawKind.ROTATION: _("Seats whose term ended"),
    }[draw.kind]


def doing_words(draw: Draw) -> str:
    """What the worker is busy with."""
    return {
        "": _("Waiting for the worker."),
        "possible": _("Looking whether a panel is possible."),
        "targets": _("Working out the fairest chances."),
        "people": _("Deciding who takes which place."),
    }.get(draw.doing, _("Making panels that meet every quota."))


def sources_of(draw: Draw) -> list[Source]:
    """Of a draw that is fixed: each source named beforehand, with what it has said by now."""
    said: Any = draw.randomness.get("said", {})
    named = commitment_of(draw).randomness
    return [_source(draw, one, dict(said), [other for other in named if other is not one]) for one in named]


def _source(draw: Draw, terms: Terms, said: Mapping[str, str], others: Sequence[Terms]) -> Source:
    given = given_by(draw, terms.kind)
    name, how = described(terms)
    return Source(
        terms.kind,
        name,
        how,
        said.get(terms.kind, ""),
        given if isinstance(given, int) else None,
        _(given.sentence) if isinstance(given, Again) else "",
        sources.beacon_addresses(terms) if isinstance(terms, Drand) else (),
        sources.comes_out_at(terms) if isinstance(terms, Drand) else None,
        min((sources.comes_out_at(one) for one in others if isinstance(one, Drand)), default=None),
    )


def described(terms: Terms) -> tuple[str, str]:
    """A name for people, and how the source is used."""
    if isinstance(terms, Drand):
        return _("Public beacon"), _("Round %(number)s of drand (%(chain)s).") % {
            "number": f"{terms.round:,}",
            "chain": CHAINS[terms.chain].name,
        }
    if isinstance(terms, Balls):
        return _("Balls"), _("Ten balls, 0 to 9. One is drawn and put back, %(times)s times.") % {"times": terms.digits}
    return _("Dice"), _("One die with six sides, rolled %(times)s times.") % {"times": terms.dice}


def chance_words(chance: float) -> str:
    """“1 in 27”, for people."""
    return _("1 in %(many)s") % {"many": f"{max(1, round(1 / chance)):,}"} if chance > 0 else _("none")


def chart(report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Bars for the page: how many people have a chance between two bounds. At most a dozen, all of one width."""
    counts: list[tuple[int, int]] = [(int(on), int(many)) for on, many in report["on_lines"]]
    lines, low, high = int(report["lines"]), counts[0][0], counts[-1][0]
    step = max(1, -(-(high - low + 1) // _BARS))
    bars = []
    for first in range(low, high + 1, step):
        many = sum(people for on, people in counts if first <= on < first + step)
        label = (
            _percent(first, lines)
            if step == 1
            else f"{_percent(first, lines)}–{_percent(min(high, first + step - 1), lines)}"
        )
        bars.append({"label": label, "value": many, "display": plural(many, _("person"), _("people"))})
    return bars


def _percent(on: int, lines: int) -> str:
    return f"{100 * on / lines:.1f}%"


def share_words(part: float) -> str:
    return f"{100 * part:.1f}%"
