"""How often something may be tried."""

import asyncio
from datetime import timedelta

import pytest

from residents.limits import allow, forget_old, network_of
from residents.models import AttemptWindow
from tests.factories import NOW

HOUR = timedelta(hours=1)


async def test_the_first_few_are_allowed_and_then_no_more_until_the_window_ends(db: None) -> None:
    assert [await allow("x", "sue", 3, HOUR, NOW) for _ in range(5)] == [True, True, True, False, False]
    assert not await allow("x", "sue", 3, HOUR, NOW + timedelta(minutes=59))
    assert await allow("x", "sue", 3, HOUR, NOW + HOUR)


async def test_kinds_and_keys_are_counted_apart(db: None) -> None:
    assert await allow("x", "sue", 1, HOUR, NOW)
    assert await allow("x", "bob", 1, HOUR, NOW)
    assert await allow("y", "sue", 1, HOUR, NOW)
    assert not await allow("x", "sue", 1, HOUR, NOW)


async def test_the_key_itself_is_not_kept(db: None) -> None:
    await allow("letter-to", "sue@example.com", 3, HOUR, NOW)
    window = await AttemptWindow.all().first()
    assert window and "sue" not in str(vars(window)) and len(window.key_hash) == 64


async def test_many_at_once_are_counted_exactly(own_database: str) -> None:
    results = await asyncio.gather(*(allow("x", "sue", 5, HOUR, NOW) for _ in range(20)))
    assert sum(results) == 5


async def test_old_windows_are_deleted(db: None) -> None:
    await allow("x", "sue", 1, HOUR, NOW)
    assert await forget_old(NOW + timedelta(days=1)) == 0
    assert await forget_old(NOW + timedelta(days=3)) == 1


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2ff::1", "2001:db8:1:200::/56"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("fe80::1%eth0", "fe80::/56"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_network_is_what_a_household_shares(address: str, network: str) -> None:
    assert network_of(address) == network
