"""`elections count`, `compare`, `rules` and `load`: real elections on the command line."""

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

import orjson

from pb import election_tables, elections
from pb.cycles.rules import (
    completion_choices,
    completion_names,
    rule_choices,
    rule_names,
    tie_breaking_choices,
    tie_breaking_names,
)
from residents.people import COMMAND_LINE
from web.commands import Command
from web.settings import Settings


async def count(_: Settings, chosen: Namespace) -> None:
    begun = perf_counter()
    outcome = elections.count(chosen.file, chosen.rule, chosen.completion, chosen.ties, chosen.explain, chosen.lot_seed)
    outcome["seconds"] = round(perf_counter() - begun, 3)
    _give(outcome, chosen.json, election_tables.counted)


async def compare(_: Settings, chosen: Namespace) -> None:
    _give(
        elections.compare(chosen.file, chosen.rules, chosen.completion, chosen.ties),
        chosen.json,
        election_tables.compared,
    )


async def rules(_: Settings, __: Namespace) -> None:
    print(election_tables.listed(rule_choices(), completion_choices(), tie_breaking_choices()))


def _give(outcome: dict[str, Any], json: Path | None, in_words: Callable[[dict[str, Any]], str]) -> None:
    if json is None:
        print(in_words(outcome))
        return
    text = orjson.dumps(outcome, option=orjson.OPT_INDENT_2) + b"\n"
    if str(json) == "-":
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    else:
        _write(json, text)


def _write(path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as error:
        raise elections.ElectionRefused(f"{path}: it cannot be written: {error.strerror}.") from error


async def load(_: Settings, chosen: Namespace) -> None:
    cycle = await elections.load(COMMAND_LINE, chosen.file, chosen.rule, chosen.ties, datetime.now(UTC))
    print(f"Loaded as “{cycle.slug}”. Count it with `python main.py tallies count {cycle.slug}`.")


def count_arguments(parser: ArgumentParser) -> None:
    _common(parser)
    _completed(parser)
    parser.add_argument("--explain", action="store_true", help="say for each project why it is funded or not")
    about = "break ties as a fund of this site does, in the end by lots drawn from WORDS"
    parser.add_argument("--lot-seed", metavar="WORDS", default="", help=about)


def compare_arguments(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--rules", type=_two, metavar="A,B", required=True, help="the names of two rules")
    _completed(parser)


def load_arguments(parser: ArgumentParser) -> None:
    _common(parser)


def _two(text: str) -> tuple[str, str]:
    names = [name.strip() for name in text.split(",")]
    unknown = [name for name in names if name not in rule_names()]
    if len(names) != 2 or unknown:
        raise ArgumentTypeError(f"give two of these, with a comma between them: {', '.join(rule_names())}")
    return names[0], names[1]


def _completed(parser: ArgumentParser) -> None:
    parser.add_argument("--completion", choices=completion_names(), default="none", help="what follows equal shares")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything as JSON; - means to the terminal")


def _common(parser: ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--rule", choices=list(rule_names()), default="greedy-votes", help="how votes are counted")


def _file(parser: ArgumentParser) -> None:
    fixed = [name for name in tie_breaking_names() if not name.endswith("-lot")]
    parser.add_argument("file", type=Path, metavar="FILE.pb", help="an election as a Pabulib file")
    parser.add_argument(
        "--tie-breaking", "--ties", dest="ties", choices=fixed, default="cost-supporters-id", help="how ties are broken"
    )


commands: list[Command] = [
    Command("elections count", "Count an election from a Pabulib file, without a database.", count, count_arguments,
            database=False, settings=False),
    Command("elections compare", "Count an election by two rules and set them side by side.", compare,
            compare_arguments, database=False, settings=False),
    Command("elections rules", "List the names of rules, completions and tie-breakings, and their sources.", rules,
            database=False, settings=False),
    Command("elections load", "Bring an election from a Pabulib file into the database, with all its ballots.", load,
            load_arguments),
]  # fmt: skip
