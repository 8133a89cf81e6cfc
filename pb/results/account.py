"""The ballot account in words: every ballot, and what became of it."""

from collections import Counter
from dataclasses import asdict, dataclass

import orjson

from ballot_box.accounts import BallotAccount, ContestAccount, PaperAccount
from database import row, rows
from pb.models import Cycle
from web.language import _
from web.refusals import NotFound

Rows = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PotAccount:
    """People of one pot by what became of their ballot; `voters` is all of them."""

    name: str
    voters: int
    counted: int
    unconfirmed: int
    removed: int
    withdrawn: int


@dataclass(frozen=True, slots=True)
class AccountInWords:
    """`channels`, `reasons` and `paper` are rows of words and a number in words; `faults` is what does not add up."""

    on_roll: int
    registered: int
    pots: tuple[PotAccount, ...]
    channels: Rows
    reasons: Rows
    paper: Rows
    mismatches: tuple[str, ...]
    faults: tuple[str, ...]

    @property
    def total(self) -> PotAccount:
        figures = [(pot.voters, pot.counted, pot.unconfirmed, pot.removed, pot.withdrawn) for pot in self.pots]
        return PotAccount(_("All together"), *(sum(column) for column in zip(*figures, strict=True)))


async def _account_of(cycle: Cycle) -> tuple[BallotAccount, list[tuple[str, ContestAccount]]] | None:
    """The account as it was settled, and its parts by the names of their pots, in their order."""
    found = await row("SELECT account FROM election WHERE id = ? AND account IS NOT NULL", cycle.election_id or 0)
    if found is None or cycle.imported:
        return None
    stored = found.account
    account = BallotAccount.of(orjson.loads(stored) if isinstance(stored, str | bytes) else stored)
    if not account.contests:
        return None
    pots = await rows("SELECT id, name FROM pot WHERE cycle_id = ? ORDER BY position, id", cycle.id)
    return account, [(pot.name, account.contests[str(pot.id)]) for pot in pots if str(pot.id) in account.contests]


async def account_file(cycle: Cycle) -> dict[str, object]:
    """The published account as numbers, for whoever adds it up again. Raises NotFound before the result is public."""
    found = await _account_of(cycle) if cycle.result_published_at is not None else None
    if found is None:
        raise NotFound(_("There is no ballot account here yet."))
    account, named = found
    pots = [{"pot": name, **asdict(one)} for name, one in named]
    return {"fund": cycle.name, "on_roll": account.on_roll, "registered": account.registered, "pots": pots}


async def account_in_words(cycle: Cycle) -> AccountInWords | None:
    """None where nothing is settled yet, and for elections that were held elsewhere."""
    found = await _account_of(cycle)
    if found is None:
        return None
    account, named = found
    channels: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for _name, one in named:
        channels.update(one.cast)
        reasons.update(one.removed)
    papers = [one.paper for _name, one in named]
    return AccountInWords(
        on_roll=account.on_roll,
        registered=account.registered,
        pots=tuple(
            PotAccount(name, one.voters, one.counted, one.unconfirmed, sum(one.removed.values()), one.withdrawn)
            for name, one in named
        ),
        channels=tuple((words, f"{channels[name]:,}") for name, words in _channels().items() if channels[name]),
        reasons=tuple((reason_words(reason), f"{people:,}") for reason, people in sorted(reasons.items())),
        paper=_paper(papers),
        mismatches=tuple(note for paper in papers for note in paper.mismatches),
        faults=tuple(account.faults()),
    )


def _channels() -> dict[str, str]:
    return {
        "online": _("On their own device"),
        "kiosk": _("On a device at one of our places"),
        "phone": _("By phone"),
        "paper": _("On paper"),
    }


def _paper(papers: list[PaperAccount]) -> Rows:
    """Nothing where no paper was given out."""
    lines = [
        (_("Printed and given out"), sum(one.issued for one in papers)),
        (_("Used"), sum(one.used for one in papers)),
        (_("Spoiled and handed back"), sum(one.spoiled for one in papers)),
        (_("Not used"), sum(one.unused for one in papers)),
        (_("Lost, or from a box that was opened"), sum(one.void for one in papers)),
        (_("Set aside: another ballot of theirs counts, or they may not vote"), sum(one.set_aside for one in papers)),
        (_("Nothing on it could be counted"), sum(one.invalid for one in papers)),
        (_("Counted"), sum(one.entered for one in papers)),
    ]  # fmt: skip
    always = {0, 1, 2, 3, 7}
    if not lines[0][1]:
        return ()
    return tuple((words, f"{sheets:,}") for at, (words, sheets) in enumerate(lines) if at in always or sheets)


def reason_words(reason: str) -> str:
    """Why two officers took ballots out, as everybody reads it."""
    return reasons_in_words().get(reason, _("Another reason, written down by two officers"))


def reasons_in_words() -> dict[str, str]:
    """By the word that is kept: every rule of the flags, and every reason that officers can choose."""
    return {
        "registered_twice": _("The same person was registered twice"),
        "voted_as_me": _("Somebody else had voted in their name"),
        "address_cap": _("Too many people at one address, and nobody could explain it"),
        "device_cap": _("Too many ballots from one device, and nobody could explain it"),
        "network_burst": _("Many like ballots from one network, and nobody could explain it"),
        "number_reuse": _("One phone number for several people, and nobody could explain it"),
        "voucher_rate": _("Cards used in a way that nobody could explain"),
        "age_shape": _("An odd shape of ages, and nobody could explain it"),
        "returned_letter_redeemed": _("The code of a letter that came back was used"),
        "paper_and_online": _("A vote on paper and on a screen, and nobody could explain it"),
        "not_here": _("They do not belong here"),
        "too_young": _("They were younger than the rules of the vote allow"),
        "acted_for_another": _("Somebody acted in the name of another person"),
        "not_a_person": _("There was no such person"),
        "false_proof": _("The confirmation was got by a trick or a mistake"),
    }
