"""Why something cannot be done with an idea in review."""

from pb.text import body_text, one_line
from web.language import _
from web.refusals import Refused

LONGEST_REASON = 3_000
LONGEST_POST = 120


class ReviewRefused(Refused):
    """What a reviewer asked for does not fit the idea, or cannot be kept as written. `field` is the one at fault."""


def needed(text: str, field: str, sentence: str, most: int = LONGEST_REASON) -> str:
    """A text that has to be there. Raises ReviewRefused with `sentence` when it is not."""
    cleaned = body_text(text)
    if not cleaned:
        raise ReviewRefused(sentence, field)
    return not_too_long(cleaned, field, most)


def needed_line(text: str, field: str, sentence: str, most: int = LONGEST_POST) -> str:
    return needed(one_line(text), field, sentence, most)


def not_too_long(text: str, field: str, most: int = LONGEST_REASON) -> str:
    if len(text) > most:
        raise ReviewRefused(_("Shorten this to %(most)s characters or fewer.") % {"most": f"{most:,}"}, field)
    return text
