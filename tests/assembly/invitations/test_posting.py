"""Invitations on their way out, those that came back, and what came of all of them."""

from datetime import UTC, datetime, timedelta

import pytest

from assembly.invitations import batches, keeping, repeating
from assembly.invitations.codes import use
from assembly.invitations.drawing import Terms, draw_postcodes
from assembly.invitations.making import make_tickets
from assembly.invitations.posting import Slip, hand_to_notify, mark_sent, note_returns, printable
from assembly.invitations.refusals import InvitationsRefused, ListRefused
from assembly.invitations.responses import of_assembly, public_totals
from assembly.models import Assembly, Invitation, InvitationState, RegistrationState
from ledger.models import JournalEntry
from post.models import Message, Via
from residents.people import NOBODY
from residents.places.models import Postcode
from tests.assembly.invitations.scenes import code_of_first, drawn_batch, file_of, list_of, make_streets, ready_batch
from tests.assembly.scenes import assembly_scene, officer, register
from tests.counting import CountQueries
from web.refusals import NotAllowed, NotFound

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


@pytest.fixture
async def assembly(db: None) -> Assembly:
    return await assembly_scene(NOW, categories=False)


def words(slip: Slip) -> tuple[str, str]:
    return "You are invited", f"Your code is {slip.code}"


async def test_letters_are_printed_with_address_and_code_and_it_is_journalled_who_saw_them(assembly: Assembly) -> None:
    batch = await ready_batch(assembly, NOW)
    first, code = await code_of_first(assembly, batch)

    slips = await printable(await officer(), assembly.id, batch.id, 1, 3, "letters", NOW)

    assert len(slips) == 3
    assert (slips[0].reference, slips[0].code) == ("A1-00001", code)
    assert slips[0].lines[0] == "The residents" and slips[0].lines[-1] == slips[0].postcode
    entry = await JournalEntry.get(act="assembly.invitations-printed")
    assert entry.detail == {"batch": "A1", "way": "letters", "references": "A1-00001 to A1-00003"}
    assert code not in str(entry.detail) and first.address not in str(entry.detail)


async def test_nothing_is_printed_before_it_is_confirmed_or_after_it_is_void(assembly: Assembly) -> None:
    by = await officer()
    batch = await drawn_batch(assembly, NOW)
    with pytest.raises(InvitationsRefused, match="confirm it"):
        await printable(by, assembly.id, batch.id, 1, 3, "letters", NOW)
    with pytest.raises(InvitationsRefused, match="confirm it"):
        await mark_sent(by, assembly.id, batch.id, "print", NOW)

    await batches.void(by, assembly.id, batch.id, "Wrong list", NOW)
    with pytest.raises(InvitationsRefused, match="void"):
        await printable(by, assembly.id, batch.id, 1, 3, "letters", NOW)
    with pytest.raises(InvitationsRefused, match="discarded"):
        await batches.confirm(by, assembly.id, batch.id, NOW)
    with pytest.raises(InvitationsRefused, match="void already"):
        await batches.void(by, assembly.id, batch.id, "Once more", NOW)


async def test_once_letters_are_sent_their_addresses_are_gone_and_the_rest_stays(assembly: Assembly) -> None:
    by = await officer()
    batch = await ready_batch(assembly, NOW)

    assert await mark_sent(by, assembly.id, batch.id, "print", NOW) == 8

    kept = await Invitation.filter(batch_id=batch.id)
    assert {(one.address, one.state) for one in kept} == {("", InvitationState.SENT)}
    assert all(one.household and one.ward_code and one.tenth for one in kept)
    with pytest.raises(InvitationsRefused, match="addresses are deleted"):
        await printable(by, assembly.id, batch.id, 1, 3, "letters", NOW)
    with pytest.raises(InvitationsRefused, match="sent already"):
        await mark_sent(by, assembly.id, batch.id, "print", NOW)


async def test_notify_gets_every_letter_through_the_outbox(assembly: Assembly) -> None:
    batch = await ready_batch(assembly, NOW)
    first, code = await code_of_first(assembly, batch)

    assert await hand_to_notify(await officer(), assembly.id, batch.id, words, "https://x.example/a/", NOW) == 8

    kept = await Invitation.filter(batch_id=batch.id).order_by("serial")
    assert len({one.message_id for one in kept}) == 8 and {one.address for one in kept} == {""}
    letter = await Message.get(id=kept[0].message_id)
    assert (letter.via, letter.purpose) == (Via.NOTIFY, "assembly-invitation")
    assert letter.recipient == f"The residents\n{first.address}\n{letter.recipient.splitlines()[-1]}"
    assert letter.body == f"Your code is {code}"
    assert letter.link == f"https://x.example/a/{code.replace('-', '')}"
    assert len({one.reference for one in await Message.all()}) == 8


async def test_voiding_a_batch_stops_letters_that_still_wait(assembly: Assembly) -> None:
    by = await officer()
    batch = await ready_batch(assembly, NOW)
    await hand_to_notify(by, assembly.id, batch.id, words, "https://x.example/a/", NOW)
    going = await Message.all().order_by("id").first()
    assert going is not None
    await Message.filter(id=going.id).update(state="sent")

    assert await batches.void(by, assembly.id, batch.id, "A wrong date in it", NOW) == 8

    assert [one.id for one in await Message.all()] == [going.id]
    assert {one.state for one in await Invitation.filter(batch_id=batch.id)} == {InvitationState.VOID}


async def test_letters_to_postcodes_cannot_go_to_notify_but_can_be_listed_again(assembly: Assembly) -> None:
    by = await officer()
    await make_streets()
    batch = await draw_postcodes(by, assembly.id, Terms(size=2, each=2), NOW)
    await batches.confirm(by, assembly.id, batch.id, NOW)
    with pytest.raises(InvitationsRefused, match="has none"):
        await hand_to_notify(by, assembly.id, batch.id, words, "", NOW)

    await mark_sent(by, assembly.id, batch.id, "csv", NOW)

    slips = await printable(by, assembly.id, batch.id, 1, 30_000, "csv", NOW)
    assert [(slip.lines, len(slip.postcode)) for slip in slips] == [([], 7)] * 4


async def test_returned_letters_are_noted_together_or_not_at_all(assembly: Assembly) -> None:
    by = await officer()
    batch = await ready_batch(assembly, NOW)
    await mark_sent(by, assembly.id, batch.id, "print", NOW)
    first, _code = await code_of_first(assembly, batch)
    await use(first.id, NOW)

    for typed, words_of in (
        ("A1-00001 A1-99999", "know no letter with these references: A1-99999"),
        ("A1-00001, hello", "These are no references: HELLO"),
        (" ", "Write the reference"),
        ("A1-1 " * 201, "at most 200"),
    ):
        with pytest.raises(InvitationsRefused, match=words_of) as refused:
            await note_returns(by, assembly.id, typed, True, NOW)
        assert refused.value.field == "references"
    assert not await Invitation.filter(state=InvitationState.RETURNED).exists()

    noted = await note_returns(by, assembly.id, "A1-00001; a1-2", True, NOW)
    assert (noted.many, noted.used) == (2, ["A1-00001"])
    with pytest.raises(InvitationsRefused, match="noted already"):
        await note_returns(by, assembly.id, "A1-00001", True, NOW)


async def test_responses_are_counted_by_ward_by_tenth_and_by_organisation(assembly: Assembly) -> None:
    by = await officer()
    batch = await ready_batch(assembly, NOW, 20, percent=50)
    await drawn_batch(assembly, NOW, 5)  # not confirmed: does not count
    await mark_sent(by, assembly.id, batch.id, "print", NOW)
    await note_returns(by, assembly.id, "A1-20", True, NOW)
    first, _code = await code_of_first(assembly, batch)
    for state in (RegistrationState.POOL, RegistrationState.WITHDRAWN, RegistrationState.DRAFT):
        await register(assembly, NOW, invitation_id=first.id, state=state)
    tickets = await make_tickets(by, assembly.id, "Sample Shelter", 6, None, NOW)
    ticket, _code = await code_of_first(assembly, tickets)
    await register(assembly, NOW, invitation_id=ticket.id)

    found = await of_assembly(assembly.id)

    assert (found.letters.letters, found.letters.sent, found.letters.returned) == (20, 20, 1)
    assert (found.letters.used, found.letters.registrations, found.letters.rate) == (1, 2, "5.3%")
    assert [name for name, _counts in found.wards] == ["Ward A", "Ward B"]
    assert sum(counts.letters for _name, counts in found.wards) == 20
    assert dict(found.tenths)[1].used == 1
    assert [(name, counts.letters, counts.sent, counts.used, counts.rate) for name, counts in found.tickets] == [
        ("Sample Shelter", 6, 0, 1, "")
    ]


async def test_responses_take_as_many_queries_for_many_letters_as_for_few(
    assembly: Assembly, count_queries: CountQueries
) -> None:
    await ready_batch(assembly, NOW, 2)
    async with count_queries() as few:
        await of_assembly(assembly.id)
        await batches.of_assembly(assembly.id)
    await ready_batch(assembly, NOW + timedelta(hours=1), 60)
    async with count_queries() as many:
        await of_assembly(assembly.id)
        await batches.of_assembly(assembly.id)

    assert few.count == many.count == 3


async def test_the_public_sees_how_many_letters_went_out_and_no_small_number_of_people(assembly: Assembly) -> None:
    batch = await ready_batch(assembly, NOW)
    assert ((await public_totals(assembly.id)).letters, (await public_totals(assembly.id)).registrations) == (0, 0)
    await mark_sent(await officer(), assembly.id, batch.id, "print", NOW)
    for _number in range(4):
        await register(assembly, NOW)

    found = await public_totals(assembly.id)
    assert (found.letters, found.tickets, found.registrations) == (8, 0, None)

    await register(assembly, NOW)
    assert (await public_totals(assembly.id)).registrations == 5


async def test_addresses_that_nobody_posted_are_deleted_after_90_days(assembly: Assembly) -> None:
    batch = await ready_batch(assembly, NOW)

    assert await keeping.delete_addresses(NOW + timedelta(days=89), 1000) == 0
    assert await keeping.delete_addresses(NOW + timedelta(days=91), 5) == 5
    assert await keeping.delete_addresses(NOW + timedelta(days=91), 5) == 3
    assert await keeping.delete_addresses(NOW + timedelta(days=91), 5) == 0

    assert {one.address for one in await Invitation.filter(batch_id=batch.id)} == {""}
    with pytest.raises(InvitationsRefused, match="drawn too long ago"):
        await printable(await officer(), assembly.id, batch.id, 1, 3, "letters", NOW)


async def test_the_same_list_brings_the_same_letters_in_any_order_of_rows(assembly: Assembly) -> None:
    by = await officer()
    await ready_batch(assembly, NOW, 30)
    batch = await drawn_batch(assembly, NOW + timedelta(hours=1), 10, percent=20)
    text = list_of(sorted(await _all_codes()))
    head, *rows = text.strip().split("\r\n")

    assert await repeating.repeat(by, assembly.id, batch.id, file_of(text)) == repeating.Repeated(True, 10, 10)
    turned = "\r\n".join([head, *reversed(rows)])
    assert await repeating.repeat(by, assembly.id, batch.id, file_of(turned)) == repeating.Repeated(False, 10, 10)
    gone = await Invitation.filter(batch_id=batch.id).order_by("serial").first()
    assert gone is not None
    spaced = f"{gone.postcode[:-3]} {gone.postcode[-3:]}"
    shorter = "\r\n".join(row for row in [head, *rows] if f"{gone.address.splitlines()[0]},Hanley,{spaced}" not in row)
    other = await repeating.repeat(by, assembly.id, batch.id, file_of(shorter))
    assert not other.same_list and other.same < 10
    with pytest.raises(ListRefused):
        await repeating.repeat(by, assembly.id, batch.id, None)


async def _all_codes() -> list[str]:
    return [str(code) for code in await Postcode.all().values_list("code", flat=True)]


async def test_a_draw_of_postcodes_can_be_repeated_without_any_file(assembly: Assembly) -> None:
    by = await officer()
    await make_streets()
    batch = await draw_postcodes(by, assembly.id, Terms(size=3, each=2, percent=30), NOW)

    assert await repeating.repeat(by, assembly.id, batch.id, None) == repeating.Repeated(True, 6, 6)
    tickets = await make_tickets(by, assembly.id, "Sample Shelter", 1, None, NOW)
    with pytest.raises(InvitationsRefused, match="Nothing was drawn"):
        await repeating.repeat(by, assembly.id, tickets.id, None)


async def test_nobody_else_prints_sends_or_voids_and_no_batch_is_found_under_another_assembly(
    assembly: Assembly,
) -> None:
    by = await officer()
    batch = await ready_batch(assembly, NOW)
    other = await assembly_scene(NOW, categories=False)
    for act in (
        printable(NOBODY, assembly.id, batch.id, 1, 1, "letters", NOW),
        mark_sent(NOBODY, assembly.id, batch.id, "print", NOW),
        hand_to_notify(NOBODY, assembly.id, batch.id, words, "", NOW),
        note_returns(NOBODY, assembly.id, "A1-1", True, NOW),
        batches.void(NOBODY, assembly.id, batch.id, "No", NOW),
        batches.confirm(NOBODY, assembly.id, batch.id, NOW),
        repeating.repeat(NOBODY, assembly.id, batch.id, None),
    ):
        with pytest.raises(NotAllowed):
            await act
    with pytest.raises(NotFound):
        await printable(by, other.id, batch.id, 1, 1, "letters", NOW)
    with pytest.raises(NotFound):
        await batches.void(by, other.id, batch.id, "No", NOW)
