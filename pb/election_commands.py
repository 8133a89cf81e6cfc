"""`elections count` and `elections load`: real elections on the command line."""

import sys
from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson

from pb import elections
from pb.rules import completion_names, rule_names, tie_breaking_names
from residents.people import COMMAND_LINE
from web.commands import Command
from web.settings import Settings


async def count(_: Settings, chosen: Namespace) -> None:
    outcome = elections.count(chosen.file, chosen.rule, chosen.completion, chosen.ties)
    if chosen.json is None:
        print(_in_words(outcome))
        return
    text = orjson.dumps(outcome, option=orjson.OPT_INDENT_2) + b"\n"
    if str(chosen.json) == "-":
        sys.stdout.buffer.write(text)
        sys.stdout.flush()
    else:
        _write(chosen.json, text)


def _write(path: Path, text: bytes) -> None:
    try:
        path.write_bytes(text)
    except OSError as error:
        raise elections.ElectionRefused(f"{path}: it cannot be written: {error.strerror}.") from error


def _in_words(outcome: dict[str, Any]) -> str:
    lines = [
        f"Counted by {outcome['rule']}: {outcome['voters']} voters, {outcome['cost']} of {outcome['budget']} spent.",
        "Funded, in this order:",
        *(f"  {step['project']}: {step['cost']}, {step['supporters']} supporters" for step in outcome["steps"]),
    ]
    return "\n".join(lines)


async def load(_: Settings, chosen: Namespace) -> None:
    cycle = await elections.load(COMMAND_LINE, chosen.file, chosen.rule, chosen.ties, datetime.now(UTC))
    print(f"Loaded as “{cycle.slug}”. Count it with `python main.py tallies count {cycle.slug}`.")


def count_arguments(parser: ArgumentParser) -> None:
    _common(parser)
    parser.add_argument("--completion", choices=completion_names(), default="none", help="what follows equal shares")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write everything as JSON; - means to the terminal")


def _common(parser: ArgumentParser) -> None:
    fixed = [name for name in tie_breaking_names() if not name.endswith("-lot")]
    parser.add_argument("file", type=Path, metavar="FILE.pb", help="an election as a Pabulib file")
    parser.add_argument("--rule", choices=sorted(rule_names()), default="greedy-votes", help="how votes are counted")
    parser.add_argument("--ties", choices=fixed, default="cost-supporters-id", help="how ties are broken")


commands: list[Command] = [
    Command("elections count", "Count an election from a Pabulib file, without a database.", count, count_arguments,
            database=False, settings=False),
    Command("elections load", "Bring an election from a Pabulib file into the database, with all its ballots.", load,
            _common),
]  # fmt: skip
