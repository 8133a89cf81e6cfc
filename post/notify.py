"""GOV.UK Notify over its REST interface: one request, and what its answer means for the message.

Its documentation asks to go by status and kind of error and never by the words of a message, which may change.
"""

import asyncio
import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

import httpx2 as httpx

SECONDS = 25  # for a whole request: far less than a lease, so that nobody else sends meanwhile
_UUID = 36
_GONE_WRONG = {"technical-failure", "permanent-failure", "validation-failed", "virus-scan-failed", "cancelled"}


class Answer(StrEnum):
    """What became of a message that was handed to Notify."""

    TAKEN = "taken"
    NOT_THERE = "not there"  # it was asked about, and Notify does not know it
    REFUSED = "refused"  # something is wrong with this very message
    SETUP = "set-up"  # something is wrong with the service at Notify: template, trial mode, permission
    KEY = "key"  # it does not know us: the key, or our clock
    BUSY = "busy"  # too many in a minute
    FULL = "full"  # too many today
    UNREACHABLE = "unreachable"  # it certainly has not got it
    UNCLEAR = "unclear"  # it may have it
    UNSET = "unset"  # we have no key or no template for it, so nobody was asked
    FORGOTTEN = "forgotten"  # it may have had it, but so long ago that it could not tell


@dataclass(frozen=True, slots=True)
class Outcome:
    answer: Answer
    words: str = ""  # Notify's own, for officers
    notify_id: str = ""


class Notify:
    """A connection for one round of sending: `async with Notify(key, url) as notify`."""

    def __init__(self, key: str, url: str, seconds: float = SECONDS) -> None:
        self._secret = key[-_UUID:]
        self._service = key[-2 * _UUID - 1 : -_UUID - 1]
        self._seconds = seconds
        self._http = httpx.AsyncClient(base_url=url.rstrip("/"), timeout=seconds)

    async def __aenter__(self) -> Self:
        await self._http.__aenter__()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._http.aclose()

    async def send(self, kind: str, fields: dict[str, Any], now: datetime) -> Outcome:
        """`kind`: letter, email or sms."""
        response = await self._ask("POST", f"/v2/notifications/{kind}", now, json=fields)
        if isinstance(response, Outcome):
            return response
        if response.status_code == 201:
            found = _read(response).get("id")
            return Outcome(Answer.TAKEN, notify_id=found) if isinstance(found, str) else Outcome(Answer.UNCLEAR)
        return _trouble(response)

    async def find(self, reference: str, now: datetime) -> Outcome:
        """Whether Notify has a message with this reference. It remembers them for seven days."""
        response = await self._ask("GET", "/v2/notifications", now, params={"reference": reference})
        if isinstance(response, Outcome):
            return Outcome(Answer.UNCLEAR, response.words)
        if response.status_code != 200:
            outcome = _trouble(response)
            waits = outcome.answer in (Answer.BUSY, Answer.FULL, Answer.KEY)
            return outcome if waits else Outcome(Answer.UNCLEAR, outcome.words)
        found = _read(response).get("notifications")
        if not isinstance(found, list):
            return Outcome(Answer.UNCLEAR)
        ours = [one for one in found if isinstance(one, dict) and one.get("reference") == reference]
        alive = [one for one in ours if one.get("status") not in _GONE_WRONG]
        if ours and not alive:
            return Outcome(Answer.REFUSED, str(ours[0].get("status")))
        return Outcome(Answer.TAKEN, notify_id=str(alive[0].get("id"))) if alive else Outcome(Answer.NOT_THERE)

    async def _ask(self, method: str, path: str, now: datetime, **content: Any) -> httpx.Response | Outcome:
        headers = {"authorization": f"Bearer {token(self._service, self._secret, now)}"}
        try:
            async with asyncio.timeout(self._seconds):
                return await self._http.request(method, path, headers=headers, **content)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as fault:
            return Outcome(Answer.UNREACHABLE, type(fault).__name__)
        except (httpx.HTTPError, TimeoutError) as fault:
            return Outcome(Answer.UNCLEAR, type(fault).__name__)


def token(service: str, secret: str, now: datetime) -> str:
    """A JSON Web Token (RFC 7519) signed with HMAC-SHA256. We only ever write this one kind and read none, so that
    these lines take the place of a library."""
    parts = [{"typ": "JWT", "alg": "HS256"}, {"iss": service, "iat": int(now.timestamp())}]
    signed = b".".join(_base64(json.dumps(part, separators=(",", ":")).encode()) for part in parts)
    return (signed + b"." + _base64(hmac.digest(secret.encode(), signed, hashlib.sha256))).decode()


def _base64(content: bytes) -> bytes:
    return base64.urlsafe_b64encode(content).rstrip(b"=")


def _read(response: httpx.Response) -> dict[str, Any]:
    try:
        found = response.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _trouble(response: httpx.Response) -> Outcome:
    errors = _read(response).get("errors")
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    kind, words = str(first.get("error", "")), str(first.get("message", f"status {response.status_code}"))
    status = response.status_code
    if status == 429:
        return Outcome(Answer.FULL if kind == "TooManyRequestsError" else Answer.BUSY, words)
    if status in (401, 403):
        return Outcome(Answer.KEY, words)
    if status == 400 and kind == "ValidationError":
        return Outcome(Answer.REFUSED, words)
    if 400 <= status < 500 and status != 408:
        return Outcome(Answer.SETUP, words)
    return Outcome(Answer.UNCLEAR, words)
