"""What people write for a fund: how long it may be, and the names they choose to be seen by."""

from collections.abc import Collection

from residents.names import sounds_official
from web.language import _
from web.text import LONGEST_BODY, TextRefused, body_text, first_words, one_line, to_html

__all__ = [
    "LONGEST_BODY",
    "LONGEST_TITLE",
    "TextRefused",
    "body_text",
    "first_words",
    "name_to_show",
    "one_line",
    "to_html",
]

LONGEST_TITLE = 100


def name_to_show(text: str, reserved: Collection[str] = ()) -> str:
    """A name somebody chose to be seen by. Raises TextRefused when it could pass for the council."""
    name = one_line(text)
    if len(name) > 60:
        raise TextRefused(_("Shorten the name to 60 characters or fewer."))
    if sounds_official(name, reserved):
        raise TextRefused(_("Choose a name that nobody could mistake for the council’s."))
    return name
