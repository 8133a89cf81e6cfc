"""`draws possible` and `draws portfolio`: a pool from two files, without a database."""

import math
import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from pathlib import Path
from time import monotonic
from typing import Any

import orjson

from assembly.sortition.files import read_pool
from assembly.sortition.pool import Pool
from assembly.sortition.portfolio.making import LEAST_PANELS, Part, Progress, make_portfolio
from assembly.sortition.portfolio.report import Portfolio
from assembly.sortition.possible import Help, Impossible, Need, Possible, most_helpful, possible
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.targets import targets
from web.commands import Command
from web.refusals import Refused
from web.settings import Settings

MOST_HELPS = 5
MOST_SEATS = 100_000
MOST_PANELS = 1_000_000


class DrawRefused(Refused):
    """The files or the draw cannot be used as given; says where and why."""


async def say_if_possible(_: Settings, chosen: Namespace) -> int:
    """0 where a panel is possible, 1 where it is not."""
    pool = pool_of(chosen)
    answer = possible(pool)
    if chosen.json is None:
        print("\n".join(_in_words(pool, answer)))
    else:
        write_json(chosen.json, _as_json(pool, answer))
    return 0 if isinstance(answer, Possible) else 1


async def make_portfolio_of_files(_: Settings, chosen: Namespace) -> int:
    """0 where a portfolio was made; 1, with the smallest change that would help, where no panel is possible."""
    pool = pool_of(chosen)
    until = math.inf if chosen.minutes is None else monotonic() + 60 * chosen.minutes
    answer = possible(pool)
    if isinstance(answer, Impossible):
        raise DrawRefused("\n".join(_in_words(pool, answer)))
    try:
        wanted = targets(pool, chosen.keep_floor, chosen.ceiling_factor)
        portfolio = make_portfolio(
            pool, wanted, chosen.seed.encode(), chosen.panels, _teller(), lambda: monotonic() > until
        )
    except SortitionRefused as refusal:
        raise DrawRefused(str(refusal)) from refusal
    if chosen.json is None or str(chosen.json) != "-":
        print("\n".join(_reached(portfolio)))
    if chosen.json is not None:
        settings = {"seed": chosen.seed, "keep_floor": chosen.keep_floor, "ceiling_factor": chosen.ceiling_factor}
        write_json(chosen.json, portfolio.as_data() | {"settings": settings})
    return 0


def portfolio_arguments(parser: ArgumentParser) -> None:
    pool_arguments(parser)
    about = f"how many panels, at least {LEAST_PANELS:,}; if not said, 1,000 for small pools and 10,000 for others"
    parser.add_argument("--panels", type=_panels, metavar="M", help=about)
    about = "what decides who of people with the same answers takes a place; the same seed gives the same portfolio"
    parser.add_argument("--seed", default="", metavar="TEXT", help=about)
    about = "the part of the highest possible floor to keep, from 0 to 1"
    parser.add_argument("--keep-floor", type=float, default=1.0, metavar="PART", help=about)
    about = "no chance is above the lowest possible ceiling times this, which is 1 or more"
    parser.add_argument("--ceiling-factor", type=float, default=1.5, metavar="TIMES", help=about)
    parser.add_argument("--minutes", type=_minutes, metavar="M", help="give up after so many minutes")


def _teller() -> Progress:
    """Says on the terminal how far the work is, every twentieth of it."""
    said = -1

    def tell(share: float, part: Part) -> None:
        nonlocal said
        if int(share * 20) > said:
            said = int(share * 20)
            print(f"{said * 5:3} % {part.value}", file=sys.stderr, flush=True)

    return tell


def _reached(portfolio: Portfolio) -> list[str]:
    report = portfolio.report
    some = report.unreachable
    cannot = [f"{some} people can be on no panel, whoever else is on it."] if some else []
    return [
        f"{report.panels:,} panels of {report.seats}, {report.different_panels:,} of them different. "
        "Every one meets all quotas.",
        *cannot,
        f"Floor: everybody who can be chosen has a chance of {report.floor:.2%} or more, "
        f"{report.share_of_floor:.1%} of the highest possible.",
        f"Ceiling: nobody has a chance above {report.ceiling:.2%}; up to {report.allowed_ceiling:.2%} was allowed.",
        f"Geometric mean of the chances: {report.geometric_mean:.3%}.",
    ]


def pool_arguments(parser: ArgumentParser) -> None:
    """What every command about a draw from files takes."""
    parser.add_argument("people", type=Path, metavar="PEOPLE.csv", help="a row a person: id and a column a category")
    parser.add_argument("quotas", type=Path, metavar="QUOTAS.csv", help="a row a quota: feature,value,min,max")
    parser.add_argument("--seats", type=_seats, required=True, metavar="N", help="how many people are on a panel")
    about = "columns that together are an address, as address1,postcode; a panel takes one person of each address"
    parser.add_argument("--household", type=_columns, default=(), metavar="A,B", help=about)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything as JSON; - means to the terminal")


def pool_of(chosen: Namespace) -> Pool:
    """The pool of the files named in the arguments. Raises `DrawRefused` with everything that is wrong in them."""
    people, quotas = _content(chosen.people), _content(chosen.quotas)
    try:
        return read_pool(people, quotas, chosen.seats, chosen.household)
    except SortitionRefused as refusal:
        raise DrawRefused(str(refusal)) from refusal


def write_json(path: Path, content: dict[str, Any]) -> None:
    """To a file, or to the terminal where the path is `-`."""
    text = orjson.dumps(content, option=orjson.OPT_INDENT_2) + b"\n"
    if str(path) == "-":
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
        return
    try:
        path.write_bytes(text)
    except OSError as error:
        raise DrawRefused(f"{path}: it cannot be written: {error.strerror}.") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise DrawRefused(f"{path}: it cannot be read: {error.strerror}.") from error


def _seats(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= MOST_SEATS and len(text) < 9):
        raise ArgumentTypeError(f"give a whole number from 1 to {MOST_SEATS:,}")
    return int(text)


def _panels(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and LEAST_PANELS <= int(text) <= MOST_PANELS):
        raise ArgumentTypeError(f"give a whole number from {LEAST_PANELS:,} to {MOST_PANELS:,}")
    return int(text)


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0 < minutes < math.inf:
        raise ArgumentTypeError("give a number of minutes, more than 0")
    return minutes


def _columns(text: str) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(","))
    if not all(names):
        raise ArgumentTypeError("give names of columns with commas between them")
    return names


def _in_words(pool: Pool, answer: Possible | Impossible) -> list[str]:
    helps = most_helpful(pool)[:MOST_HELPS]
    where = ["", "More of these people would help most:", *map(_help_in_words, helps)] if helps else []
    if isinstance(answer, Impossible):
        changes = [change.sentence for change in answer.changes]
        advice = ["", "The smallest change that makes one possible:", *changes] if changes else []
        return ["No panel of these people meets all quotas.", *answer.reasons, *advice, *where]
    some = len(answer.unreachable)
    cannot = f"{some} of them can be on no panel, whoever else is on it." if some else "Everybody can be on a panel."
    return [
        f"A panel of {pool.seats} is possible from these {len(pool.people):,} people. {cannot}",
        *([] if answer.proved else ["It is not certain that no others are, as well: the search was ended."]),
        f"Highest floor: everybody who can be chosen can have a chance of {answer.floor:.2%}.",
        f"Lowest ceiling: nobody then needs a chance above {answer.ceiling:.2%}.",
        *where,
    ]


def _help_in_words(one: Help) -> str:
    return f"  {one.quota.category}: {one.quota.value} ({one.have:,} now, {one.wanted:,} more would match the rest)"


def _as_json(pool: Pool, answer: Possible | Impossible) -> dict[str, Any]:
    found: dict[str, Any] = {
        "possible": isinstance(answer, Possible),
        "people": len(pool.people),
        "seats": pool.seats,
        "types": len(pool.types),
        "quotas": [_need_as_json(need) for need in answer.needs],
    }
    if isinstance(answer, Possible):
        return found | {
            "floor": answer.floor,
            "ceiling": answer.ceiling,
            "unreachable": list(answer.unreachable),
            "proved": answer.proved,
        }
    changes = [
        {"feature": one.quota.category, "value": one.quota.value, "bound": one.bound, "from": one.now, "to": one.to}
        for one in answer.changes
    ]
    return found | {"reasons": list(answer.reasons), "changes": changes}


def _need_as_json(need: Need) -> dict[str, Any]:
    quota = need.quota
    named = {"feature": quota.category, "value": quota.value, "min": quota.least, "max": quota.most}
    return named | {"have": need.have, "addresses": need.addresses}


commands: list[Command] = [
    Command("draws possible", "Say from two CSV files whether a panel is possible, and how fair its draw can be.",
            say_if_possible, pool_arguments, database=False, settings=False),
    Command("draws portfolio", "Make from two CSV files the panels of which one is drawn in public.",
            make_portfolio_of_files, portfolio_arguments, database=False, settings=False),
]  # fmt: skip
