"""Sessions: they end by themselves, one by one, and all at once."""

from datetime import timedelta

import pytest

from residents import sessions
from residents.models import Role, Session, SessionKind
from residents.retention.purging import tidy
from tests.factories import NOW, make_account


@pytest.mark.parametrize(
    ("kind", "idle", "whole"),
    [
        (SessionKind.RESIDENT, timedelta(hours=2), timedelta(days=14)),
        (SessionKind.OFFICER, timedelta(minutes=30), timedelta(hours=8)),
    ],
)
async def test_a_session_ends_when_idle_and_in_the_end(
    db: None, kind: SessionKind, idle: timedelta, whole: timedelta
) -> None:
    account = await make_account()
    key = await sessions.begin(account.id, kind, "", NOW)
    assert (await sessions.person_of(key, NOW + idle - timedelta(minutes=2))).signed_in
    busy = NOW
    while busy + idle / 2 < NOW + whole:
        busy += idle / 2
        assert (await sessions.person_of(key, busy)).signed_in
    assert not (await sessions.person_of(key, NOW + whole)).signed_in


async def test_an_idle_session_does_not_wake_up(db: None) -> None:
    account = await make_account()
    key = await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW)
    assert not (await sessions.person_of(key, NOW + timedelta(hours=2, seconds=1))).signed_in


async def test_each_sign_in_has_a_key_of_its_own_and_ends_the_one_before(db: None) -> None:
    account = await make_account()
    first = await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW)
    before = await sessions.person_of(first, NOW)
    second = await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW, replacing=before.session)
    assert first != second
    assert not (await sessions.person_of(first, NOW)).signed_in
    assert (await sessions.person_of(second, NOW)).signed_in


async def test_roles_count_only_in_an_officers_session(db: None) -> None:
    account = await make_account("Mo", Role.ADMINISTRATOR)
    key = await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW)
    assert (await sessions.person_of(key, NOW)).roles == {Role.RESIDENT}


async def test_ending_one_session_leaves_the_others_and_nobody_ends_anothers(db: None) -> None:
    mine, other = await make_account(), await make_account()
    here = await sessions.begin(mine.id, SessionKind.RESIDENT, "here", NOW)
    there = await sessions.begin(mine.id, SessionKind.RESIDENT, "there", NOW)
    elsewhere = (await sessions.person_of(there, NOW)).session
    assert not await sessions.end_one(other.id, elsewhere, NOW)
    assert await sessions.end_one(mine.id, elsewhere, NOW)
    assert not (await sessions.person_of(there, NOW)).signed_in
    assert [session.device for session in await sessions.open_ones(mine.id, NOW)] == ["here"]
    assert (await sessions.person_of(here, NOW)).signed_in


async def test_signing_out_everywhere_ends_all(db: None) -> None:
    account = await make_account()
    keys = [await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW) for _ in range(3)]
    assert await sessions.end_all(account.id, NOW) == 3
    assert not any([(await sessions.person_of(key, NOW)).signed_in for key in keys])


@pytest.mark.parametrize("key", [None, "", "x" * 43, "x" * 5000, "\x00", "ü"])
async def test_an_invented_cookie_is_nobody(db: None, key: str | None) -> None:
    assert not (await sessions.person_of(key, NOW)).signed_in


async def test_the_table_does_not_hold_the_key(db: None) -> None:
    account = await make_account()
    key = await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW)
    assert key not in str(vars(await Session.get(account=account)))


async def test_old_sessions_are_deleted_a_month_after_they_could_be_used(db: None) -> None:
    account = await make_account()
    await sessions.begin(account.id, SessionKind.RESIDENT, "", NOW)
    assert await tidy(NOW + timedelta(days=43)) == 0
    assert await tidy(NOW + timedelta(days=45)) == 1
