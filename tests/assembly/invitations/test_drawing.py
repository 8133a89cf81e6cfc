"""Drawing letters: from a list that is not kept, and from the postcodes of the place."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.assemblies import AssemblyRefused
from assembly.invitations import batches
from assembly.invitations.codes import code_for, hash_for
from assembly.invitations.drawing import Terms, draw_addresses, draw_postcodes
from assembly.invitations.making import make_tickets
from assembly.invitations.refusals import InvitationsRefused, ListRefused
from assembly.models import Assembly, Invitation, InvitationBatch, InvitationKind
from ledger.models import JournalEntry
from residents.people import NOBODY
from tests.assembly.invitations.scenes import drawn_batch, file_of, list_of, make_streets, ready_batch
from tests.assembly.scenes import assembly_scene, draft_scene, officer
from web.refusals import NotAllowed

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
async def assembly(db: None) -> Assembly:
    return await assembly_scene(NOW, categories=False)


async def test_as_many_letters_as_were_asked_for_are_drawn_from_the_list(assembly: Assembly) -> None:
    batch = await drawn_batch(assembly, NOW, 20)

    drawn = await Invitation.filter(batch_id=batch.id)
    assert len(drawn) == batch.size == 20
    assert len({one.household for one in drawn}) == 20
    assert {one.ward_code for one in drawn} <= {"E05900000", "E05900001"}
    assert all(one.address.endswith("Sample Road\nHanley") for one in drawn)


async def test_the_share_for_deprived_areas_is_kept(assembly: Assembly) -> None:
    batch = await drawn_batch(assembly, NOW, 20, percent=50)

    drawn = await Invitation.filter(batch_id=batch.id).order_by("serial")
    assert [one.tenth for one in drawn[:10]] == [1] * 10


async def test_the_draw_says_how_it_was_made_and_the_journal_says_so_too(assembly: Assembly) -> None:
    batch = await drawn_batch(assembly, NOW, 20, percent=50)

    terms = batch.terms
    assert (terms["listed"], terms["drawn_from"], terms["deprived"]) == (80, 80, 20)
    assert terms["chances"] == ["4/7", "1/7"]
    assert sum(drawn for _there, drawn in terms["wards"].values()) == 20  # type: ignore[attr-defined]
    entry = await JournalEntry.get(act="assembly.invitations-drawn")
    assert entry.detail["seed"] == terms["seed"] and len(str(terms["seed"])) == 64
    assert entry.detail["list_hash"] == terms["list_hash"]
    assert "Road" not in str(entry.detail)


async def test_more_letters_for_deprived_areas_than_there_are_homes_are_refused(assembly: Assembly) -> None:
    with pytest.raises(InvitationsRefused, match="only 20 can be drawn there") as refused:
        await drawn_batch(assembly, NOW, 60, percent=50)
    assert refused.value.field == "percent"
    assert not await InvitationBatch.exists()


async def test_more_letters_than_homes_are_refused(assembly: Assembly) -> None:
    with pytest.raises(InvitationsRefused, match="there are only 80") as refused:
        await drawn_batch(assembly, NOW, 81)
    assert refused.value.field == "size"


async def test_without_deprivation_nobody_can_be_preferred_and_the_command_is_named(assembly: Assembly) -> None:
    codes = await make_streets(tenths=False)
    by = await officer()

    with pytest.raises(InvitationsRefused, match="places load --deprivation"):
        await draw_addresses(by, assembly.id, file_of(list_of(codes)), Terms(size=4, percent=20), NOW)
    assert (await draw_addresses(by, assembly.id, file_of(list_of(codes)), Terms(size=4), NOW)).size == 4


async def test_homes_that_were_invited_before_are_left_out(assembly: Assembly) -> None:
    first = await ready_batch(assembly, NOW, 70)
    second = await drawn_batch(assembly, NOW + timedelta(hours=1), 10)

    marks = [one.household for one in await Invitation.filter(batch_id__in=[first.id, second.id])]
    assert len(set(marks)) == 80
    assert second.terms["invited_before"] == 70


async def test_homes_of_a_batch_that_never_went_out_can_be_drawn_again(assembly: Assembly) -> None:
    first = await ready_batch(assembly, NOW, 70)
    await batches.void(await officer(), assembly.id, first.id, "Wrong list", NOW + timedelta(hours=1))

    second = await drawn_batch(assembly, NOW + timedelta(hours=2), 70)

    assert second.terms["invited_before"] == 0


async def test_nobody_draws_again_and_again_until_they_like_it(assembly: Assembly) -> None:
    by = await officer()
    first = await drawn_batch(assembly, NOW, 8, by)
    with pytest.raises(InvitationsRefused, match="A1 waits to be confirmed or discarded"):
        await drawn_batch(assembly, NOW, 8, by)

    await batches.void(by, assembly.id, first.id, "Wrong list", NOW)
    second = await drawn_batch(assembly, NOW, 8, by)

    assert second.name == "A2"
    assert not await Invitation.filter(batch_id=first.id).exists()
    assert (await batches.one(assembly.id, first.id)).voided_because == "Wrong list"
    acts = (
        await JournalEntry.filter(act__startswith="assembly.invitations").order_by("id").values_list("act", flat=True)
    )
    assert [str(act).removeprefix("assembly.invitations-") for act in acts] == ["drawn", "discarded", "drawn"]


async def test_rows_at_fault_stop_the_draw_until_somebody_leaves_them_out(assembly: Assembly) -> None:
    codes = await make_streets()
    text = list_of(codes) + "1,,,ST1 1AB\r\n2,1 Odd Road,,NOWHERE\r\n3,1 Odd Road,ST1 1AB\r\nx,2 Odd Road,,ST1 1AB\r\n"
    by = await officer()

    with pytest.raises(ListRefused, match="4 of 84 rows") as refused:
        await draw_addresses(by, assembly.id, file_of(text), Terms(size=4), NOW)
    assert [fault.split(":")[0] for fault in refused.value.faults] == ["Line 82", "Line 83", "Line 84", "Line 85"]
    batch = await draw_addresses(by, assembly.id, file_of(text), Terms(size=4, leave_out_faults=True), NOW)
    assert (batch.terms["faulty"], batch.terms["drawn_from"]) == (4, 80)


async def test_postcodes_are_drawn_with_letters_for_each(assembly: Assembly) -> None:
    await make_streets()
    batch = await draw_postcodes(await officer(), assembly.id, Terms(size=4, each=3, percent=50), NOW)

    drawn = await Invitation.filter(batch_id=batch.id)
    assert len(drawn) == batch.size == 12
    counts = {one.postcode: sum(other.postcode == one.postcode for other in drawn) for one in drawn}
    assert list(counts.values()) == [3, 3, 3, 3]
    assert sum(one.tenth == 1 for one in drawn) == 6
    assert {one.address + one.household for one in drawn} == {""}


async def test_a_postcode_is_drawn_once_for_an_assembly(assembly: Assembly) -> None:
    await make_streets()
    by = await officer()
    first = await draw_postcodes(by, assembly.id, Terms(size=5), NOW)
    await batches.confirm(by, assembly.id, first.id, NOW)

    with pytest.raises(InvitationsRefused, match="there are only 3"):
        await draw_postcodes(by, assembly.id, Terms(size=4), NOW)


async def test_golden_tickets_know_nothing_of_anybody(assembly: Assembly) -> None:
    batch = await make_tickets(await officer(), assembly.id, " Sample  Shelter ", 12, None, NOW)

    assert (batch.kind, batch.organisation, batch.size, batch.name) == (
        InvitationKind.GOLDEN,
        "Sample Shelter",
        12,
        "G1",
    )
    assert batch.confirmed_at == NOW
    assert len({one.code_hash for one in await Invitation.filter(batch_id=batch.id)}) == 12


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        (Terms(size=0), "size"),
        (Terms(size=30_001), "size"),
        (Terms(size=1, percent=101), "percent"),
        (Terms(size=1, tenths=0), "tenths"),
        (Terms(size=1, each=21), "each"),
        (Terms(size=30_000, each=2), "size"),
        (Terms(size=1, last_day=NOW.date() - timedelta(days=1)), "last_day"),
        (Terms(size=1, last_day=NOW.date() + timedelta(days=22)), "last_day"),
    ],
)
async def test_odd_terms_are_refused_beside_their_question(assembly: Assembly, terms: Terms, field: str) -> None:
    await make_streets()
    with pytest.raises(InvitationsRefused) as refused:
        await draw_postcodes(await officer(), assembly.id, terms, NOW)
    assert refused.value.field == field


async def test_letters_are_drawn_once_the_assembly_is_commissioned_and_until_the_draw(db: None) -> None:
    await make_streets()
    draft = await draft_scene()
    with pytest.raises(AssemblyRefused, match="once the assembly is commissioned"):
        await draw_postcodes(await officer(), draft.id, Terms(size=1), NOW)


async def test_only_officers_of_the_assembly_draw(assembly: Assembly) -> None:
    for act in (
        draw_postcodes(NOBODY, assembly.id, Terms(size=1), NOW),
        draw_addresses(NOBODY, assembly.id, file_of(""), Terms(size=1), NOW),
        make_tickets(NOBODY, assembly.id, "Sample Shelter", 1, None, NOW),
    ):
        with pytest.raises(NotAllowed):
            await act


async def test_a_code_that_is_taken_already_is_left_out(assembly: Assembly) -> None:
    by = await officer()
    first = await make_tickets(by, assembly.id, "Sample Shelter", 1, None, NOW)
    taken = hash_for(assembly, code_for(assembly, "G2", 3))
    await Invitation.filter(batch_id=first.id).update(code_hash=taken)

    batch = await make_tickets(by, assembly.id, "Sample Shelter", 4, None, NOW)

    assert [one.serial for one in await Invitation.filter(batch_id=batch.id).order_by("serial")] == [1, 2, 4, 5]
