"""The journal of what officers did, for reading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from ledger.journal import first_broken_entry
from ledger.reading import Entry, length, read
from pb.models import Cycle
from residents.models import Account
from residents.people import Person
from web.audience import audience, permitted
from web.filters import moment, money
from web.language import _
from web.pages import page

CHECKED_AT_ONCE = 2_000
_THING = re.compile(r"[a-z-]{1,40}(:[A-Za-z0-9-]{1,40})?")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00")
_IN_PENCE = ("pots", "bands")
_LARGEST = 2**62


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in words. `href` leads to the thing, "" where it has no page."""

    entry: Entry
    act: str
    thing: str
    who: str
    href: str
    changes: Sequence[tuple[str, str, str]]
    facts: Sequence[tuple[str, str]]


@audience(permitted("journal.read"))
async def index(request: Request) -> Response:
    asked = request.query_params.get("thing", "").strip()
    thing = asked if _THING.fullmatch(asked) else ""
    found = await read(thing, _number(request.query_params.get("before", "")))
    count = await length()
    check = count <= CHECKED_AT_ONCE or request.query_params.get("check") == "whole"
    context = {
        "lines": await _lines(found.entries, request.state.visitor),
        "thing": thing,
        "kinds": _kinds(thing),
        "older": f"?{urlencode({'thing': thing, 'before': found.older})}" if found.older else None,
        "count": count,
        "checked": check,
        "broken": await first_broken_entry() if check else None,
    }
    return page(request, "pb/office/journal.html", context, fragment="results")


def _number(text: str) -> int | None:
    return min(int(text), _LARGEST) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _kinds(thing: str) -> list[tuple[str, str]]:
    kinds = [
        ("", _("Everything")),
        ("cycle", _("Funds")),
        ("idea", _("Ideas")),
        ("comment", _("Comments")),
        ("project", _("Projects")),
        ("tally", _("Counts")),
        ("neighbourhood", _("Neighbourhoods")),
        ("account", _("People and roles")),
    ]
    return kinds if thing in dict(kinds) else [*kinds, (thing, thing)]


async def _lines(entries: Sequence[Entry], reader: Person) -> list[Line]:
    """Names and addresses with two more queries, however many entries there are."""
    accounts = {number for entry in entries if (number := _number_of(entry.actor, "account"))}
    cycles = {number for entry in entries if (number := _number_of(entry.thing, "cycle"))}
    names: dict[int, str] = dict(await Account.filter(id__in=accounts).values_list("id", "display_name"))
    funds = {cycle.id: cycle for cycle in await Cycle.filter(id__in=cycles).only("id", "slug", "name", "published_at")}
    return [
        Line(
            entry,
            entry.act.partition(".")[2].replace("-", " ") or entry.act,
            _called(entry.thing, funds),
            names.get(_number_of(entry.actor, "account")) or entry.actor,
            _address(entry.thing, funds, reader),
            *_detail(entry.detail),
        )
        for entry in entries
    ]


def _number_of(text: str, kind: str) -> int:
    name, _colon, number = text.partition(":")
    return int(number) if name == kind and number.isascii() and number.isdigit() and len(number) < 18 else 0


def _called(thing: str, funds: dict[int, Cycle]) -> str:
    fund = funds.get(_number_of(thing, "cycle"))
    return fund.name if fund else thing.replace(":", " ")


def _address(thing: str, funds: dict[int, Cycle], reader: Person) -> str:
    """Where this reader can look at the thing; not everybody who reads the journal may open the plan of a fund."""
    fund = funds.get(_number_of(thing, "cycle"))
    if fund and reader.may("cycles.edit"):
        return f"/office/cycles/{fund.slug}"
    if fund:
        return f"/cycles/{fund.slug}" if fund.published_at else ""
    idea, project = _number_of(thing, "idea"), _number_of(thing, "project")
    return f"/ideas/{idea}" if idea else f"/projects/{project}" if project else ""


def _detail(detail: dict[str, Any]) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    changes: list[tuple[str, str, str]] = []
    facts: list[tuple[str, str]] = []
    for name, kept in detail.items():
        if name == "changes" and isinstance(kept, dict):
            changes += [_change(field, pair) for field, pair in kept.items() if _is_pair(pair)]
        elif _is_pair(kept) and all(isinstance(one, dict | list) for one in kept):
            changes.append(_change(name, kept))
        elif kept not in (None, "", [], {}):
            facts.append((_words(name), _text(name, kept)))
    return changes, facts


def _change(name: str, pair: list[Any]) -> tuple[str, str, str]:
    return _words(name), _text(name, pair[0]), _text(name, pair[1])


def _is_pair(kept: object) -> bool:
    return isinstance(kept, list) and len(kept) == 2


def _words(name: str) -> str:
    return name.replace("_", " ").removesuffix(" at").removesuffix(" pence")


def _text(name: str, kept: object) -> str:
    """As people read it: times and money in words, lists with commas, nothing as a dash."""
    if isinstance(kept, dict):
        return ", ".join(f"{key}: {_text(name, one)}" for key, one in kept.items()) or "–"
    if isinstance(kept, list):
        return ", ".join(_text(name, one) for one in kept) or "–"
    if isinstance(kept, int) and not isinstance(kept, bool) and (name.endswith("_pence") or name in _IN_PENCE):
        return money(kept)
    if isinstance(kept, str) and _TIME.fullmatch(kept):
        return moment(datetime.fromisoformat(kept))
    return "–" if kept in (None, "") else str(kept)
