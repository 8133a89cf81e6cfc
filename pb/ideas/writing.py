"""What an idea must be like before it is kept: its name, its story, its place, its cost."""

from pb.text import LONGEST_BODY, LONGEST_TITLE, body_text, one_line, to_html
from web.language import _
from web.refusals import Refused

_MOST_PENCE = 10**9


class IdeaRefused(Refused):
    """What was written cannot be kept or sent as it is. `field` is the question at fault."""


def checked_title(title: str) -> str:
    checked = one_line(title)
    if not checked:
        raise IdeaRefused(_("Give your idea a short name."), "title")
    if len(checked) > LONGEST_TITLE:
        raise IdeaRefused(_("Shorten the name to 100 characters or fewer."), "title")
    return checked


def checked_story(story: str) -> tuple[str, str]:
    """The text and its HTML."""
    checked = body_text(story)
    if not checked:
        raise IdeaRefused(_("Tell us what would happen and who it would help. One sentence is enough."), "story")
    if len(checked) > LONGEST_BODY:
        raise IdeaRefused(_("Shorten this to 10,000 characters or fewer."), "story")
    return checked, to_html(checked)


def checked_spot(spot: str) -> str:
    checked = one_line(spot)
    if len(checked) > 120:
        raise IdeaRefused(_("Shorten this to 120 characters or fewer."), "spot")
    return checked


def checked_cost(pence: int | None) -> int | None:
    if pence is not None and not 0 <= pence <= _MOST_PENCE:
        raise IdeaRefused(_("Enter a cost of £10,000,000 or less, or leave it empty."), "cost")
    return pence
