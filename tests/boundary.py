"""For tests of what holds at every address: somebody of each kind, a world to meddle with, the headers of answers."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from random import Random

import httpx2 as httpx
from starlette.applications import Starlette

from residents.models import Role, SessionKind
from residents.sessions import begin
from tests.conftest import SECRET_KEY
from tests.factories import make_account
from tests.fuzz_world import BROWSER, World, make_world
from tests.routes import Address, addresses
from web.visitors import Browser, form_token

OFFICERS = [role for role in Role if role is not Role.RESIDENT]
TOKEN = form_token(SECRET_KEY, Browser(BROWSER, new=False))
SAME = {"sec-fetch-site": "same-origin"}
HEADERS = {
    "content-security-policy", "x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
    "cross-origin-resource-policy", "permissions-policy", "x-frame-options", "cache-control", "x-request-id",
}  # fmt: skip
KEPT_BY_ALL = re.compile(
    r"/(static/.*|media/.*|branding\.css|branding/logo|source|cycles/[^/]+/result/.*"
    r"|record/(checkpoint|checkpoints\.jsonl|key|leaves/.*|proof/.*|witness\.py|verify\.html))"
)


class People:
    """Somebody for each kind of person, in browsers that have the same key; and a world for them to meddle with."""

    def __init__(self, app: Starlette) -> None:
        self.app = app
        self.world = World()
        self.http: dict[str, httpx.AsyncClient] = {}

    async def come(self) -> "People":
        self.me = await make_account("Sam Sample")
        self.world = await make_world(await make_account("Olga Owner"), "e" * 64)
        officer = await make_account("Olu Officer", *OFFICERS)
        self.http["nobody"] = self._browser({})
        for who, account, kind in (
            ("resident", self.me, SessionKind.RESIDENT),
            ("officer", officer, SessionKind.OFFICER),
        ):
            self.http[who] = self._browser({"session": await begin(account.id, kind, "test", datetime.now(UTC))})
        return self

    def _browser(self, cookies: dict[str, str]) -> httpx.AsyncClient:
        transport = httpx.ASGITransport(app=self.app)
        return httpx.AsyncClient(transport=transport, base_url="http://test", cookies={"browser": BROWSER, **cookies})

    def paths(self, method: str, most: int = 3) -> Iterator[tuple[Address, str]]:
        """Every address, with some of the things that are there in it."""
        chance = Random(3)
        for address in addresses():
            if address.method == method:
                found = {
                    re.sub(r"{(\w+)(?::\w+)?}", lambda part: self._known(part[1], chance), address.path)
                    for _ in range(most)
                }
                yield from ((address, path) for path in sorted(found))

    def _known(self, name: str, chance: Random) -> str:
        return chance.choice(self.world.known.get(name, ["nothing"]))


def check_headers(response: httpx.Response, what: str) -> None:
    missing = HEADERS - set(response.headers)
    assert not missing, f"{what} lacks {missing}"
    policy = response.headers["content-security-policy"]
    assert "default-src 'none'" in policy, what
    assert "frame-ancestors 'none'" in policy or "sandbox" in policy, what
    assert response.headers["x-content-type-options"] == "nosniff"
