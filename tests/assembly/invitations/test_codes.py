"""Codes of letters and tickets: who can register with one, and what everybody else is told."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from assembly.invitations import batches
from assembly.invitations.codes import find, find_anywhere, use
from assembly.invitations.making import make_tickets
from assembly.invitations.posting import mark_sent, note_returns
from assembly.invitations.refusals import CodeRefused, TooManyCodes
from assembly.models import Assembly, Invitation, InvitationBatch, RegistrationState
from assembly.secrets import destroy
from database import transaction, value
from tests.assembly.invitations.scenes import code_of_first, drawn_batch, ready_batch
from tests.assembly.scenes import assembly_scene, officer, register

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
HERE = "203.0.113.0/24"


@pytest.fixture
async def assembly(db: None) -> Assembly:
    return await assembly_scene(NOW, categories=False)


async def sent_batch(assembly: Assembly) -> InvitationBatch:
    batch = await ready_batch(assembly, NOW)
    await mark_sent(await officer(), assembly.id, batch.id, "print", NOW)
    return batch


async def refusal_of(assembly: Assembly, code: str, now: datetime = NOW) -> str:
    with pytest.raises(CodeRefused) as refused:
        await find(assembly, code, now, network=HERE)
    assert refused.value.field == "code"
    return refused.value.sentence


async def test_a_code_leads_to_its_invitation_however_it_is_typed(assembly: Assembly) -> None:
    first, code = await code_of_first(assembly, await sent_batch(assembly))

    for typed in (code, code.lower(), f" {code.replace('-', ' ')} "):
        found = await find(assembly, typed, NOW, network=HERE)
        assert (found.id, found.batch.name) == (first.id, "A1")
    anywhere, found = await find_anywhere(code, NOW, network=HERE)
    assert (anywhere.id, found.id) == (assembly.id, first.id)
    assert found.first_used_at is None


async def test_only_a_hash_of_a_code_is_stored(assembly: Assembly) -> None:
    first, code = await code_of_first(assembly, await sent_batch(assembly))

    kept = str(await Invitation.filter(id=first.id).values()).upper()
    assert first.code_hash.upper() in kept and code.replace("-", "") not in kept


async def test_a_code_of_one_assembly_is_unknown_to_another(assembly: Assembly) -> None:
    other = await assembly_scene(NOW, categories=False)
    _first, code = await code_of_first(assembly, await sent_batch(assembly))

    assert "do not know this code" in await refusal_of(other, code)


async def test_a_letter_that_is_not_marked_as_sent_works_but_a_draw_that_is_not_confirmed_does_not(
    assembly: Assembly,
) -> None:
    batch = await drawn_batch(assembly, NOW)
    _first, code = await code_of_first(assembly, batch)
    assert "do not know this code" in await refusal_of(assembly, code)

    await batches.confirm(await officer(), assembly.id, batch.id, NOW)
    await find(assembly, code, NOW, network=HERE)


async def test_codes_that_ran_out_were_cancelled_or_came_back_say_so(assembly: Assembly) -> None:
    by = await officer()
    batch = await sent_batch(assembly)
    first, code = await code_of_first(assembly, batch)
    await note_returns(by, assembly.id, "A1-00001", True, NOW)
    assert "brought the letter with this code back" in await refusal_of(assembly, code)
    await note_returns(by, assembly.id, f"a1-{first.serial}", False, NOW)

    await InvitationBatch.filter(id=batch.id).update(expires_at=NOW + timedelta(days=3))
    assert "its last day was 18 June 2026" in await refusal_of(assembly, code, NOW + timedelta(days=4))

    await batches.void(by, assembly.id, batch.id, "Printed wrongly", NOW)
    assert "was cancelled" in await refusal_of(assembly, code)


async def test_eight_people_of_a_home_can_register_and_not_nine(assembly: Assembly) -> None:
    first, code = await code_of_first(assembly, await sent_batch(assembly))
    for _number in range(7):
        await register(assembly, NOW, invitation_id=first.id)
    await register(assembly, NOW, invitation_id=first.id, state=RegistrationState.DRAFT)

    await use(first.id, NOW)
    await register(assembly, NOW, invitation_id=first.id)

    assert "8 people have registered" in await refusal_of(assembly, code)
    with pytest.raises(CodeRefused):
        await use(first.id, NOW)


async def test_a_golden_ticket_is_for_one_person_once_even_if_they_withdraw(assembly: Assembly) -> None:
    batch = await make_tickets(await officer(), assembly.id, "Sample Shelter", 2, None, NOW)
    first, code = await code_of_first(assembly, batch)
    await use(first.id, NOW)
    await register(assembly, NOW, invitation_id=first.id, state=RegistrationState.WITHDRAWN)

    assert "golden ticket has been used" in await refusal_of(assembly, code)


async def test_using_a_code_notes_only_the_first_time(assembly: Assembly) -> None:
    first, _code = await code_of_first(assembly, await sent_batch(assembly))

    await use(first.id, NOW)
    await use(first.id, NOW + timedelta(days=1))

    assert (await Invitation.get(id=first.id)).first_used_at == NOW
    with pytest.raises(CodeRefused):
        await use(first.id + 10_000, NOW)


async def test_somebody_who_guesses_has_to_wait_and_others_have_not(assembly: Assembly) -> None:
    _first, code = await code_of_first(assembly, await sent_batch(assembly))
    for _number in range(20):
        await refusal_of(assembly, "K7QX-4MPD")

    with pytest.raises(TooManyCodes, match="wait an hour"):
        await find(assembly, code, NOW, network=HERE)
    await find(assembly, code, NOW, network="198.51.100.0/24")
    await find(assembly, code, NOW + timedelta(hours=1), network=HERE)


async def test_what_cannot_be_a_code_is_not_counted(assembly: Assembly) -> None:
    for typed in ("", "hello", "K7QX-4MP0", "K7QX-4MPDD" * 5, "\x00", "ＫＱＸ"):
        assert "do not know this code" in await refusal_of(assembly, typed)
    assert await value("SELECT COUNT(*) FROM attempt_window") == 0


async def test_codes_are_gone_with_the_key_of_their_assembly(assembly: Assembly) -> None:
    _first, code = await code_of_first(assembly, await sent_batch(assembly))
    assembly.purged_at = NOW
    await assembly.save()
    destroy(assembly)

    assert "do not know this code" in await refusal_of(assembly, code)
    with pytest.raises(CodeRefused):
        await find_anywhere(code, NOW, network=HERE)


async def test_two_browsers_with_one_golden_ticket_bring_one_person_into_the_pool(own_database: str) -> None:
    assembly = await assembly_scene(NOW, categories=False)
    batch = await make_tickets(await officer(), assembly.id, "Sample Shelter", 1, None, NOW)
    first, _code = await code_of_first(assembly, batch)

    async def send() -> bool:
        try:
            async with transaction():
                await use(first.id, NOW)
                await asyncio.sleep(0.05)
                await register(assembly, NOW, invitation_id=first.id)
            return True
        except CodeRefused:
            return False

    assert sorted(await asyncio.gather(send(), send())) == [False, True]
