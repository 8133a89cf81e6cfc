"""The ballot papers of a cycle as plain values, for the packages that print and key them."""

from collections.abc import Collection, Mapping

import orjson

from ballot_box.models import Election
from ballot_box.paper import PrintedContest, PrintedOption, packs
from ballot_box.paper.packs import BallotText
from ballot_box.papers import Definition
from ballot_box.refusals import BallotRefused
from database import row, rows
from pb.ballots.votes import Vote
from web.filters import money
from web.language import _


async def contest(election_id: int, name: str) -> PrintedContest | None:
    """One pot's paper, its projects numbered in the order of the frozen definition; None where it is not a cycle's."""
    if not name.isdecimal() or not name.isascii() or len(name) > 18:
        return None
    found = await row(
        """SELECT c.name AS cycle, c.age_from, c.ties, p.id, p.name, p.amount_pence, p.neighbourhood_id, e.definition
           FROM cycle c JOIN pot p ON p.cycle_id = c.id JOIN election e ON e.id = c.election_id
           WHERE c.election_id = ? AND p.id = ?""",
        election_id,
        int(name),
    )
    definition = Definition.of(found.definition) if found else None
    if found is None or definition is None or name not in definition.contests:
        return None
    return PrintedContest(
        vote=found.cycle,
        place=found.name,
        about=_("There is %(amount)s to share out.") % {"amount": money(found.amount_pence)},
        ranks=definition.ranks,
        options=await _options(found.id, definition.contests[name]),
        neighbourhood_id=found.neighbourhood_id,
        ties=tuple(orjson.loads(found.ties) if isinstance(found.ties, str | bytes) else found.ties),
        age_from=found.age_from,
    )


async def to_look_at(vote: Vote, name: str, look: str) -> BallotText:
    """A ballot without a serial, for thinking it over at home. Raises BallotRefused where there is no such paper."""
    found = await contest(vote.election_id, name)
    if found is None:
        raise BallotRefused(_("There is no ballot paper for this place."))
    election = await Election.get(id=vote.election_id)
    return packs.text_of(found, election.paper_rule, packs.look_of(look))


async def _options(pot_id: int, order: list[str]) -> tuple[PrintedOption, ...]:
    found = await rows(
        """SELECT id, title, summary, cost_pence, photo_name, photo_alt, withdrawn_at FROM project
           WHERE pot_id = ?""",
        pot_id,
    )
    by_id = {str(one.id): one for one in found}
    return tuple(
        PrintedOption(
            number, option, one.title, one.summary, money(one.cost_pence),
            f"/media/{one.photo_name}" if one.photo_name else "", one.photo_alt, one.withdrawn_at is not None,
        )
        for number, option in enumerate(order, start=1)
        if (one := by_id.get(option)) is not None
    )  # fmt: skip


async def names(election_ids: Collection[int]) -> Mapping[tuple[int, str], str]:
    """How people call each pot of these elections."""
    if not election_ids:
        return {}
    marks = ", ".join("?" * len(election_ids))
    found = await rows(
        f"""SELECT c.election_id, p.id, p.name FROM cycle c JOIN pot p ON p.cycle_id = c.id
            WHERE c.election_id IN ({marks})""",
        *election_ids,
    )
    return {(one.election_id, str(one.id)): one.name for one in found}
