"""A published result beside what any other rule would have given with the same ballots. For everybody."""

from collections.abc import Sequence
from typing import Any

import orjson

from database import rows
from pb.counting.comparing import Comparison, beside
from pb.counting.refusals import CountingRefused
from pb.cycles.bands import bands_of
from pb.cycles.rules import rule_names
from pb.models import Cycle, Tally
from pb.results.counts import ComparisonRefused, PotCount, counts_of
from pb.results.files import LEAST_BALLOTS
from pb.results.side_by_side import Answer, Facts, Heading, PotCompared, answer_of, facts_of
from pb.results.telling import Telling
from pb.tallies.outcome import Way, other_than
from web.language import _
from web.refusals import NotFound


async def published_tally(cycle: Cycle) -> Tally:
    """Raises NotFound before the result is published: until then nobody sees what any rule would give."""
    tally = await Tally.get_or_none(cycle_id=cycle.id, published_at__isnull=False)
    if tally is None or cycle.election_id is None:
        raise NotFound(_("There is no result yet."))
    return tally


def usual_rules(tally: Tally) -> tuple[str, str]:
    """The rule that counted, and the one it is compared with on the page of the result."""
    return tally.rule, other_than(tally.rule)


async def comparison(cycle: Cycle, tally: Tally, rules: tuple[str, str]) -> Answer:
    """What each of the two rules gives. Raises ComparisonRefused; stores nothing."""
    _demand_two(rules)
    try:
        one, other = await counts_of(cycle, tally, rules)
    except CountingRefused as refusal:
        raise ComparisonRefused(str(refusal)) from refusal
    pots, projects = await _pots(tally), await _projects(tally)
    facts = facts_of(cycle.name, cycle.currency, pots, projects, await bands_of(cycle.id))
    of = {pot.id: pot for pot in pots}
    supporters = {one.reference: one.supporters for one in projects}
    found = [
        PotCompared(
            of[left.pot_id].name,
            _beside(facts, left, right),
            telling=Telling.of(_json(of[left.pot_id].comparison), left.voters, imported=cycle.imported),
            supporters=supporters,
        )
        for left, right in zip(one, other, strict=True)
    ]
    way = Way.of(cycle)
    headings = Heading.of(way.by(rules[0])), Heading.of(way.by(rules[1]))
    return answer_of(facts, found, headings, left_out=[pot.name for pot in pots if pot.ballots < LEAST_BALLOTS])


def _demand_two(rules: tuple[str, str]) -> None:
    if not set(rules) <= set(rule_names()):
        raise ComparisonRefused(_("Choose one of the rules in the list."))
    if rules[0] == rules[1]:
        raise ComparisonRefused(_("Choose two different rules."))


def _beside(facts: Facts, one: PotCount, other: PotCount) -> Comparison:
    return beside(one.instance, one.kind, one.voters, (one.side, other.side), facts.labels)


async def _pots(tally: Tally) -> Sequence[Any]:
    return await rows(
        """SELECT p.id, p.name, t.ballots, t.comparison FROM pot_tally t JOIN pot p ON p.id = t.pot_id
           WHERE t.tally_id = ? ORDER BY p.position, p.id""",
        tally.id,
    )


async def _projects(tally: Tally) -> Sequence[Any]:
    return await rows(
        """SELECT p.reference, p.title, p.cost_pence, p.pot_id, t.supporters, h.name AS theme
           FROM project_tally t JOIN project p ON p.id = t.project_id LEFT JOIN theme h ON h.id = p.theme_id
           WHERE t.tally_id = ? ORDER BY p.id""",
        tally.id,
    )


def _json(stored: Any) -> Any:
    return orjson.loads(stored) if isinstance(stored, str | bytes) else stored
