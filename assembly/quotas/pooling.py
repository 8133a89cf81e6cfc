"""The pool of an assembly as the sums of the draw want to see it: pseudonyms, values, quotas; no names anywhere."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from assembly.assemblies import AssemblyRefused
from assembly.models import Assembly, RegistrationState
from assembly.quotas import CategoryOf, categories_of
from assembly.sortition.pool import Person, Pool, Quota
from assembly.sortition.refusals import SortitionRefused
from database import rows
from web.language import _, ngettext


class PoolRefused(AssemblyRefused):
    """There is nothing to draw from yet; says what is missing."""


@dataclass(frozen=True, slots=True)
class PoolPeople:
    """Everybody in the state POOL. `incomplete`: pseudonyms of those to whom a category was never put."""

    people: tuple[Person, ...]
    incomplete: tuple[str, ...]


async def pool_of(assembly: Assembly) -> Pool:
    """Everybody who may be drawn now, with the quotas that stand now. Four queries.

    A person's id is the pseudonym, features are slugs of values in the order of the categories, the household is the
    mark of the home where the assembly has that rule. Raises PoolRefused.
    """
    categories = await categories_of(assembly.id)
    return made_of(assembly, categories, await people_of(assembly, categories))


async def people_of(assembly: Assembly, categories: Sequence[CategoryOf]) -> PoolPeople:
    """By pseudonym. Two queries."""
    slugs = {value.id: value.slug for one in categories for value in one.values}
    registered = await rows(
        "SELECT id, pseudonym, household FROM registration WHERE assembly_id = ? AND state = ? ORDER BY pseudonym",
        assembly.id,
        RegistrationState.POOL.value,
    )
    answers = await rows(
        """SELECT a.registration_id, a.category_id, a.value_id
           FROM registration_answer a JOIN registration r ON r.id = a.registration_id
           WHERE r.assembly_id = ? AND r.state = ?""",
        assembly.id,
        RegistrationState.POOL.value,
    )
    said: dict[int, dict[int, str]] = defaultdict(dict)
    for answer in answers:
        if answer.value_id in slugs:
            said[answer.registration_id][answer.category_id] = slugs[answer.value_id]
    people, incomplete = [], []
    for one in registered:
        its = said[one.id]
        if any(category.id not in its for category in categories):
            incomplete.append(one.pseudonym)
            continue
        features = tuple(its[category.id] for category in categories)
        people.append(Person(one.pseudonym, features, one.household if assembly.household_rule else ""))
    return PoolPeople(tuple(people), tuple(incomplete))


def quotas_in(categories: Sequence[CategoryOf]) -> tuple[Quota, ...]:
    """Category and value by their slugs."""
    return tuple(
        Quota(one.category.slug, value.slug, value.least, value.most) for one in categories for value in one.values
    )


def made_of(assembly: Assembly, categories: Sequence[CategoryOf], found: PoolPeople) -> Pool:
    """Raises PoolRefused."""
    empty = next((one.category.name for one in categories if not one.values), None)
    if not categories:
        raise PoolRefused(_("There are no categories yet. Choose in what the panel should resemble the place."))
    if empty is not None:
        raise PoolRefused(_("“%(category)s” has no answers yet. Write them, or take it away.") % {"category": empty})
    if found.incomplete:
        said = ngettext(
            "%(count)s person in the pool was not asked everything: %(who)s. Ask them, or exclude them with a reason.",
            "%(count)s people in the pool were not asked everything: %(who)s. Ask them, or exclude them with a reason.",
            len(found.incomplete),
        )
        some = ", ".join(found.incomplete[:5]) + ("…" if len(found.incomplete) > 5 else "")
        raise PoolRefused(said % {"count": len(found.incomplete), "who": some})
    try:
        return Pool(found.people, quotas_in(categories), assembly.seats)
    except SortitionRefused as refusal:
        raise PoolRefused(str(refusal)) from refusal
