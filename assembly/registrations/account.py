"""The account of the pool, for everybody: by which way people came, and what officers did to it."""

from dataclasses import dataclass

from assembly.models import RegistrationState
from assembly.sortition.drawing.commitments import shown_counts
from database import rows
from web.language import _

_ACTS = ("excluded", "restored", "withdrawn-by-phone", "erased-by-phone", "value-set",
         "amended")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """`ways`: how people in the pool came, None for a number that is kept back. `acts`: what officers did, how often;
    nothing where they did nothing."""

    ways: list[tuple[str, int | None]]
    acts: list[tuple[str, int]]


async def of(assembly_id: int) -> Account:
    """Two queries. A registration that an officer wrote down counts as that, whatever code was given with it."""
    found = await rows(
        """SELECT CASE WHEN entered_by_id IS NULL THEN source ELSE 'phone' END AS way, COUNT(*) AS many
           FROM registration WHERE assembly_id = ? AND state = ? GROUP BY 1""",
        assembly_id, RegistrationState.POOL.value,
    )  # fmt: skip
    shown = shown_counts({str(one.way): int(one.many) for one in found})
    did = await rows(
        "SELECT act, COUNT(*) AS many FROM journal_entry WHERE thing = ? AND act LIKE ? GROUP BY act",
        f"assembly:{assembly_id}", "assembly.registration-%",
    )  # fmt: skip
    often = {str(one.act).removeprefix("assembly.registration-"): int(one.many) for one in did}
    ways, acts = _ways(), _acts()
    return Account(
        [(ways[way], shown[way]) for way in ways if way in shown],
        [(acts[act], often[act]) for act in _ACTS if act in often],
    )


def _ways() -> dict[str, str]:
    return {
        "letter": _("with the code of a letter"),
        "golden": _("with a golden ticket"),
        "open": _("without a code"),
        "phone": _("written down by somebody from the council, on the phone"),
    }


def _acts() -> dict[str, str]:
    return {
        "excluded": _("taken out, for a reason that the person was told"),
        "restored": _("put back"),
        "withdrawn-by-phone": _("withdrawn, as asked on the phone"),
        "erased-by-phone": _("deleted, as asked on the phone"),
        "value-set": _("an answer put in, or put right"),
        "amended": _("a name, an address, a birth, or how to reach somebody put right, as asked on the phone"),
    }
