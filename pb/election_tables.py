"""What the election commands print: tables of text as wide as what is in them."""

from collections.abc import Iterable, Sequence
from textwrap import fill
from typing import Any

from pb.cycles.rules import Choice

WIDTH = 100


def counted(outcome: dict[str, Any]) -> str:
    """One count: what is funded, in which order, and the reasons where they were asked for."""
    completion = "" if outcome["completion"] == "none" else f", then {outcome['completion']}"
    rows = [
        (str(number), step["project"], str(step["cost"]), f"{step['supporters']:,}", str(step["left"]))
        for number, step in enumerate(outcome["steps"], start=1)
    ]
    lines = [
        f"Counted by {outcome['rule']}{completion}; ties by {outcome['tie_breaking']}.",
        f"{outcome['voters']:,} voters. {outcome['cost']} of {outcome['budget']} spent. {outcome['seconds']} seconds.",
        "Funded, in this order:",
        *table(("", "project", "cost", "supporters", "left"), rows, left={1}),
        *ties_of(outcome),
        *reasons_of(outcome),
    ]
    return "\n".join(lines)


def ties_of(outcome: dict[str, Any]) -> Iterable[str]:
    for tie in outcome["ties"]:
        yield f"Step {tie['step']}: {', '.join(tie['projects'])} were equal; {tie['chosen']} went first."


def reasons_of(outcome: dict[str, Any]) -> Iterable[str]:
    for project, sentences in outcome.get("reasons", {}).items():
        yield ""
        yield fill(f"{project}: {' '.join(sentences)}", WIDTH, subsequent_indent="    ")


def compared(outcome: dict[str, Any]) -> str:
    """Two counts side by side, the money by each label, and each project that only one of them funds."""
    one, other = outcome["sides"]
    rows = [
        ("spent", str(one["cost"]), str(other["cost"])),
        ("projects funded", str(len(one["funded"])), str(len(other["funded"]))),
        *voters_rows(outcome),
    ]
    lines = [f"{outcome['voters']:,} voters, budget {outcome['budget']}.", ""]
    lines += table(("", one["rule"], other["rule"]), rows)
    for name, money in outcome["money"].items():
        labelled = [(row["label"] or "(none)", str(row["cost"][0]), str(row["cost"][1])) for row in money]
        lines += ["", *table((name, one["rule"], other["rule"]), labelled)]
    for difference in outcome["differences"]:
        lines += ["", f"{difference['project']} is funded by {difference['funded_by']} only."]
        for side, reason in zip(outcome["sides"], difference["reasons"], strict=True):
            lines.append(fill(f"{side['rule']}: {reason}", WIDTH, initial_indent="  ", subsequent_indent="      "))
    return "\n".join(lines)


def voters_rows(outcome: dict[str, Any]) -> Iterable[tuple[str, str, str]]:
    names = {
        "voters_with_any_choice": "voters with a choice funded",
        "voters_with_first_choice": "voters with their first choice funded",
    }
    for key, name in names.items():
        found = [side[key] for side in outcome["sides"]]
        if None not in found:
            one, other = (f"{count:,} ({100 * count / max(outcome['voters'], 1):.1f}%)" for count in found)
            yield name, one, other


def listed(rules: Sequence[Choice], completions: Sequence[Choice], ties: Sequence[Choice]) -> str:
    """Names, what they mean and where they come from."""
    lines: list[str] = []
    for title, choices in (("Rules", rules), ("Completions", completions), ("Tie-breakings", ties)):
        lines += ["", title] if lines else [title]
        for choice in choices:
            lines += ["", f"  {choice.name} ({choice.title})"]
            lines.append(fill(choice.explanation, WIDTH, initial_indent="    ", subsequent_indent="    "))
            if choice.source:
                lines.append(fill(f"Source: {choice.source}", WIDTH, initial_indent="    ", subsequent_indent="    "))
    return "\n".join(lines)


def table(heading: Sequence[str], rows: Sequence[Sequence[str]], left: Iterable[int] = (0,)) -> list[str]:
    """Columns in `left` begin at the left, the others end at the right."""
    texts = set(left)
    widths = [max(map(len, column)) for column in zip(heading, *rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place in texts else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in (heading, *rows)
    ]
