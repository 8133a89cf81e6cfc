"""Is a panel possible now? The answer in words, the smallest change, and making exactly that change."""

import pytest

from assembly.assemblies import AssemblyRefused, ChangedMeanwhile
from assembly.models import Assembly, CategoryValue, Draw, DrawState, Registration, RegistrationState
from assembly.quotas import possibility
from assembly.quotas.changes import public_changes
from assembly.quotas.easing import Easing, ease
from assembly.quotas.possibility import Filling, Outcome, PoolStanding, standing_of_pool
from ledger.models import JournalEntry
from residents.people import NOBODY
from tests.assembly.quotas.scenes import a_category, an_assembly, registered, values_of
from tests.assembly.scenes import officer
from tests.counting import CountQueries
from tests.factories import NOW
from web.refusals import NotAllowed

LONG = 60.0


async def thin() -> Assembly:
    """Ten seats; at least one for somebody Black, and nobody Black in the pool."""
    assembly = await an_assembly()
    await a_category(assembly, "Ethnicity", {"White": (8, 9), "Black": (1, 2)})
    await a_category(assembly, "Gender", {"Woman": (5, 5), "Man": (5, 5)})
    await registered(assembly, 15, ethnicity="white", gender="woman")
    await registered(assembly, 15, ethnicity="white", gender="man")
    return assembly


async def looked_at(assembly: Assembly) -> PoolStanding:
    await assembly.refresh_from_db()
    return await standing_of_pool(assembly, LONG)


async def outcome(assembly: Assembly) -> Outcome:
    found = (await looked_at(assembly)).outcome
    assert found is not None
    return found


async def test_need_have_and_short_of_stand_for_every_answer(db: None) -> None:
    assembly = await thin()
    standing = await looked_at(assembly)
    assert standing.people == 30
    (name, (white, black)), _gender = standing.categories
    assert name == "Ethnicity"
    assert (white.have, white.short) == (30, 0)
    assert (black.have, black.short) == (0, 1)
    assert isinstance(black, Filling)


async def test_an_impossible_panel_names_the_smallest_change_in_words(db: None) -> None:
    found = await outcome(await thin())
    assert not found.possible
    assert "Ethnicity: Black needs at least 1, and the pool has 0." in found.reasons
    assert [step.words for step in found.steps] == [
        "Ethnicity: Black, at least 1 to at least 0",
        "Ethnicity: White, at most 9 to at most 10",
    ]


async def test_a_possible_panel_says_everybodys_chance(db: None) -> None:
    assembly = await thin()
    await registered(assembly, 10, ethnicity="black", gender="woman")
    found = await outcome(assembly)
    assert found.possible
    assert (found.at_least, found.unreachable) == (5, 0)
    assert found.at_most <= found.at_least


async def test_where_to_look_for_more_people_is_said(db: None) -> None:
    assembly = await thin()
    wanted = (await outcome(assembly)).wanted
    assert [(one.category, one.value, one.have, one.more) for one in wanted] == [("Ethnicity", "Black", 0, 3)]


async def test_somebody_more_or_another_quota_brings_a_new_answer(db: None) -> None:
    assembly = await thin()
    assert not (await outcome(assembly)).possible
    (one,) = await registered(assembly, 1, ethnicity="black", gender="man")
    assert (await outcome(assembly)).possible
    await Registration.filter(id=one.id).update(state=RegistrationState.WITHDRAWN)
    assert not (await outcome(assembly)).possible
    await CategoryValue.filter(slug="black").update(least=0)
    await CategoryValue.filter(slug="white").update(most=10)
    assert (await outcome(assembly)).possible


async def test_the_same_question_is_worked_out_once(db: None, count_queries: CountQueries) -> None:
    assembly = await thin()
    async with count_queries() as first:
        await standing_of_pool(assembly, LONG)
    async with count_queries() as again:
        await standing_of_pool(assembly, LONG)
    assert (first.count, again.count) == (6, 4)
    await registered(assembly, 5, ethnicity="white", gender="man")
    async with count_queries() as later:
        await standing_of_pool(assembly, LONG)
    assert later.count == first.count


async def test_a_page_does_not_wait_for_the_sums(db: None) -> None:
    assembly = await thin()
    standing = await standing_of_pool(assembly, patience=0.0)
    assert standing.trouble == ""
    assert (await standing_of_pool(assembly, LONG)).outcome is not None


async def test_only_so_many_answers_are_kept(db: None) -> None:
    for _number in range(possibility.MOST_KEPT + 3):
        assembly = await an_assembly()
        await a_category(assembly, "Gender", {"Woman": (0, 10), "Man": (0, 10)})
        await standing_of_pool(assembly, LONG)
    assert len(possibility._kept) == possibility.MOST_KEPT


async def test_without_categories_it_says_what_to_do(db: None) -> None:
    standing = await standing_of_pool(await an_assembly(), LONG)
    assert standing.outcome is None
    assert standing.trouble.startswith("There are no categories yet.")


async def steps_of(assembly: Assembly) -> list[Easing]:
    return [Easing(step.value.id, step.bound, step.now, step.to) for step in (await outcome(assembly)).steps]


async def test_exactly_the_change_that_was_shown_is_made_with_its_reason(db: None) -> None:
    assembly, by = await thin(), await officer()
    steps = await steps_of(assembly)

    await ease(by, assembly.id, assembly.version, steps, "We looked for three months.", NOW)

    quotas = [(value.slug, value.least, value.most) for value in await CategoryValue.all().order_by("id")]
    assert quotas == [("white", 8, 10), ("black", 0, 2), ("woman", 5, 5), ("man", 5, 5)]
    assert (await outcome(assembly)).possible
    entry = await JournalEntry.get(act="assembly.quotas-eased")
    assert (entry.actor, entry.detail["reason"]) == (by.actor, "We looked for three months.")
    (change,) = await public_changes(assembly)
    assert change.lines == (
        "Ethnicity: White, from 8 to 9 seats to 8 to 10",
        "Ethnicity: Black, from 1 to 2 seats to 0 to 2",
    )


async def test_a_change_needs_a_reason_even_before_commissioning(db: None) -> None:
    assembly, by = await thin(), await officer()
    steps = await steps_of(assembly)
    await Assembly.filter(id=assembly.id).update(commissioned_at=None)
    with pytest.raises(AssemblyRefused) as refused:
        await ease(by, assembly.id, assembly.version, steps, " ", NOW)
    assert refused.value.field == "reason"


async def test_an_old_page_changes_nothing(db: None) -> None:
    assembly, by = await thin(), await officer()
    steps = await steps_of(assembly)
    await ease(by, assembly.id, assembly.version, steps, "Once", NOW)
    with pytest.raises(ChangedMeanwhile):
        await ease(by, assembly.id, assembly.version, steps, "Twice", NOW)
    with pytest.raises(AssemblyRefused, match="have changed since"):
        await ease(by, assembly.id, assembly.version + 1, steps, "Twice", NOW)


@pytest.mark.parametrize("bad", ["narrower", "stranger", "bound", "beyond", "none"])
async def test_nothing_but_a_wider_quota_of_this_assembly_is_taken(db: None, bad: str) -> None:
    assembly, by = await thin(), await officer()
    category = await a_category(await an_assembly(), "Gender", {"Woman": (5, 5)})
    own = await CategoryValue.get(slug="black")
    stranger = (await values_of(category))["Woman"]
    easing = {
        "narrower": Easing(own.id, "least", 1, 2),
        "stranger": Easing(stranger.id, "least", 5, 4),
        "bound": Easing(own.id, "people", 1, 0),
        "beyond": Easing(own.id, "most", 2, 11),
    }
    with pytest.raises(AssemblyRefused, match="have changed since"):
        good = Easing(own.id, "least", 1, 0)
        await ease(by, assembly.id, assembly.version, [good, easing[bad]] if bad in easing else [], "Why", NOW)
    await own.refresh_from_db()
    assert (own.least, own.most) == (1, 2)


async def test_a_frozen_pool_keeps_its_quotas(db: None) -> None:
    assembly, by = await thin(), await officer()
    steps = await steps_of(assembly)
    await Draw.create(assembly=assembly, number=1, seats=10, state=DrawState.PREPARING, begun_at=NOW)
    with pytest.raises(AssemblyRefused, match="frozen for a draw"):
        await ease(by, assembly.id, assembly.version, steps, "Why", NOW)


async def test_only_officers_of_assemblies_change_quotas(db: None) -> None:
    assembly = await thin()
    with pytest.raises(NotAllowed):
        await ease(NOBODY, assembly.id, assembly.version, await steps_of(assembly), "Why", NOW)
