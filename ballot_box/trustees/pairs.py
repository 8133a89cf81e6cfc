"""Naming the two trustees of a vote, and rehearsing with them before its ballot is frozen.

A rehearsal is a test ballot of an election that there cannot be. It is held twice, with the keys themselves and with
the copies in the sealed envelopes; the site cannot see which were used, only that both times the box was opened.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from nacl.exceptions import CryptoError

from ballot_box.models import Rehearsal, Stock, Trustees
from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import NONCE, Body, commitment_of
from ballot_box.trustees import spelling
from ballot_box.trustees.box_files import Boxes, read_ballots
from ballot_box.trustees.refusals import TrusteesRefused
from ballot_box.trustees.words import WhoOpens
from database import execute, transaction
from ledger import journal
from web.language import _

LONGEST_NAME, LONGEST_ROLE = 80, 120
_CONTESTS = {"rehearsal": ["1"]}


@dataclass(frozen=True, slots=True)
class Trustee:
    """One of the two as an officer typed it: `key` as `trustees new-key` printed it."""

    name: str
    role: str
    key: str


async def name(first: Trustee, last: Trustee, actor: str, now: datetime, kept_id: int | None = None) -> Trustees:
    """Keep who opens first and who last, with test ballots for their keys. Other keys mean to rehearse anew.

    `kept_id`: the pair whose place they take. Raises TrusteesRefused; `field` is "first_name", "last_key" and so on.
    """
    values = {**_checked(first, "first"), **_checked(last, "last")}
    if values["first_key"] == values["last_key"]:
        raise TrusteesRefused(_("Both keys are the same. Each of the two needs a key of their own."), "last_key")
    if values["first_name"].casefold() == values["last_name"].casefold():
        raise TrusteesRefused(
            _("Name two people: that one of them cannot open the ballots alone is the point."), "last_name"
        )
    async with transaction():
        pair = await _kept(kept_id, values)
        keys = keys_of(pair)
        if await Rehearsal.filter(trustees_id=pair.id).count() != len(Stock):
            for stock in Stock:
                await _make_rehearsal(pair.id, stock, keys)
        await journal.record(actor, "trustees.named", f"trustees:{pair.id}", at=now, keys=keys)
    return pair


def _checked(one: Trustee, which: str) -> dict[str, str]:
    called, role = " ".join(one.name.split()), " ".join(one.role.split())
    if not called or len(called) > LONGEST_NAME:
        raise TrusteesRefused(_("Write the name of a person, in 80 characters or fewer."), f"{which}_name")
    if not role or len(role) > LONGEST_ROLE:
        raise TrusteesRefused(_("Say who they are, in 120 characters or fewer."), f"{which}_role")
    try:
        key = spelling.read(one.key)
        boxes.seal(b"", [key])
    except TrusteesRefused as refusal:
        raise TrusteesRefused(refusal.sentence, f"{which}_key") from refusal
    except (CryptoError, RuntimeError, ValueError) as fault:  # 32 bytes that no private key belongs to
        raise TrusteesRefused(_("Nothing can be sealed to this key. Ask for another one."), f"{which}_key") from fault
    return {f"{which}_name": called, f"{which}_role": role, f"{which}_key": key}


async def _kept(kept_id: int | None, values: dict[str, Any]) -> Trustees:
    pair = await Trustees.get_or_none(id=kept_id) if kept_id is not None else None
    if pair is None:
        return await Trustees.create(**values)
    if (pair.first_key, pair.last_key) != (values["first_key"], values["last_key"]):
        await Rehearsal.filter(trustees_id=pair.id).delete()
    await pair.update_from_dict(values).save()
    return pair


def keys_of(pair: Trustees) -> list[str]:
    """As elections take them: the innermost first."""
    return [pair.last_key, pair.first_key]


def election_of(pair_id: int, stock: Stock) -> str:
    """What a test ballot says it is for. Elections are numbers, so none is ever called this."""
    return f"rehearsal-{pair_id}-{stock.value}"


async def _make_rehearsal(pair_id: int, stock: Stock, keys: list[str]) -> None:
    named = election_of(pair_id, stock)
    digits = "".join(secrets.choice("0123456789") for _number in range(boxes.MOST_DIGITS))
    body = Body(named, "0" * 64, "rehearsal", ("1",), digits).as_bytes()
    nonce = secrets.token_bytes(NONCE)
    plain = boxes.fill(body, nonce, boxes.plain_length(named, _CONTESTS, 1))
    await Rehearsal.create(
        trustees_id=pair_id, stock=stock, commitment=commitment_of(nonce, body), box=boxes.seal(plain, keys)
    )


async def rehearsals_of(pair: Trustees) -> list[Rehearsal]:
    """With the keys, then with the copies."""
    found = {one.stock: one for one in await Rehearsal.filter(trustees_id=pair.id)}
    return [found[stock] for stock in Stock if stock in found]


async def is_rehearsed(pair: Trustees) -> bool:
    return await Rehearsal.filter(trustees_id=pair.id, held_at__isnull=False).count() == len(Stock)


async def file_of(pair: Trustees, stock: Stock) -> bytes:
    """The test ballot in its box, as the two get it."""
    rehearsal = await Rehearsal.get(trustees_id=pair.id, stock=stock)
    keys = keys_of(pair)
    return Boxes(election_of(pair.id, stock), len(keys), tuple(keys), [bytes(rehearsal.box)]).as_bytes()


async def take_in_rehearsal(pair: Trustees, stock: Stock, file: BinaryIO, actor: str, now: datetime) -> None:
    """Look whether what came back was in the box. Raises TrusteesRefused, and then the rehearsal is not held."""
    answer = read_ballots(file)
    named = election_of(pair.id, stock)
    if answer.election in {election_of(pair.id, other) for other in Stock} - {named}:
        raise TrusteesRefused(_("This is the answer to the other rehearsal. Send it there."), "file")
    if answer.election != named:
        raise TrusteesRefused(_("This file does not come from this rehearsal. Ask for the right one."), "file")
    rehearsal = await Rehearsal.get(trustees_id=pair.id, stock=stock)
    whole = len(answer.ballots) == 1 and hmac.compare_digest(
        commitment_of(answer.ballots[0][1], answer.ballots[0][0]), rehearsal.commitment
    )
    if not whole:
        raise TrusteesRefused(_("This is not what was in the box. Rehearse once more, from the start."), "file")
    async with transaction():
        held = await execute(
            "UPDATE rehearsal SET held_at = ?, taken_in_by = ? WHERE id = ? AND held_at IS NULL",
            now, actor, rehearsal.id,
        )  # fmt: skip
        if held:
            await journal.record(actor, "trustees.rehearsed", f"trustees:{pair.id}", at=now, stock=stock.value)


def who_opens(pair: Trustees | None, opened_at: datetime | None = None) -> WhoOpens:
    if pair is None:
        return WhoOpens(sealed=False)
    return WhoOpens(True, ((pair.first_name, pair.first_role), (pair.last_name, pair.last_role)), opened_at)
