"""The day on which a pool is deleted, and drafts that nobody sent."""

from datetime import UTC, datetime

from starlette.applications import Starlette

from assembly import secrets
from assembly.invitations.codes import hash_for
from assembly.models import (
    Answer,
    Assembly,
    Draw,
    DrawState,
    FrozenPool,
    Invitation,
    Member,
    MemberState,
    Registration,
    RegistrationState,
    SupportNeed,
)
from assembly.registrations import drafts, purging
from ledger.models import JournalEntry
from residents.retention import periods
from tests.assembly.registrations.forms import invite, open_assembly
from tests.assembly.scenes import register
from tests.factories import days
from web import keys

LATER = datetime.now(UTC) + days(400)


async def pool_of_three(**changes: object) -> tuple[Assembly, Registration]:
    """Somebody of the pool, somebody who withdrew, and a member, who is returned."""
    assembly = await open_assembly(**changes)
    person = await register(assembly, gender="female", age="16-to-34", home="rented")
    await SupportNeed.create(registration=person, kind="bsl")
    await register(assembly, state=RegistrationState.WITHDRAWN)
    member = await register(assembly, gender="male", age="16-to-34", home="rented")
    draw = await Draw.create(assembly=assembly, number=1, seats=12, state=DrawState.DRAWN, begun_at=datetime.now(UTC))
    await FrozenPool.create(draw=draw, people=[{"p": person.pseudonym}])
    await Member.create(assembly=assembly, registration=member, draw=draw, state=MemberState.ACTIVE)
    await invite(assembly)
    secrets.code_of(assembly, "any", "thing")  # so that there is a key
    return assembly, member


def key_of(assembly: Assembly) -> bool:
    return (keys.folder() / f"{assembly.key_name}.key").exists()


async def test_before_its_day_nothing_is_deleted(db: None) -> None:
    await pool_of_three()

    assert await purging.purge_due(datetime.now(UTC)) == 0
    assert await Answer.all().count() == 6


async def test_on_its_day_everybody_but_the_members_is_erased(db: None) -> None:
    assembly, member = await pool_of_three()

    assert await purging.purge_due(LATER) == 2
    assert await purging.purge_due(LATER) == 0

    left = await Registration.exclude(state=RegistrationState.ERASED)
    assert [one.id for one in left] == [member.id]
    assert await Answer.filter(registration_id=member.id).count() == await Answer.all().count() == 3
    assert not await SupportNeed.exists()
    assert not await Invitation.exclude(household="").exists()
    assert not await FrozenPool.exists()
    assert (await Assembly.get()).purged_at is None
    assert key_of(assembly)  # members still come in with their codes
    entry = await JournalEntry.get(act="assembly.purged")
    assert (entry.detail["people"], entry.detail["whole"]) == (2, False)


async def test_once_it_is_closed_everybody_is_erased_and_the_key_destroyed(db: None) -> None:
    assembly, _member = await pool_of_three(closed_at=datetime.now(UTC) - days(1))

    assert await purging.purge_due(LATER) == 3

    assert not await Registration.exclude(state=RegistrationState.ERASED).exists()
    assert not await Answer.exists()
    assert not key_of(assembly)
    purged = await Assembly.get()
    assert purged.purged_at == LATER
    assert await purging.purge_due(LATER) == 0
    assert await JournalEntry.filter(act="assembly.purged").count() == 1


async def test_a_key_that_a_backup_brought_back_is_destroyed_again(db: None) -> None:
    assembly, _member = await pool_of_three(closed_at=datetime.now(UTC) - days(1))
    await purging.purge_due(LATER)
    hash_for(await open_assembly(key_name=f"{assembly.key_name}-other"), "K7QX4MPD")
    (keys.folder() / f"{assembly.key_name}.key").write_bytes(b"x" * keys.LENGTH)

    await purging.purge_due(LATER)

    assert not key_of(assembly)


async def test_drafts_go_after_two_weeks(db: None) -> None:
    assembly = await open_assembly()
    now = datetime.now(UTC)
    old = await register(assembly, state=RegistrationState.DRAFT, begun_at=now - days(15))
    await SupportNeed.create(registration=old, kind="bsl")
    young = await register(assembly, state=RegistrationState.DRAFT, begun_at=now - days(13))
    await register(assembly, begun_at=now - days(99))

    assert await drafts.forget_old(now) == 1

    assert await Registration.filter(state=RegistrationState.DRAFT).values_list("id", flat=True) == [young.id]
    assert await Registration.all().count() == 2


async def test_the_privacy_page_says_how_long_drafts_are_kept(app: Starlette) -> None:
    assert [one.how_long for one in periods.periods() if one.table == "registration"] == ["14 days"]
