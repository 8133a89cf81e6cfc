"""The portfolio as a file: panels of pseudonyms, a line each, in an order that nobody chose (docs/draws.md)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from hashlib import sha256

from assembly.sortition.drawing.receipts import is_pseudonym
from assembly.sortition.drawing.refusals import DrawingRefused

Panel = tuple[str, ...]


def portfolio_bytes(panels: Sequence[Sequence[str]]) -> bytes:
    """`portfolio.txt` of these panels of pseudonyms. The order of panels, and of people in them, changes nothing.

    A panel that is given n times stands there n times. Raises ValueError unless all panels have the same number of
    people, each a pseudonym, nobody twice in one.
    """
    if not panels or not panels[0]:
        raise ValueError("a portfolio has at least one panel, and a panel at least one person")
    texts = []
    for panel in panels:
        if len(panel) != len(panels[0]) or len(set(panel)) != len(panel) or not all(map(is_pseudonym, panel)):
            raise ValueError(f"{panel} is not a panel of {len(panels[0])} different pseudonyms")
        texts.append(" ".join(sorted(panel)))
    return "".join(f"{text}\n" for text in _scattered(texts)).encode()


def _scattered(texts: Sequence[str]) -> list[str]:
    """By the hash of which copy of a line this is, and the line: like shuffled, and for all to repeat."""
    seen: Counter[str] = Counter()
    keyed = []
    for text in texts:
        keyed.append((sha256(f"{seen[text]}|{text}".encode()).digest(), text))
        seen[text] += 1
    return [text for _, text in sorted(keyed)]


def panels_of(data: bytes) -> list[Panel]:
    """The panels of a portfolio, in its order. Raises DrawingRefused unless it is what `portfolio_bytes` writes."""
    try:
        panels = [tuple(line.split(" ")) for line in data.decode("ascii").split("\n")[:-1]]
        same = portfolio_bytes(panels) == data
    except ValueError as fault:
        raise DrawingRefused("This is not a portfolio, or not the whole of it. Download it again.") from fault
    if not same:
        raise DrawingRefused("The panels of this portfolio are not in order. Download it again.")
    return panels


def lines_with(panels: Sequence[Panel]) -> Mapping[str, int]:
    """On how many lines each pseudonym stands. That number of all lines is the person's chance."""
    return Counter(name for panel in panels for name in panel)
