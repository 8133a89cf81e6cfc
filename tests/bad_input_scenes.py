"""Scenes for tests of bad input: each sets the stage and says what is then sent, and what of it must not be lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup

from pb.models import Cycle
from residents.models import Role, Session, SessionKind
from tests.browsing import Client
from tests.factories import make_account, make_claim, make_idea
from tests.pb.ideas.idea_samples import Fund, answer_all, begin, make_fund
from tests.pb.moderation_samples import make_comment


@dataclass
class Sent:
    """One request, as a form of this site would send it unless said otherwise.

    `typed`: what the answer must still hold. `counts`: tables that count refused tries.
    """

    path: str
    data: dict[str, Any] = field(default_factory=dict)
    typed: tuple[str, ...] = ()
    counts: tuple[str, ...] = ()
    files: dict[str, Any] | None = None
    headers: dict[str, str] | None = None  # instead of those that a browser sends
    token: bool = True
    content: Any = None  # instead of data

    async def send(self, client: Client, status: int) -> BeautifulSoup:
        if self.headers is None and self.content is None:
            return await client.post(self.path, self.data, status, self.files, token=self.token)
        given = {"form_token": await client.form_token()} if self.content is None else {}
        client.last = await client._http.post(
            self.path, data={**self.data, **given} or None, content=self.content, headers=self.headers
        )
        return client._looked_at(client.last, status)


Scene = Callable[[Client], Awaitable[Sent]]
STORY = "Somewhere to sit in the shade."


# Ideas that are written

WRITTEN = ("title", "story", "cost", "postcode")  # the others are chosen from a list


def draft(question: str, **data: str) -> Scene:
    async def scene(client: Client) -> Sent:
        await make_fund()
        typed = tuple(text for name, text in data.items() if name in WRITTEN and len(text) < 20_000)
        return Sent(f"/ideas/drafts/{await begin(client)}/{question}", data, typed)

    return scene


async def file_as_title(client: Client) -> Sent:
    await make_fund()
    return Sent("/ideas/new", files={"title": ("title.txt", b"Benches")})


async def letters_as_number(client: Client) -> Sent:
    return Sent("/ideas/drafts/twelve/title", {"title": "Benches"})


async def beginning(client: Client) -> Sent:
    await make_fund()
    return Sent("/ideas/new", {"title": "Benches by the canal"})


async def sending(client: Client) -> Sent:
    await make_fund()
    await client.sign_in(await make_account())
    return Sent(f"/ideas/drafts/{await answer_all(client)}/check")


# What belongs to somebody else, or to nobody


async def others_draft(client: Client) -> Sent:
    await make_fund()
    number = await answer_all(client)
    client.cookies.delete("browser")
    await client.sign_in(await make_account())
    return Sent(f"/ideas/drafts/{number}/title", {"title": "Mine now"})


def others_idea(part: str) -> Scene:
    async def scene(client: Client) -> Sent:
        fund = await _visited(client)
        idea = await make_idea(fund.cycle, fund.pot)
        return Sent(f"/ideas/{idea.id}/{part}", {"title": "Mine now", "story": STORY, "alt": "Mine", "version": "1"})

    return scene


async def others_comment(client: Client) -> Sent:
    fund = await _visited(client)
    remark = await make_comment(await make_idea(fund.cycle, fund.pot))
    return Sent(f"/comments/{remark.id}/removal")


async def others_session(client: Client) -> Sent:
    await _visited(client)
    other = await make_account()
    session = await Session.create(
        id_hash="5" * 64, account=other, kind=SessionKind.RESIDENT, created_at=_now(), last_seen_at=_now(),
        expires_at=_now() + timedelta(days=1),
    )  # fmt: skip
    return Sent(f"/account/sessions/{session.id_hash}/end")


def unknown_idea(number: str) -> Scene:
    async def scene(client: Client) -> Sent:
        await _visited(client)
        return Sent(f"/ideas/{number}/support")

    return scene


async def unknown_fund(client: Client) -> Sent:
    account = await make_account("Cy Cycle", Role.CYCLE_OFFICER)
    await client.sign_in(account, SessionKind.OFFICER)
    return Sent("/office/tallies", {"cycle": "nothing-2026"})


async def _visited(client: Client) -> Fund:
    """A fund, and somebody signed in who belongs there."""
    fund = await make_fund()
    account = await make_account()
    await make_claim(account, fund.place)
    await client.sign_in(account)
    return fund


# What is done with an idea that is public


def comment(body: str) -> Scene:
    async def scene(client: Client) -> Sent:
        return Sent(f"/ideas/{await _public_idea(client)}/comments", {"body": body}, (body,))

    return scene


async def support(client: Client) -> Sent:
    return Sent(f"/ideas/{await _public_idea(client)}/support")


async def report(client: Client) -> Sent:
    return Sent(f"/ideas/{await _public_idea(client)}/report", {"why": "It is rude."})


async def _public_idea(client: Client) -> int:
    fund = await _visited(client)
    number: int = (await make_idea(fund.cycle, fund.pot)).id
    return number


def account_name(name: str) -> Scene:
    async def scene(client: Client) -> Sent:
        await _visited(client)
        return Sent("/account/name", {"name": name}, (name,))

    return scene


async def two_tabs(client: Client) -> Sent:
    fund = await make_fund()
    account = await make_account()
    await client.sign_in(account)
    idea = await make_idea(fund.cycle, fund.pot, account)
    first = {"title": "Benches", "story": STORY, "version": str(idea.version)}
    await client.post(f"/ideas/{idea.id}/changes", first)
    return Sent(f"/ideas/{idea.id}/changes", {**first, "title": "Two benches"}, ("Two benches", STORY))


# A phase that has just ended


async def late_beginning(client: Client) -> Sent:
    sent = await beginning(client)
    await _close_ideas()
    sent.typed = ("Benches by the canal",)
    return sent


async def late_idea(client: Client) -> Sent:
    sent = await sending(client)
    await _close_ideas()
    sent.typed = ("Benches by the canal", "Somewhere to sit.")
    return sent


async def late_support(client: Client) -> Sent:
    sent = await support(client)
    await Cycle.all().update(ideas_close_at=_now(), ballot_frozen_at=_now(), voting_opens_at=_now())
    return sent


async def _close_ideas() -> None:
    await Cycle.all().update(ideas_close_at=_now() - timedelta(seconds=1))


def _now() -> datetime:
    return datetime.now(UTC)
