"""Casting a ballot on both sites: every request is the first vote of somebody who has just signed in."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup

from benchmarks import duels, servers
from benchmarks.city import City, make_city
from benchmarks.serving import Answer, Server

RANKS = 5
FORM = {"content-type": "application/x-www-form-urlencoded"}


def duel(folder: Path, rounds: int, requests: int) -> duels.Costs:
    """What it costs to send a checked ballot of five choices, which is answered with the address of the receipt."""
    voters = (rounds + 1) * requests
    ours, theirs = (
        asyncio.run(make_city(folder / f"{n}.sqlite3", ideas=200, voters=voters)) for n in ("vote", "plain")
    )
    with ExitStack() as stack:
        server = stack.enter_context(servers.ours(ours.file))
        django, keys = stack.enter_context(servers.yardstick(theirs.file, theirs.voters))
        cast, cast_plainly = _checked(server, ours, voters), _filled(django, theirs, keys)
        return duels.duel((server, cast), (django, cast_plainly), rounds=rounds, requests=requests, status=303)


def _checked(server: Server, city: City, voters: int) -> duels.Act:
    """Walk to the page "Check your ballot", once for each voter, because each page makes a ballot of its own; what is
    in its form is then sent."""
    server.cookies["__Host-session"] = city.sessions[-1]
    form = _form(server.request("/vote/ballot"), "/vote/ballot")
    choices = [("choice", str(project)) for project in city.projects[:RANKS]]
    kept = [pair for pair in form if pair[0] != "choice"]
    body = urlencode([*kept, *choices]).encode()
    checked = (server.request("/vote/check", method="POST", body=body, headers=FORM) for _ in range(voters))
    ballots = [urlencode(_form(page, "/vote/cast")).encode() for page in checked]

    def cast(server: Server, n: int) -> Answer:
        server.cookies["__Host-session"] = city.sessions[n]
        return server.request("/vote/cast", method="POST", body=ballots[n], headers=FORM)

    return cast


def _filled(server: Server, city: City, keys: Sequence[str]) -> duels.Act:
    server.cookies["sessionid"] = keys[-1]
    form = _form(server.request("/vote"), "/vote")
    ballot = urlencode([*form, *(("choice", str(project)) for project in city.projects[:RANKS])]).encode()

    def cast(server: Server, n: int) -> Answer:
        server.cookies["sessionid"] = keys[n]
        return server.request("/vote", method="POST", body=ballot, headers=FORM)

    return cast


def _form(answer: Answer, action: str) -> list[tuple[str, str]]:
    """The hidden fields of the form on the page that is sent to `action`."""
    form = BeautifulSoup(answer.body, "html.parser").select_one(f'main form[action="{action}"]')
    if answer.status != 200 or form is None:
        raise RuntimeError(f"no form for {action} on a page with the status {answer.status}:\n{answer.body[:2000]!r}")
    return list(_fields(form.select("input[type=hidden]")))


def _fields(inputs: Sequence[object]) -> Iterator[tuple[str, str]]:
    for field in inputs:
        yield str(field["name"]), str(field["value"])  # type: ignore[index] # a Tag of Beautiful Soup
