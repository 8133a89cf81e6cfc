"""`cycles what-if`: two rules and two ways to share the money, on the command line."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from textwrap import fill

from pb.cycles import by_slug
from pb.cycles.rules import rule_names
from pb.election_tables import WIDTH, table
from pb.what_if import SIMULATED, SPLITS, Answer, Question, Row, Way, model_in_words, usual_question, what_if
from residents.people import COMMAND_LINE
from web.commands import Command
from web.filters import money
from web.settings import Settings

UNTOLD = ("too few people voted here to say why",) * 2
HEADINGS = {"neighbourhood": "neighbourhood", "band": "size of grant", "theme": "theme"}


async def try_out(_: Settings, chosen: Namespace) -> None:
    cycle, now = await by_slug(chosen.cycle), datetime.now(UTC)
    one, other = (Way(rule, split) for rule, split in zip(chosen.rules, chosen.split, strict=True))
    question = Question((one, other), chosen.ballots or usual_question(cycle, now).ballots)
    print(as_text(question, await what_if(cycle, question, COMMAND_LINE, now)))


def as_text(question: Question, answer: Answer) -> str:
    def amount(pence: int) -> str:
        return money(pence, answer.currency)

    def voters(count: int | None) -> str:
        return "–" if count is None else f"{count:,} ({100 * count / max(answer.looked_at, 1):.1f}%)"

    one, other = answer.sides
    names = [way.rule for way in question.ways]
    facts = [
        ("money shared out", one.split, other.split),
        ("budget", amount(one.budget), amount(other.budget)),
        ("spent", amount(one.spent), amount(other.spent)),
        ("projects funded", str(one.projects), str(other.projects)),
        ("voters with a choice funded", voters(one.any_choice), voters(other.any_choice)),
        ("voters with their first choice funded", voters(one.first_choice), voters(other.first_choice)),
    ]
    lines = [fill(model_in_words(), WIDTH), ""] if answer.simulated else []
    lines += [f"{answer.voters:,} ballots of “{answer.fund}”.", "", *table(("", *names), facts)]
    if answer.too_few:
        lines += ["", f"Too few ballots to say more about: {', '.join(answer.too_few)}."]
    lines += ["", *_money("money in the pot", answer.pots, names, amount)]
    for name, rows in answer.money.items():
        lines += ["", *_money(HEADINGS[name], rows, names, amount)]
    for differing in answer.differing:
        lines += ["", f"{differing.title} ({differing.pot}, {amount(differing.cost)}) is funded by one way only:"]
        for number, (name, reason) in enumerate(zip(names, differing.reasons or UNTOLD, strict=True)):
            mark = "+" if number == differing.side else "-"
            lines.append(fill(f"{mark} {name}: {reason}", WIDTH, initial_indent="  ", subsequent_indent="      "))
    return "\n".join(lines)


def _money(heading: str, rows: Sequence[Row], names: Sequence[str], amount: Callable[[int], str]) -> list[str]:
    return table((heading, *names), [(row.label, amount(row.amounts[0]), amount(row.amounts[1])) for row in rows])


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("cycle", metavar="CYCLE", help="the last part of the address of its page: one-stoke-on-trent")
    parser.add_argument("--rules", type=_rules, metavar="A,B", required=True, help="the names of two rules")
    parser.add_argument(
        "--split", type=_splits, metavar="WAY[,WAY]", default="as-planned",
        help=f"how the money is shared out, for both or for each: {', '.join(map(_written, SPLITS))}",
    )  # fmt: skip
    parser.add_argument(
        "--ballots", metavar="CYCLE", default="",
        help=f"a fund whose result is published, or “{SIMULATED}”; by default its own where it is published",
    )  # fmt: skip


def _rules(text: str) -> tuple[str, str]:
    names = [name.strip() for name in text.split(",")]
    if len(names) != 2 or not set(names) <= set(rule_names()):
        raise ArgumentTypeError(f"give two of these, with a comma between them: {', '.join(rule_names())}")
    return names[0], names[1]


def _splits(text: str) -> tuple[str, str]:
    names = [name.strip().replace("-", "_") for name in text.split(",")]
    if len(names) > 2 or not set(names) <= set(SPLITS):
        raise ArgumentTypeError(f"give one or two of these: {', '.join(map(_written, SPLITS))}")
    return names[0], names[-1]


def _written(split: str) -> str:
    return split.replace("_", "-")


commands: list[Command] = [
    Command(
        "cycles what-if",
        "Count a fund’s ballots, or simulated ones, by two rules and two ways to share the money.",
        try_out,
        arguments,
    )
]
