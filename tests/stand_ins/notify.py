"""A stand-in for GOV.UK Notify, served for real: it checks what the published documentation says that Notify checks.

Written from that documentation alone, apart from our client: it reads tokens with code of its own.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import re
import uuid
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

SERVICE = "26785a09-ab16-4eb0-8407-a37497a57506"
LIVE = "3d844edf-8d35-48ac-975b-e847b4f122b0"
TEAM = "11111111-8d35-48ac-975b-e847b4f122b0"
TEST = "22222222-8d35-48ac-975b-e847b4f122b0"
LETTER = "f33517ff-2a88-4f6e-b855-c550268ce08a"
INVITATION = "f33517ff-2a88-4f6e-b855-c550268ce08b"
EMAIL = "f33517ff-2a88-4f6e-b855-c550268ce08c"
TEXT = "f33517ff-2a88-4f6e-b855-c550268ce08d"
POSTCODE = re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", re.IGNORECASE)


def key(secret: str = LIVE, name: str = "my_test-key", service: str = SERVICE) -> str:
    return f"{name}-{service}-{secret}"


class Refusal(Exception):
    def __init__(self, status: int, error: str, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.answer = {"status_code": status, "errors": [{"error": error, "message": message}]}


@dataclass
class StandIn:
    """`mood`: how it behaves. "breaks": 500 before it took anything; "breaks after": it took the message, then 500;
    "silent": it took the message, and does not answer while anybody waits."""

    now: Callable[[], datetime]
    mood: str = ""
    slowly: float = 0.0  # seconds that each answer takes
    trial: bool = False
    a_minute: int = 3000
    a_day: int = 20_000
    taken: list[dict[str, Any]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    busiest: int = 0  # most requests at one time
    under_way: int = 0
    url: str = ""
    templates: dict[str, tuple[str, set[str]]] = field(
        default_factory=lambda: {
            LETTER: ("letter", {"subject", "body"}),
            INVITATION: ("letter", {"subject", "body", "link"}),
            EMAIL: ("email", {"subject", "body"}),
            TEXT: ("sms", {"body"}),
        }
    )

    async def serve(self, request: Request) -> Response:
        self.requests.append(f"{request.method} {request.url.path}")
        self.under_way += 1
        self.busiest = max(self.busiest, self.under_way)
        try:
            await asyncio.sleep(self.slowly)
            kind_of_key = self._who(request)
            if request.method == "GET":
                return self._list(request)
            if self.mood == "breaks":
                raise Refusal(500, "Exception", "Internal server error")
            made = self._take(request.path_params["kind"], await request.json(), kind_of_key)
            if self.mood == "breaks after":
                raise Refusal(500, "Exception", "Internal server error")
            if self.mood == "silent":
                await asyncio.sleep(5)
            return JSONResponse(made, 201)
        except Refusal as refusal:
            return JSONResponse(refusal.answer, refusal.status)
        finally:
            self.under_way -= 1

    def _who(self, request: Request) -> str:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme != "Bearer" or token.count(".") != 2:
            raise Refusal(401, "AuthError", "Unauthorized: authentication token must be provided")
        head, payload, signature = token.split(".")
        if _unpacked(head) != {"typ": "JWT", "alg": "HS256"}:
            raise Refusal(403, "AuthError", "Invalid token: algorithm used is not HS256")
        said = _unpacked(payload)
        if abs(said["iat"] - self.now().timestamp()) > 30:
            raise Refusal(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        for kind, secret in (("live", LIVE), ("team", TEAM), ("test", TEST)):
            mac = hmac.new(secret.encode(), f"{head}.{payload}".encode(), hashlib.sha256).digest()
            if said["iss"] == SERVICE and hmac.compare_digest(mac, _bytes(signature)):
                return kind
        raise Refusal(403, "AuthError", "Invalid token: API key not found")

    def _list(self, request: Request) -> Response:
        wanted = request.query_params.get("reference")
        assert set(request.query_params) <= {"reference", "template_type", "status", "older_than", "include_jobs"}
        found = [one for one in reversed(self.taken) if one["reference"] == wanted or wanted is None][:250]
        shown = [{**one, "type": one["kind"], "status": one.get("status", "accepted")} for one in found]
        return JSONResponse({"notifications": shown, "links": {"current": str(request.url)}})

    def _take(self, kind: str, sent: dict[str, Any], kind_of_key: str) -> dict[str, Any]:
        if len(self.taken) >= self.a_minute:
            raise Refusal(429, "RateLimitError", f"Exceeded rate limit for key type LIVE of {self.a_minute} requests")
        if len(self.taken) >= self.a_day:
            raise Refusal(429, "TooManyRequestsError", f"Exceeded send limits ({self.a_day}) for today")
        self._check_shape(kind, sent)
        if kind == "letter" and kind_of_key == "team":
            raise Refusal(403, "BadRequestError", "Cannot send letters with a team api key")
        if kind == "letter" and self.trial:
            raise Refusal(400, "BadRequestError", "Cannot send letters when service is in trial mode")
        values = sent.get("personalisation", {})
        template = self.templates.get(sent["template_id"])
        if template is None:
            raise Refusal(400, "BadRequestError", "Template not found")
        if template[0] != kind:
            raise Refusal(400, "BadRequestError", f"{kind} template is not suitable for {template[0]} notification")
        if missing := sorted(template[1] - set(values)):
            raise Refusal(400, "BadRequestError", f"Missing personalisation: {', '.join(missing)}")
        if kind == "letter":
            _check_address(values)
        made = {
            "id": str(uuid.uuid4()), "reference": sent.get("reference"), "content": {"body": values.get("body")},
            "uri": f"{self.url}/v2/notifications/x", "template": {"id": sent["template_id"], "version": 1},
        }  # fmt: skip
        self.taken.append({**made, "kind": kind, "sent": sent})
        return made

    def _check_shape(self, kind: str, sent: dict[str, Any]) -> None:
        known = {
            "letter": {"template_id", "personalisation", "reference"},
            "email": {
                "email_address", "template_id", "personalisation", "reference", "email_reply_to_id",
                "one_click_unsubscribe_url", "sanitise_content_for",
            },
            "sms": {"phone_number", "template_id", "personalisation", "reference", "sms_sender_id"},
        }[kind]  # fmt: skip
        for name in sent:
            if name not in known:
                raise Refusal(400, "ValidationError", f"Additional properties are not allowed ({name} was unexpected)")
        if kind == "sms" and not re.fullmatch(r"(\+44|0)7\d{9}", re.sub(r"\s", "", sent["phone_number"])):
            raise Refusal(400, "ValidationError", "phone_number Not a UK mobile number")
        if kind == "email" and "@" not in sent["email_address"]:
            raise Refusal(400, "ValidationError", "email_address Not a valid email address")


def _check_address(values: dict[str, str]) -> None:
    if "address_line_1" not in values:
        raise Refusal(400, "ValidationError", "personalisation address_line_1 is a required property")
    lines = [values[name] for name in (f"address_line_{n}" for n in range(1, 9)) if values.get(name, "").strip()]
    wrong = (
        (len(lines) < 3, "Address must be at least 3 lines"),
        (len(lines) > 7, "Address must be no more than 7 lines"),
        (not POSTCODE.fullmatch(lines[-1]), "Must be a real UK postcode"),
        (any("no fixed abode" in line.lower() for line in lines), "Must be a real address"),
        (
            any(line[0] in "@()=[]”\\/,<>" for line in lines),
            "Address lines must not start with any of the following characters: @ ( ) = [ ] ” \\ / , < >",
        ),
    )
    for is_wrong, message in wrong:
        if is_wrong:
            raise Refusal(400, "ValidationError", message)


def _bytes(text: str) -> bytes:
    assert "=" not in text
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def _unpacked(text: str) -> Any:
    return json.loads(_bytes(text))


@asynccontextmanager
async def running(now: Callable[[], datetime]) -> AsyncIterator[StandIn]:
    """On a port of its own, until the block ends."""
    ours = StandIn(now)
    app = Starlette(
        routes=[
            Route("/v2/notifications/{kind}", ours.serve, methods=["POST"]),
            Route("/v2/notifications", ours.serve, methods=["GET"]),
        ]
    )
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=1)
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    ours.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield ours
    finally:
        server.should_exit = True
        await serving
