"""Planning an assembly: what is kept, what is refused and at which question, and who may do it."""

from typing import Any

import pytest

from assembly.assemblies import ChangedMeanwhile, one
from assembly.commissioning import consents, deciding, planning
from assembly.models import Assembly, AssemblyKind, Consent, SupportBase
from ledger.models import JournalEntry
from residents.models import Role
from tests.assembly.commissioning.plans import SEATS, seen
from tests.assembly.scenes import assembly_scene, draft_scene, officer, publisher, register
from tests.factories import NOW
from web.refusals import NotAllowed, Refused

pytestmark = pytest.mark.usefixtures("db")


async def test_a_new_assembly_is_a_draft_with_an_address_and_a_key_of_its_own() -> None:
    by = await officer()
    first = await planning.create(by, "Buses & trams", "one_off", NOW)
    second = await planning.create(by, "Buses & trams", "standing", NOW)
    third = await planning.create(by, "新", "one_off", NOW)
    assert [first.slug, second.slug, third.slug] == ["buses-trams", "buses-trams-2", "assembly"]
    assert first.published_at is None and first.key_name != second.key_name
    assert (first.term_topics, second.term_topics) == (None, 4)
    assert await JournalEntry.filter(act="assembly.created", actor=by.actor).count() == 3


async def test_an_assembly_called_new_does_not_take_the_address_of_the_form() -> None:
    assert (await planning.create(await officer(), "New", "one_off", NOW)).slug == "new-2"


@pytest.mark.parametrize(
    ("name", "kind", "field"), [(" ", "one_off", "name"), ("x" * 121, "one_off", "name"), ("Buses", "jury", "kind")]
)
async def test_a_new_assembly_needs_a_name_and_a_kind(name: str, kind: str, field: str) -> None:
    with pytest.raises(Refused) as refusal:
        await planning.create(await officer(), name, kind, NOW)
    assert refusal.value.field == field
    assert not await Assembly.exists()


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.CYCLE_OFFICER, Role.PUBLISHER])
async def test_nobody_plans_but_the_officer_of_assemblies(role: Role) -> None:
    draft = await draft_scene()
    by = await officer(role)
    with pytest.raises(NotAllowed):
        await planning.create(by, "Buses", "one_off", NOW)
    with pytest.raises(NotAllowed):
        await set_seats(draft, by=by)
    with pytest.raises(NotAllowed):
        await consents.set_text(by, draft.id, 0, "I agree.", NOW)


async def set_seats(assembly: Assembly, by: Any = None, **changes: Any) -> None:
    await planning.set_seats(
        by or await officer(),
        assembly.id,
        await seen(assembly),
        **{**SEATS, "household_rule": True, **changes},
        now=NOW,
    )


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seats": 0}, "seats"),
        ({"seats": None}, "seats"),
        ({"seats": 501}, "seats"),
        ({"alternates": -1}, "alternates"),
        ({"age_from": 121}, "age_from"),
        ({"area": "  "}, "area"),
        ({"area": "x" * 201}, "area"),
        ({"excluded": "x" * 5001}, "excluded"),
    ],
)
async def test_seats_that_make_no_sense_are_refused_at_their_question(changes: dict[str, Any], field: str) -> None:
    draft = await draft_scene()
    with pytest.raises(Refused) as refusal:
        await set_seats(draft, **changes)
    assert refusal.value.field == field
    assert await seen(draft) == 0


async def test_who_cannot_be_chosen_is_kept_a_line_each() -> None:
    draft = await draft_scene()
    await set_seats(draft, excluded="Councillors \n\n  Senior officers\n")
    assert (await one(draft.id)).excluded == "Councillors\nSenior officers"


async def test_two_officers_cannot_overwrite_each_other_unseen() -> None:
    draft = await draft_scene()
    await set_seats(draft)
    with pytest.raises(ChangedMeanwhile) as refusal:
        await planning.set_seats(await officer(), draft.id, 0, **{**SEATS, "seats": 50}, household_rule=True, now=NOW)
    assert refusal.value.version == 1
    assert (await one(draft.id)).seats == 12


async def test_a_standing_assembly_says_for_how_long_members_serve() -> None:
    draft, by = await draft_scene(), await officer()

    async def describe(kind: str, term: int | None, rest: int | None) -> None:
        await planning.describe(
            by,
            draft.id,
            await seen(draft),
            name="Buses",
            kind=kind,
            about="Why.",
            term_topics=term,
            rest_topics=rest,
            now=NOW,
        )

    with pytest.raises(Refused) as refusal:
        await describe("standing", None, 0)
    assert refusal.value.field == "term_topics"
    await describe("standing", 3, 2)
    kept = await one(draft.id)
    assert (kept.kind, kept.term_topics, kept.rest_topics) == (AssemblyKind.STANDING, 3, 2)
    await describe("one_off", 3, 2)
    assert (await one(draft.id)).term_topics is None


async def test_the_kind_stands_once_the_assembly_is_commissioned() -> None:
    running = await assembly_scene(NOW)
    with pytest.raises(Refused) as refusal:
        await planning.describe(
            await officer(),
            running.id,
            0,
            name="Buses",
            kind="standing",
            about="",
            term_topics=3,
            rest_topics=0,
            now=NOW,
        )
    assert refusal.value.field == "kind"


@pytest.mark.parametrize("pence", [None, -1, planning.MOST_PENCE + 1])
async def test_a_payment_is_an_amount_that_can_be_meant(pence: int | None) -> None:
    draft = await draft_scene()
    with pytest.raises(Refused) as refusal:
        await planning.set_offer(
            await officer(), draft.id, 0, payment_pence=pence, payment_about="", support_about="", now=NOW
        )
    assert refusal.value.field == "payment_pence"


# How the panel decides


async def test_thresholds_that_contradict_each_other_are_refused() -> None:
    draft, by = await draft_scene(), await officer()
    for adopt, minority, base, quorum, field in [
        (50, 60, "votes", 67, "minority_percent"),
        (0, 0, "votes", 67, "adopt_percent"),
        (80, 40, "votes", 101, "quorum_percent"),
        (80, 40, "everybody", 67, "support_base"),
    ]:
        with pytest.raises(Refused) as refusal:
            await deciding.set_deciding(
                by, draft.id, 0, adopt_percent=adopt, minority_percent=minority, support_base=base,
                quorum_percent=quorum, now=NOW,
            )  # fmt: skip
        assert refusal.value.field == field


@pytest.mark.parametrize(
    ("percent", "of", "fewest"), [(80, 45, 36), (67, 45, 31), (40, 31, 13), (100, 7, 7), (0, 7, 0), (1, 7, 1)]
)
def test_a_share_is_reached_by_the_fewest_people_who_make_it(percent: int, of: int, fewest: int) -> None:
    assert deciding.needed(percent, of) == fewest
    assert 100 * fewest >= percent * of > 100 * (fewest - 1)


async def test_the_thresholds_are_worked_out_on_the_seats() -> None:
    draft = await draft_scene(seats=45)
    assert deciding.in_words(draft) == [
        "The panel can decide when at least 31 of its 45 members are there (67%).",
        "Votes for and against count. Whoever abstains is left out of the sum.",
        "If all 45 vote for or against: 36 or more in favour adopt a recommendation; 18 to 35 make it a minority "
        "recommendation; with fewer it is not adopted.",
        "If only 31 do: 25 or more in favour adopt a recommendation; 13 to 24 make it a minority recommendation; "
        "with fewer it is not adopted.",
    ]
    draft.support_base, draft.quorum_percent, draft.adopt_percent, draft.minority_percent = (
        SupportBase.PRESENT,
        100,
        80,
        80,
    )
    assert deciding.in_words(draft)[1:] == [
        "Everybody who is there counts, so whoever abstains counts like a vote against.",
        "If all 45 are there: 36 or more in favour adopt a recommendation; with fewer it is not adopted.",
    ]


# What people agree to


async def test_a_text_that_somebody_agreed_to_is_never_changed() -> None:
    running, by = await assembly_scene(NOW), await officer()
    await consents.set_text(by, running.id, 0, "Clearer words.", NOW)
    assert await Consent.filter(assembly=running).values_list("version", "text") == [(1, "Clearer words.")]
    await register(running, NOW, consent=await Consent.get(assembly=running))

    kept = await consents.set_text(by, running.id, 1, "Other words.", NOW)

    assert kept.version == 2
    versions = await Consent.filter(assembly=running).order_by("version")
    assert [one.text for one in versions] == ["Clearer words.", "Other words."]
    assert await consents.set_text(by, running.id, 2, "Other words.", NOW) == kept  # nothing new, no new version
    assert await Consent.filter(assembly=running).count() == 2


async def test_the_journal_knows_what_was_changed_and_never_holds_the_whole_text() -> None:
    draft, by = await draft_scene(), await officer()
    await planning.describe(
        by, draft.id, 0, name="Buses", kind="one_off", about="a" * 5000, term_topics=None, rest_topics=0, now=NOW
    )
    entry = await JournalEntry.get(act="assembly.described")
    assert entry.thing == f"assembly:{draft.id}" and entry.actor == by.actor
    assert len(str(entry.detail)) < 1000


async def test_a_publisher_is_not_a_planner() -> None:
    with pytest.raises(NotAllowed):
        await set_seats(await draft_scene(), by=await publisher())
