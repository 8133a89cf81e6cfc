"""Destroying the key of a vote: from then on nobody can compare what people gave with what was kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from database import execute, transaction
from ledger import journal
from post.models import MessageState
from residents.belonging import keys
from residents.models import CodeLetterState, Franchise, VoucherState
from residents.people import Person
from web.days import local_date
from web.filters import day, plural
from web.language import _
from web.refusals import Refused

_NO_CODES = "The code is of no use any more."


class KeyKept(Refused):
    """The key cannot be destroyed now."""


@dataclass(frozen=True, slots=True)
class Destroyed:
    franchise: Franchise
    before: datetime | None  # when it was done already
    file: bool  # whether there was a file to destroy
    marks: int
    letters: int
    vouchers: int

    def sentences(self) -> list[str]:
        """What it did, for whoever ran the command."""
        if self.before is not None:
            said = [_("The key of %(name)s was destroyed on %(day)s.") % self._named(self.before)]
            if self.file:
                said.append(_("Its file was still there, perhaps from a backup. It is destroyed now."))
            return said
        return [
            _("The key of %(name)s is destroyed.") % {"name": self.franchise.name}
            if self.file
            else _("There was no key file of %(name)s: nothing was ever compared.") % {"name": self.franchise.name},
            plural(self.marks, _("scrambled mark was deleted."), _("scrambled marks were deleted.")),
            plural(self.letters, _("letter is of no use any more."), _("letters are of no use any more.")),
            plural(self.vouchers, _("card is of no use any more."), _("cards are of no use any more.")),
            _("Now destroy the copies of the file in your backups as well: %(file)s.")
            % {"file": f"{self.franchise.key_name}.key"},
        ]

    def _named(self, when: datetime) -> dict[str, str]:
        return {"name": self.franchise.name, "day": day(when)}


async def find(name: str) -> Franchise:
    """By the name of its key, such as cycle-3, or by the name of the vote. Raises Refused."""
    found = await Franchise.get_or_none(key_name=name)
    if found is None:
        named = await Franchise.filter(name=name)
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise Refused(_("There is no key called %(name)s. `keys list` shows them all.") % {"name": name})
    return found


async def all_keys() -> Sequence[Franchise]:
    return await Franchise.all().order_by("id")


def demand_over(franchise: Franchise, now: datetime) -> None:
    """Raises KeyKept while questions about the result can still come."""
    if franchise.key_destroyed_at is not None:
        return
    ends = franchise.challenge_ends_at
    if ends is None:
        raise KeyKept(
            _("Nobody has set until when %(name)s can be questioned. Set that day first.") % {"name": franchise.name}
        )
    if now <= ends:
        said = _("%(name)s can be questioned until %(day)s. Its key is needed until then.")
        raise KeyKept(said % {"name": franchise.name, "day": day(ends)})


async def destroy(by: Person, name: str, now: datetime) -> Destroyed:
    """Destroy it for good, with everything that is worthless without it. A second time only says when it was done.

    First the database says that it is gone, then the file goes: a file that is gone while the database expects one
    would be made anew. Raises Refused.
    """
    franchise = await find(name)
    async with transaction():
        await execute("UPDATE franchise SET key_name = key_name WHERE id = ?", franchise.id)
        franchise = await Franchise.get(id=franchise.id)
        demand_over(franchise, now)
        before = franchise.key_destroyed_at
        marks = letters = vouchers = 0
        if before is None:
            marks = await execute("DELETE FROM mark WHERE franchise_id = ?", franchise.id)
            letters = await _end_letters(franchise.id, now)
            vouchers = await _end_vouchers(franchise.id, now)
            await Franchise.filter(id=franchise.id).update(key_destroyed_at=now)
            await journal.record(
                by.actor, "key.destroyed", f"franchise:{franchise.id}", at=now, key=franchise.key_name, marks=marks,
                letters=letters, vouchers=vouchers,
            )  # fmt: skip
    return Destroyed(franchise, before, keys.destroy(franchise), marks, letters, vouchers)


async def _end_letters(franchise_id: int, now: datetime) -> int:
    """Those nobody posted are not posted any more, and their addresses go."""
    waiting = "SELECT message_id FROM code_letter WHERE franchise_id = ? AND state = ? AND message_id IS NOT NULL"
    await execute(
        f"UPDATE message SET body = ?, recipient = ?, state = ?, trouble = ?, due_at = ? WHERE id IN ({waiting})",
        _NO_CODES, "", MessageState.FAILED.value, "cancelled", now, franchise_id, CodeLetterState.QUEUED.value,
    )  # fmt: skip
    ended = 0
    for state, to in (
        (CodeLetterState.QUEUED, CodeLetterState.CANCELLED),
        (CodeLetterState.POSTED, CodeLetterState.EXPIRED),
    ):
        ended += await execute(
            "UPDATE code_letter SET state = ?, ended_at = ? WHERE franchise_id = ? AND state = ?",
            to.value, now, franchise_id, state.value,
        )  # fmt: skip
    return ended


async def _end_vouchers(franchise_id: int, now: datetime) -> int:
    live = (VoucherState.MINTED, VoucherState.ASSIGNED, VoucherState.HANDED_OUT)
    return await execute(
        """UPDATE voucher SET state = ?, changed_on = ? WHERE state IN (?, ?, ?)
           AND batch_id IN (SELECT id FROM voucher_batch WHERE franchise_id = ?)""",
        VoucherState.EXPIRED.value, local_date(now), *(one.value for one in live), franchise_id,
    )  # fmt: skip
