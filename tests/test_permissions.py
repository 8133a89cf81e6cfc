"""Who gets in where: every address, asked for by everybody, compared with the table in permission_matrix.txt.

yes: gets in (to whatever is there, or is not); no: 403; sign-in: sent to sign in. A new address needs a row.
"""

from datetime import UTC, datetime
from pathlib import Path

import httpx2 as httpx
import pytest
from starlette.applications import Starlette

from database import transaction
from residents.models import Role, SessionKind
from residents.sessions import begin
from tests.conftest import SECRET_KEY
from tests.factories import make_account
from tests.routes import Address, addresses
from web.visitors import Browser, form_token

TABLE = Path(__file__).with_name("permission_matrix.txt")
EVERYBODY = ["anonymous", *(str(role) for role in Role)]
BROWSER = "b" * 43


class _Undo(Exception):
    pass


def matrix() -> dict[str, list[str]]:
    """Address: what happens to each of EVERYBODY."""
    lines = [line.split() for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert lines[0] == ["method", "path", *EVERYBODY]
    return {f"{method} {path}": answers for method, path, *answers in lines[1:]}


def as_line(address: str, answers: list[str]) -> str:
    cells = " ".join(f"{answer:<{len(who)}}" for who, answer in zip(EVERYBODY, answers, strict=True))
    return f"{address:<62} {cells}".rstrip()


async def cookies_of(who: str) -> dict[str, str]:
    cookies = {"browser": BROWSER}
    if who != "anonymous":
        role = Role(who)
        account = await make_account(f"The {who}", *([role] if role is not Role.RESIDENT else []))
        kind = SessionKind.RESIDENT if role is Role.RESIDENT else SessionKind.OFFICER
        cookies["session"] = await begin(account.id, kind, "test", datetime.now(UTC))
    return cookies


async def answer(http: httpx.AsyncClient, address: Address) -> str:
    """What happens at this address; whatever the request did is undone."""
    token = form_token(SECRET_KEY, Browser(BROWSER, new=False))
    response = None
    try:
        async with transaction():
            response = await http.request(
                address.method,
                address.somewhere,
                data={"form_token": token} if address.method == "POST" else None,
                headers={"sec-fetch-site": "same-origin"},
            )
            raise _Undo
    except _Undo:
        assert response is not None
    if response.status_code == 303 and "/sign-in?next=" in response.headers["location"]:
        return "sign-in"
    if response.status_code >= 500:
        return f"error-{response.status_code}"
    return "no" if response.status_code == 403 else "yes"


@pytest.fixture
async def observed(app: Starlette, db: None) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {str(address): [] for address in addresses()}
    for who in EVERYBODY:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app=app), base_url="http://test", cookies=await cookies_of(who)
        ) as http:
            for address in addresses():
                found[str(address)].append(await answer(http, address))
    return found


def test_every_address_has_a_row_and_every_row_an_address() -> None:
    known, there = set(matrix()), {str(address) for address in addresses()}
    assert not there - known, f"not in {TABLE.name}: {sorted(there - known)}"
    assert not known - there, f"in {TABLE.name}, but there is no such address: {sorted(known - there)}"


async def test_everybody_gets_in_where_the_table_says_and_nowhere_else(observed: dict[str, list[str]]) -> None:
    table = matrix()
    wrong = [
        f"{as_line(address, answers)}\n{as_line('  the table says', table[address])}"
        for address, answers in observed.items()
        if address in table and table[address] != answers
    ]
    missing = [as_line(address, answers) for address, answers in observed.items() if address not in table]
    assert not wrong, "\n".join(["", *wrong])
    assert not missing, "\n".join(["rows to look at and add:", *missing])
