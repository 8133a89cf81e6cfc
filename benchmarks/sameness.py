"""A comparison of two pages is only fair when they show the same things."""

import re

from bs4 import BeautifulSoup, Tag

from benchmarks.serving import Answer

_SPACES = re.compile(r"\s+")
MOST_DIFFERENCE = 0.15


class NotTheSame(Exception):
    """The pages differ, so comparing what they cost would say nothing."""


def demand_same(ours: Answer, theirs: Answer, items: str) -> None:
    """The same things in the same order under the same headings, and about as much HTML. `items`: a selector."""
    first, second = BeautifulSoup(ours.body, "html.parser"), BeautifulSoup(theirs.body, "html.parser")
    for selector in (items, "h1, h2", "header, nav, footer", "main select, main input, main textarea"):
        one, other = _texts(first, selector), _texts(second, selector)
        if one != other:
            raise NotTheSame(f"{selector}: ours {one}\ntheirs {other}")
    if not _texts(first, items):
        raise NotTheSame(f"neither page has any {items}")
    difference = abs(len(ours.body) - len(theirs.body)) / max(len(ours.body), 1)
    if difference > MOST_DIFFERENCE:
        raise NotTheSame(f"our HTML has {len(ours.body)} bytes, theirs {len(theirs.body)}")


def _texts(page: BeautifulSoup, selector: str) -> list[str]:
    return [_text(found) for found in page.select(selector)]


def _text(tag: Tag) -> str:
    if tag.name in ("input", "textarea"):
        return "" if tag.get("type") == "hidden" else str(tag.get("name", ""))
    return _SPACES.sub(" ", tag.get_text(" ")).strip()
