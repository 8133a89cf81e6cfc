"""What was measured, against what was promised, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`kept` is None for what is only told, not promised."""

    name: str
    target: str
    reached: str
    kept: bool | None


def at_most(name: str, reached: float, limit: float, unit: str, digits: int = 0) -> Figure:
    return Figure(name, f"at most {limit:,.{digits}f}{unit}", f"{reached:,.{digits}f}{unit}", reached <= limit)


def told(name: str, reached: str) -> Figure:
    return Figure(name, "", reached, None)


def show(figures: Sequence[Figure]) -> bool:
    """Print the table; says whether every promise is kept."""
    heads = ("figure", "target", "reached", "")
    marks = {True: "kept", False: "MISSED", None: ""}
    lines = [heads, *((one.name, one.target, one.reached, marks[one.kept]) for one in figures)]
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    for line in lines:
        print("| " + " | ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)) + " |")
        if line is heads:
            print("| " + " | ".join("-" * max(width, 3) for width in widths) + " |")
    missed = [one for one in figures if one.kept is False]
    for one in missed:
        print(f"\nMissed: {one.name} is {one.reached}; {one.target} was promised.")
    return not missed
