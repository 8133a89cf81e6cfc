"""The ballots of one contest as they are published, and the hash of all of them."""

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from ballot_box import keys
from ballot_box.disclosure import Disclosure, Form, Groups, Limits, Numbers, Totals, counted, form_of, hidden
from ballot_box.elections import RANKED
from ballot_box.packs.outcomes import Recount
from ballot_box.papers import Definition
from ballot_box.sealing.bodies import canonical, sha256
from database import rows


@dataclass(frozen=True, slots=True)
class Published:
    """`content` is the file, `hash` that of the whole list of ballots."""

    content: bytes
    hash: str


async def groups_of(election_id: int, definition: Definition, contest: str) -> dict[tuple[str, ...], int]:
    """The counted ballots of a contest, equal ones together. Ticked ballots have their choices in order of name."""
    found = await rows(
        """SELECT choices, COUNT(*) AS ballots FROM counted_ballot WHERE election_id = ? AND contest = ?
           GROUP BY choices""",
        election_id,
        contest,
    )
    options = {option: option for option in definition.contests.get(contest, ())}  # one text for each, however many
    groups: dict[tuple[str, ...], int] = {}
    for one in found:
        choices = tuple(options.get(choice, choice) for choice in _list(one.choices))
        choices = choices if definition.kind == RANKED else tuple(sorted(choices))
        groups[choices] = groups.get(choices, 0) + int(one.ballots)
    return dict(sorted(groups.items()))


def _list(stored: Any) -> list[str]:
    """What somebody wrote over a ballot may be anything: it is published as it is, for all to see."""
    try:
        found = orjson.loads(stored)
    except orjson.JSONDecodeError:
        found = stored
    return [str(one) for one in found] if isinstance(found, list) else [str(found)]


def disclosed(definition: Definition, contest: str, groups: Groups) -> Disclosure:
    options = definition.contests[contest]
    limits = Limits.of(definition.disclosure)
    return form_of(groups, options, definition.ranks, limits, ranked=definition.kind == RANKED)


def totals_shown(definition: Definition, contest: str, groups: Groups) -> Totals:
    """Numbers of each option that may stand on a page beside what is published: exact where all ballots are."""
    form, options = disclosed(definition, contest, groups).form, definition.contests[contest]
    exact = counted(groups, options, ranked=definition.kind == RANKED)
    if form is Form.FULL:
        return exact
    if form is Form.WITHHELD:
        return dict.fromkeys(options, Numbers(None, None, None))
    return hidden(exact, Limits.of(definition.disclosure).pattern)


def published(definition: Definition, election: str, contest: str, groups: Groups, recount: Recount) -> Published:
    found = disclosed(definition, contest, groups)
    content: dict[str, object] = {"contest": contest, "form": found.form.value, "n": found.ballots}
    if found.form is Form.FULL:
        content["ballots"] = listed(groups)
    elif found.shortened is not None:
        short = found.shortened
        content |= {"ballots": listed(short.groups), "k": Limits.of(definition.disclosure).pattern}
        content |= {"recount": recount(contest, short.with_suppressed), "suppressed": short.suppressed}
    elif found.totals is not None:
        content["options"] = {option: numbers.cells() for option, numbers in found.totals.items()}
    return Published(canonical(content), _hash(found.form, election, contest, groups))


def listed(groups: Mapping[tuple[str, ...], int]) -> list[list[object]]:
    return [[ballots, list(choices)] for choices, ballots in sorted(groups.items())]


def _hash(form: Form, election: str, contest: str, groups: Groups) -> str:
    """Plain where everybody has the ballots; else such that nobody can find out which they are."""
    content = canonical(listed(groups))
    if form is Form.FULL:
        return sha256(content)
    return hmac.new(keys.lists_key(election), contest.encode() + b"|" + content, hashlib.sha256).hexdigest()
