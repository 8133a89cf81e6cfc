"""Two at once: the same form from two tabs, one golden ticket in two hands, the close of the pool in between."""

import asyncio
from datetime import UTC, datetime

from assembly.assemblies import AssemblyRefused
from assembly.invitations.refusals import CodeRefused
from assembly.models import (
    Assembly,
    Draw,
    Invitation,
    InvitationKind,
    Registration,
    RegistrationState,
)
from assembly.registrations import answering, consents, drafts, leaving, needs, sending
from assembly.registrations.answering import Home
from assembly.registrations.drafts import Registrant
from assembly.registrations.features import features_of
from assembly.registrations.refusals import RegisteredAlready
from residents.people import NOBODY
from tests.assembly.registrations.forms import MARK, invite, open_assembly


async def filled_in(
    assembly: Assembly, browser: str, invitation: Invitation | None = None, name: str = "", house: int = 1
) -> Registration:
    """A draft with every question answered."""
    now = datetime.now(UTC)
    draft = await drafts.begin(Registrant(NOBODY, browser), assembly, invitation, now, network="")
    await answering.keep_dates(draft.id, "yes", now)
    await answering.keep_name(draft.id, name or f"Person {browser}", now)
    await answering.keep_address(draft.id, Home(f"{house} High Street", "", "Hanley", "ST1 5HN"), now)
    await answering.keep_contact(draft.id, "", "", now)
    await answering.keep_birth(draft.id, 5, 1990, now)
    for feature in await features_of(assembly.id):
        if feature.chosen:
            await answering.keep_choice(draft.id, feature, feature.values[0].slug, now)
    await answering.keep_excluded(draft.id, "no", now)
    await needs.keep_needs(draft.id, {}, now)
    await consents.keep_consent(draft.id, MARK, True, False, now)
    return draft


async def both(*work: object) -> list[object]:
    return list(await asyncio.gather(*work, return_exceptions=True))  # type: ignore[call-overload]


async def in_pool() -> int:
    return await Registration.filter(state=RegistrationState.POOL).count()


async def test_two_tabs_that_send_at_once_make_one_registration_with_one_code(own_database: str) -> None:
    assembly = await open_assembly()
    draft = await filled_in(assembly, "a")
    now = datetime.now(UTC)

    found = await both(*(sending.send(draft, "a", "key of a", now) for _tab in range(3)))

    assert {type(one) for one in found} == {sending.Sent}
    assert len({one.code for one in found if isinstance(one, sending.Sent)}) == 1
    assert await in_pool() == 1


async def test_two_tabs_that_begin_at_once_make_one_draft(own_database: str) -> None:
    assembly = await open_assembly()
    who, now = Registrant(NOBODY, "a"), datetime.now(UTC)

    await both(*(drafts.begin(who, assembly, None, now, network="") for _tab in range(3)))

    assert await Registration.all().count() == 1


async def test_a_golden_ticket_in_two_hands_lets_one_in(own_database: str) -> None:
    assembly = await open_assembly(open_form=False)
    invitation, _code = await invite(assembly, InvitationKind.GOLDEN)
    invitation = await Invitation.get(id=invitation.id).select_related("batch")
    people = [await filled_in(assembly, name, invitation, house=number) for number, name in enumerate("ab", start=1)]
    now = datetime.now(UTC)

    found = await both(*(sending.send(one, one.browser, "key", now) for one in people))

    assert sorted(type(one).__name__ for one in found) == [CodeRefused.__name__, "Sent"]
    assert await in_pool() == 1


async def test_the_same_person_on_two_phones_is_in_the_pool_once(own_database: str) -> None:
    assembly = await open_assembly()
    people = [await filled_in(assembly, browser, name="Nadia Sample") for browser in "ab"]
    now = datetime.now(UTC)

    found = await both(*(sending.send(one, one.browser, "key", now) for one in people))

    assert sorted(type(one).__name__ for one in found) == [RegisteredAlready.__name__, "Sent"]
    assert await in_pool() == 1


async def test_changing_an_answer_while_it_is_sent_loses_neither(own_database: str) -> None:
    assembly = await open_assembly()
    draft = await filled_in(assembly, "a")
    now = datetime.now(UTC)

    found = await both(
        sending.send(draft, "a", "key of a", now), answering.keep_name(draft.id, "New Name", now),
        needs.keep_needs(draft.id, {"bsl": ""}, now), leaving.withdraw(draft.id, "", now),
    )  # fmt: skip

    assert not [one for one in found if isinstance(one, BaseException) and "Refused" not in str(type(one).__mro__)]
    one = await Registration.get()
    assert one.state in (RegistrationState.POOL, RegistrationState.WITHDRAWN)


async def test_once_the_pool_is_frozen_nobody_comes_in_any_more(own_database: str) -> None:
    assembly = await open_assembly()
    draft = await filled_in(assembly, "a")
    now = datetime.now(UTC)
    await Draw.create(assembly=assembly, number=1, seats=12, begun_at=now)

    found = await both(sending.send(draft, "a", "key of a", now))

    assert [type(one) for one in found] == [AssemblyRefused]
    assert await in_pool() == 0
