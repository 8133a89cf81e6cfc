"""What a value stands for where nobody chooses it: from which age to which, which wards, which tenths."""

import re
from collections.abc import Iterable, Mapping, Sequence

from assembly.census.ages import Ages, ages_of
from assembly.models import Asked, CategoryValue
from residents.places.models import Ward
from web.language import _

OLDEST = 120
TENTHS = range(1, 11)
_TENTHS = re.compile(r"(\d{1,2})(?:\s*(?:-|–|to)\s*(\d{1,2}))?")
Rule = dict[str, object]
Wards = Mapping[str, str]
"""Names of wards by their codes."""


class RuleUnclear(ValueError):
    """What was typed cannot be read; the sentence says what can."""


async def known_wards() -> Wards:
    return {ward.code: ward.name for ward in await Ward.all().order_by("name").only("code", "name")}


def read(asked: Asked, typed: str, wards: Wards) -> Rule | None:
    """The rule that was typed: “16 to 24”, “65 and over”; “1, 2” or “1 to 3”; names of wards, a line each.

    Raises RuleUnclear.
    """
    if asked is Asked.AGE:
        return _ages(typed)
    if asked is Asked.DEPRIVATION:
        return _tenths(typed)
    return _wards(typed, wards) if asked is Asked.WARD else None


def _ages(typed: str) -> Rule:
    found = ages_of(typed)
    if found is None or found.start > OLDEST:
        raise RuleUnclear(_("Write the ages like this: 16 to 24. Or for the oldest: 65 and over."))
    return {"from": found.start, "to": OLDEST if found.to is None else found.to}


def _tenths(typed: str) -> Rule:
    tenths: set[int] = set()
    for part in filter(None, (one.strip() for one in re.split(r"[,;\n]", typed))):
        span = _TENTHS.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (0, 0)
        if not 1 <= first <= last <= 10:
            tenths.clear()
            break
        tenths.update(range(first, last + 1))
    if not tenths:
        raise RuleUnclear(_("Write the tenths like this: 1, 2. The most deprived is 1, the least deprived 10."))
    return {"tenths": sorted(tenths)}


def _wards(typed: str, wards: Wards) -> Rule:
    codes = {name.casefold(): code for code, name in wards.items()} | {code.casefold(): code for code in wards}
    lines = [" ".join(line.split()) for line in typed.splitlines() if line.strip()]
    unknown = [line for line in lines if line.casefold() not in codes]
    if unknown:
        raise RuleUnclear(_("There is no ward called “%(name)s”. Write one on each line.") % {"name": unknown[0][:60]})
    if not lines:
        raise RuleUnclear(_("Write the wards, one on each line."))
    return {"wards": sorted({codes[line.casefold()] for line in lines})}


def as_typed(rule: Rule | None, wards: Wards) -> str:
    """As an officer would type it."""
    if not rule:
        return ""
    if "from" in rule:
        return age_words(ages_in(rule))
    if "tenths" in rule:
        return ", ".join(map(str, numbers_in(rule, "tenths")))
    return "\n".join(wards.get(code, code) for code in codes_in(rule))


def in_words(rule: Rule | None, wards: Wards) -> str:
    """As it stands on a page; empty where the name of the value says it all."""
    if rule and "wards" in rule:
        return ", ".join(wards.get(code, code) for code in codes_in(rule))
    if rule and "tenths" in rule:
        return _("tenths %(which)s") % {"which": as_typed(rule, wards)}
    return as_typed(rule, wards)


def age_words(ages: Ages) -> str:
    if ages.to is None:
        return _("%(age)s and over") % {"age": ages.start}
    return _("%(first)s to %(last)s") % {"first": ages.start, "last": ages.to}


def ages_in(rule: Mapping[str, object] | None) -> Ages:
    """A last age that nobody passes counts as no end."""
    start, to = (rule or {}).get("from"), (rule or {}).get("to")
    start = start if isinstance(start, int) else 0
    return Ages(start, to if isinstance(to, int) and to < OLDEST else None)


def numbers_in(rule: Mapping[str, object] | None, key: str) -> list[int]:
    found = (rule or {}).get(key)
    return [one for one in found if isinstance(one, int)] if isinstance(found, list) else []


def codes_in(rule: Mapping[str, object] | None) -> list[str]:
    found = (rule or {}).get("wards")
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def same(one: Rule | None, other: Rule | None) -> bool:
    """Whether two rules mean the same people, however they are written."""
    meaning = [
        (ages_in(rule), sorted(numbers_in(rule, "tenths")), sorted(codes_in(rule)))
        for rule in (one or None, other or None)
    ]
    return meaning[0] == meaning[1]


def overlap(one: Rule | None, other: Rule | None) -> bool:
    """Whether somebody could have both values."""
    if not one or not other:
        return False
    if "from" in one and "from" in other:
        return ages_in(one).touches(ages_in(other))
    same_tenth = set(numbers_in(one, "tenths")) & set(numbers_in(other, "tenths"))
    return bool(same_tenth or set(codes_in(one)) & set(codes_in(other)))


def gaps(asked: Asked, values: Sequence[CategoryValue], age_from: int, wards: Wards) -> str:
    """A sentence about those who would have no value at all; empty where everybody has one."""
    missing: list[str] = []
    if asked is Asked.AGE:
        missing = [age_words(span) for span in _ages_left([ages_in(value.rule) for value in values], age_from)]
    elif asked is Asked.DEPRIVATION:
        taken = {tenth for value in values for tenth in numbers_in(value.rule, "tenths")}
        missing = [str(tenth) for tenth in TENTHS if tenth not in taken]
    elif asked is Asked.WARD:
        listed = {code for value in values for code in codes_in(value.rule)}
        missing = [name for code, name in wards.items() if code not in listed]
    if not missing:
        return ""
    some = ", ".join(missing[:6]) + ("…" if len(missing) > 6 else "")
    return {
        Asked.AGE: _("People of these ages have no answer here: %(missing)s."),
        Asked.DEPRIVATION: _("These tenths belong to no answer: %(missing)s."),
        Asked.WARD: _("These wards belong to no answer: %(missing)s."),
    }[asked] % {"missing": some}


def _ages_left(spans: Iterable[Ages], age_from: int) -> list[Ages]:
    left, next_age = [], age_from
    for span in sorted(spans, key=lambda one: one.start):
        if span.start > next_age:
            left.append(Ages(next_age, span.start - 1))
        if span.to is None:
            return left
        next_age = max(next_age, span.to + 1)
    return [*left, Ages(next_age, None)]
