"""Rules about what claims have in common: an address, a phone number, a name. Looked at when a mark is kept, and again
every few minutes, so that nothing is missed where somebody forgot to look."""

from datetime import datetime

from database import rows, transaction
from ledger import journal
from residents.belonging import claims, marks
from residents.flags.holding import let_go, lock_with_claims
from residents.flags.raising import CAN_WAIT, OPEN_SQL, have_wait, raise_flag
from residents.flags.rules import RULES, limit
from residents.flags.working import end, lapse_questions
from residents.models import Flag, FlagState, Franchise, MarkKind
from web.language import _

RULE_OF = {
    MarkKind.ADDRESS: "address_cap",
    MarkKind.PHONE: "number_reuse",
    MarkKind.PERSON: "registered_twice",
    MarkKind.DEVICE: "device_cap",
}
_AT_ONCE = 200


async def look_at_marks(franchise: Franchise, claim_id: int, kind: MarkKind, digest: str, now: datetime) -> Flag | None:
    """Raise a flag where too many claims share the mark that this claim just got. Part of the caller's transaction.

    Call it last there: the claim may be under review afterwards.
    """
    rule = RULE_OF.get(kind)
    if rule is None:
        return None
    sharing = await marks.claims_with(franchise, kind, digest)
    if claim_id not in sharing or len(sharing) <= limit(franchise, rule):
        return None
    return await raise_flag(franchise, rule, digest, sharing, {"claims": len(sharing)}, now)


async def catch_up(now: datetime) -> int:
    """What the worker does every few minutes: marks that nobody looked at, and claims that were busy when flagged.

    Returns how many it had to do with. Doing it again changes nothing.
    """
    found = 0
    for franchise in await Franchise.filter(key_destroyed_at__isnull=True).order_by("id"):
        for kind, rule in RULE_OF.items():
            found += await _unseen(franchise, kind, rule, now)
    return found + await _let_wait(now) + await _settle_confirmed(now)


async def _unseen(franchise: Franchise, kind: MarkKind, rule: str, now: datetime) -> int:
    """Marks with more claims than the rule lets pass, where the flag does not know them all."""
    shared = await rows(
        f"""SELECT m.digest FROM mark m WHERE m.franchise_id = ? AND m.kind = ?
            GROUP BY m.digest HAVING COUNT(*) > ? AND COUNT(*) >
              (SELECT COUNT(*) FROM flag_claim c JOIN flag f ON f.id = c.flag_id
               WHERE f.franchise_id = ? AND f.rule = ? AND f.subject = m.digest)
            ORDER BY m.digest LIMIT {_AT_ONCE}""",
        franchise.id, kind.value, limit(franchise, rule), franchise.id, rule,
    )  # fmt: skip
    raised = 0
    for one in shared:
        sharing = await marks.claims_with(franchise, kind, one.digest)
        flag = await raise_flag(franchise, rule, one.digest, sharing, {"claims": len(sharing)}, now)
        raised += flag is not None
    return raised


async def _let_wait(now: datetime) -> int:
    """Claims of open flags that do not wait yet: they were busy, or were declared anew since."""
    states = ", ".join(f"'{state.value}'" for state in sorted(CAN_WAIT))
    holding = ", ".join(f"'{rule.name}'" for rule in RULES.values() if rule.holds)
    late = await rows(
        f"""SELECT DISTINCT c.id FROM claim c JOIN flag_claim a ON a.claim_id = c.id JOIN flag f ON f.id = a.flag_id
            WHERE f.state IN ({OPEN_SQL}) AND f.rule IN ({holding}) AND c.state IN ({states})
            ORDER BY c.id LIMIT {_AT_ONCE}"""
    )
    done = 0
    for one in late:
        async with transaction():
            claim = await claims.lock(one.id)
            done += await have_wait(claim, now)
    return done


async def _settle_confirmed(now: datetime) -> int:
    """A phone number may be shared: once everybody who gave it has confirmed in another way, nothing is left to ask."""
    settled = await rows(
        f"""SELECT f.id FROM flag f WHERE f.rule = 'number_reuse' AND f.state IN ({OPEN_SQL}) AND NOT EXISTS (
              SELECT 1 FROM flag_claim a JOIN claim c ON c.id = a.claim_id
              WHERE a.flag_id = f.id AND c.evidence IN ('E0', 'E1')
                AND c.state NOT IN ('rejected', 'withdrawn', 'expired'))
            ORDER BY f.id LIMIT {_AT_ONCE}"""
    )
    for one in settled:
        async with transaction():
            flag, held = await lock_with_claims(one.id)
            await end(flag, FlagState.DISMISSED, _("Everybody it is about has confirmed in another way."), None, now)
            for claim in held.values():
                await let_go(flag, claim, None, now)
            await lapse_questions(flag)
            await journal.record(claims.THE_SITE, "flag.dismissed", f"flag:{flag.id}", at=now, rule=flag.rule)
    return len(settled)
