"""What waits for officers who work on flags. As many questions to the database for one flag as for a thousand."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from database import as_time, on_postgres, row, rows
from residents.flags import confirming
from residents.flags.raising import OPEN_SQL
from residents.flags.rules import RULES, Rule
from residents.models import Approval, Flag, FlagClaim, FlagState
from residents.people import Person
from web.language import _
from web.refusals import NotFound

A_PAGE = 50
MOST_CLAIMS = 300
_ENDED = f"'{FlagState.DISMISSED.value}', '{FlagState.CONFIRMED.value}'"
_SECOND = """EXISTS (SELECT 1 FROM approval p WHERE p.thing = {thing} AND p.act = 'flag.confirm'
             AND p.state = 'waiting' AND p.expires_at > ?)"""
PARTS = ("open", "mine", "second", "settled")


@dataclass(frozen=True, slots=True)
class Work:
    """One flag in the list."""

    row: Any
    rule: Rule
    raised_at: datetime


async def queue(by: Person, part: str, rule: str, after: int, now: datetime) -> tuple[list[Work], int | None]:
    """One page of a part of the list, the oldest first (settled ones: the newest), and where the next page begins."""
    by.demand("flags.work")
    newest_first = part == "settled"
    conditions = [f"f.state IN ({_ENDED if newest_first else OPEN_SQL})"]
    parameters: list[Any] = []
    if part == "mine":
        conditions.append("f.assigned_to_id = ?")
        parameters.append(by.account_id)
    elif part == "second":
        conditions.append(_SECOND.format(thing=_thing("f.id")))
        parameters.append(now)
    if rule in RULES:
        conditions.append("f.rule = ?")
        parameters.append(rule)
    if after:
        conditions.append("f.id < ?" if newest_first else "f.id > ?")
        parameters.append(after)
    found = await rows(
        f"""SELECT f.id, f.rule, f.state, f.raised_at, r.name AS franchise, a.display_name AS officer,
                   (SELECT COUNT(*) FROM flag_claim c WHERE c.flag_id = f.id) AS claims
            FROM flag f JOIN franchise r ON r.id = f.franchise_id LEFT JOIN account a ON a.id = f.assigned_to_id
            WHERE {" AND ".join(conditions)} ORDER BY f.id {"DESC" if newest_first else "ASC"} LIMIT {A_PAGE + 1}""",
        *parameters,
    )
    work = [Work(one, RULES[one.rule], _time(one.raised_at)) for one in found[:A_PAGE] if one.rule in RULES]
    return work, int(found[A_PAGE - 1].id) if len(found) > A_PAGE else None


async def counts(by: Person, now: datetime) -> dict[str, int]:
    """How many flags each part has that is not settled."""
    by.demand("flags.work")
    found = await row(
        f"""SELECT COUNT(*) AS every, COALESCE(SUM(CASE WHEN assigned_to_id = ? THEN 1 ELSE 0 END), 0) AS mine,
                   COALESCE(SUM(CASE WHEN {_SECOND.format(thing=_thing("flag.id"))} THEN 1 ELSE 0 END), 0) AS second
            FROM flag WHERE state IN ({OPEN_SQL})""",
        by.account_id,
        now,
    )
    assert found is not None
    return {"open": found.every, "mine": found.mine, "second": found.second}


async def still_open(franchise_id: int) -> int:
    """How many flags of a vote hold claims that nobody has decided on yet."""
    holding = [rule.name for rule in RULES.values() if rule.holds]
    return await Flag.filter(franchise_id=franchise_id, rule__in=holding, ended_at__isnull=True).count()


@dataclass(frozen=True, slots=True)
class Seen:
    """One flag as an officer sees it. `claims`: who it is about, by number; `alike`: what they have in common."""

    flag: Flag
    rule: Rule
    saw: str
    claims: Sequence[Any]
    more: int
    alike: list[str]
    asked: Approval | None
    answer_by: date | None


async def seen(by: Person, flag_id: int, now: datetime) -> Seen:
    """Raises NotAllowed, NotFound."""
    by.demand("flags.work")
    flag = await Flag.get_or_none(id=flag_id).select_related("franchise", "assigned_to", "ended_by")
    if flag is None or flag.rule not in RULES:
        raise NotFound(_("This flag is not there."))
    claims = await _claims_of(flag_id)
    every = len(claims) if len(claims) < MOST_CLAIMS else await FlagClaim.filter(flag_id=flag_id).count()
    return Seen(
        flag,
        RULES[flag.rule],
        saw(flag, every),
        claims,
        every - len(claims),
        await _alike(flag_id) if flag.rule == "registered_twice" else [],
        await confirming.waiting(flag_id, now),
        confirming.answer_by(flag),
    )


async def claims_of(flag_id: int) -> list[int]:
    return [int(one.claim_id) for one in await rows("SELECT claim_id FROM flag_claim WHERE flag_id = ?", flag_id)]


def saw(flag: Flag, claims: int) -> str:
    """What the rule found, in words with its numbers."""
    numbers = {"claims": claims, "percent": "", "minutes": "", **flag.detail}
    if flag.rule == "voucher_rate" and "percent" in flag.detail:
        words = _("%(percent)s in a hundred of the ballots with cards of this batch have the same first choice.")
    else:
        words = _SAW[flag.rule]
    try:
        return words % numbers
    except KeyError:  # raised by another hand with other numbers
        return RULES[flag.rule].explanation


_SAW = {
    "address_cap": _("%(claims)s people say that they belong at the same address."),
    "device_cap": _("%(claims)s people sent their ballot from the same device."),
    "network_burst": _(
        "More than %(most)s ballots with the same first choice came from one network within an hour. These are all "
        "%(claims)s people who voted from it in that hour, whatever they chose."
    ),
    "number_reuse": _("%(claims)s people gave the same phone number."),
    "voucher_rate": _("%(claims)s people used a card of one batch within a short time."),
    "age_shape": _(
        "%(voters)s people aged %(band)s put project %(project)s first: %(percent)s in a hundred of those who did. "
        "Usual would be %(usual)s in a hundred."
    ),
    "returned_letter_redeemed": _("The post brought back a letter whose code somebody had typed in."),
    "paper_and_online": _("A ballot on paper came in for somebody who had voted on a screen as well."),
    "registered_twice": _("%(claims)s claims have the same name, postcode and age."),
    "voted_as_me": _("Somebody says that a ballot was recorded for them which they did not send."),
}


async def _claims_of(flag_id: int) -> Sequence[Any]:
    """No names here. How they confirmed is in the order in which they did."""
    together = "STRING_AGG(p.method, ' ' ORDER BY p.id)" if on_postgres() else "GROUP_CONCAT(p.method, ' ')"
    return await rows(
        f"""SELECT c.id, c.state, c.evidence, c.tie, c.age_band, c.made_at, n.name AS neighbourhood, a.display_name,
                   CASE WHEN a.email IS NULL THEN 0 ELSE 1 END AS has_email, w.name AS ward,
                   COALESCE((SELECT {together} FROM proof p WHERE p.claim_id = c.id AND p.revoked_at IS NULL), '')
                       AS methods
            FROM flag_claim f JOIN claim c ON c.id = f.claim_id JOIN account a ON a.id = c.account_id
            JOIN neighbourhood n ON n.id = c.neighbourhood_id LEFT JOIN ward w ON w.code = c.ward_id
            WHERE f.flag_id = ? ORDER BY c.id LIMIT {MOST_CLAIMS}""",
        flag_id,
    )


async def _alike(flag_id: int) -> list[str]:
    """Which kinds of marks at least two of the claims share."""
    found = await rows(
        """SELECT DISTINCT s.kind FROM (
             SELECT m.kind, m.digest FROM mark m JOIN flag_claim f ON f.claim_id = m.claim_id
             WHERE f.flag_id = ? GROUP BY m.kind, m.digest HAVING COUNT(*) > 1) AS s ORDER BY s.kind""",
        flag_id,
    )
    return [one.kind for one in found]


def _thing(number: str) -> str:
    """The name by which an approval knows a flag."""
    return f"'flag:' || CAST({number} AS TEXT)"


def _time(stored: datetime | str) -> datetime:
    when = as_time(stored)
    assert when is not None
    return when
