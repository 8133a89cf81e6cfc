"""Serials of printed ballots: how they are written, checked and listed."""

import re
from collections.abc import Iterable

_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_RANGE = re.compile(r"(\d{1,6})(?:[-–—](\d{1,6}))?")
_NAME = re.compile(r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*")
LONGEST_NAME = 12
MOST_TYPED = 2_000


class BadList(ValueError):
    """A list of numbers that cannot be read. `part` is the piece at fault."""

    def __init__(self, part: str) -> None:
        super().__init__(part)
        self.part = part


def is_name(text: str) -> bool:
    """Whether a batch can be called that: capitals and digits, such as HAN-01."""
    return len(text) <= LONGEST_NAME and _NAME.fullmatch(text) is not None


def check_digit(text: str) -> str:
    """One more character that shows a slip of the pen: ISO 7064 MOD 37,36 over the letters and digits of `text`."""
    product = 36
    for character in text.upper():
        if character in _LETTERS:
            total = (product + _LETTERS.index(character)) % 36 or 36
            product = total * 2 % 37
    return _LETTERS[(37 - product) % 36]


def shown(batch: str, number: int) -> str:
    """As printed: HAN-01-0007."""
    return f"{batch}-{number:04}"


def printed(election_id: int, contest: str, batch: str, number: int) -> str:
    """The text of a ballot's QR code: election, contest, serial and check digit, and nothing else."""
    text = f"E{election_id}.C{contest}.{shown(batch, number)}"
    return f"{text}.{check_digit(text)}"


def numbers_in(text: str, most: int) -> list[int]:
    """“42, 51-60” as numbers from 1 to `most`, each once, in their order. Raises BadList."""
    found: set[int] = set()
    if len(text) > MOST_TYPED:
        raise BadList(text[:20] + "…")
    for part in re.split(r"[\s,;]+", re.sub(r"\s*([-–—])\s*", r"\1", text.strip())):
        if part:
            match = _RANGE.fullmatch(part) if part.isascii() or "–" in part or "—" in part else None
            first, last = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
            if not 1 <= first <= last <= most:
                raise BadList(part)
            found.update(range(first, last + 1))
    return sorted(found)


def number_in(text: str, batch: str, most: int) -> int | None:
    """The number of one serial of this batch, as people type it: HAN-01-0007, 0007 or 7. None where it is not one."""
    plain = text.strip().upper().removeprefix(batch.upper()).lstrip("-")
    if not re.fullmatch(r"[0-9]{1,6}", plain) or not 1 <= int(plain) <= most:
        return None
    return int(plain)


def ranges(numbers: Iterable[int]) -> str:
    """1, 2, 3, 7 as “1–3, 7”."""
    parts: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1] = (parts[-1][0], number)
        else:
            parts.append((number, number))
    return ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in parts)
