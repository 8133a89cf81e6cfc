"""Officers tune the rules for each vote: their numbers, and whether a rule is in use."""

from collections.abc import Mapping
from datetime import datetime

from database import execute, transaction
from ledger import journal
from residents.flags.refusals import FlagRefused
from residents.flags.rules import ON, RULES, in_use, limit
from residents.models import Franchise
from residents.people import Person
from web.language import _
from web.refusals import NotFound

Numbers = Mapping[str, Mapping[str, int]]


async def votes() -> list[Franchise]:
    """The votes whose rules can still be tuned, the latest first."""
    return await Franchise.filter(key_destroyed_at__isnull=True).order_by("-id").limit(50)


async def vote(franchise_id: int) -> Franchise:
    """Raises NotFound."""
    found = await Franchise.get_or_none(id=franchise_id, key_destroyed_at__isnull=True)
    if found is None:
        raise NotFound(_("This vote is not there, or it is over."))
    return found


def as_set(franchise: Franchise) -> dict[str, dict[str, int]]:
    """Every number of every rule as it is now, and whether the rule is in use."""
    return {
        rule.name: {
            ON: int(in_use(franchise, rule.name)),
            **{number.name: limit(franchise, rule.name, number.name) for number in rule.numbers},
        }
        for rule in RULES.values()
    }


async def tune(by: Person, franchise_id: int, wanted: Numbers, now: datetime) -> Franchise:
    """Set the numbers given; the others stay. What was flagged before stays flagged.

    Raises NotAllowed, NotFound, and FlagRefused for a number that a rule cannot work with.
    """
    by.demand("flags.work")
    _check(wanted)
    async with transaction():
        await execute("UPDATE franchise SET name = name WHERE id = ?", franchise_id)
        franchise = await vote(franchise_id)
        before = as_set(franchise)
        after = {rule: {**numbers, **wanted.get(rule, {})} for rule, numbers in before.items()}
        changed = {
            f"{rule}.{name}": [before[rule][name], value]
            for rule, numbers in after.items()
            for name, value in numbers.items()
            if before[rule][name] != value
        }
        if changed:
            franchise.limits = after
            await franchise.save(update_fields=["limits"])
            await journal.record(by.actor, "flag.rules.tuned", f"franchise:{franchise.id}", at=now, changed=changed)
    return franchise


def _check(wanted: Numbers) -> None:
    for name, numbers in wanted.items():
        known = {number.name: number for number in RULES[name].numbers}
        for one, value in numbers.items():
            if one == ON:
                continue
            if not known[one].least <= value <= known[one].most:
                raise FlagRefused(
                    _("Choose a number from %(least)s to %(most)s.")
                    % {"least": known[one].least, "most": known[one].most},
                    f"{name}-{one}",
                )
