"""Names that people choose for themselves: none may pass for the council or for somebody who works there. Pure."""

import unicodedata
from collections.abc import Collection

# Letters and digits that look like Latin letters, for telling whether a name pretends to be somebody else's.
_LOOK_ALIKES = str.maketrans(
    {
        "а": "a", "в": "b", "с": "c", "ԁ": "d", "е": "e", "һ": "h", "і": "i", "ј": "j", "к": "k", "ӏ": "l", "м": "m",
        "ո": "n", "о": "o", "р": "p", "г": "r", "ѕ": "s", "т": "t", "ԝ": "w", "х": "x", "у": "y",
        "α": "a", "β": "b", "ε": "e", "ι": "i", "κ": "k", "ν": "v", "ο": "o", "ρ": "p", "τ": "t", "υ": "u", "χ": "x",
        "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "|": "l",
    }
)  # fmt: skip
_OFFICIAL = ("council", "moderator", "administrator", "officer")


def sounds_official(name: str, reserved: Collection[str] = ()) -> bool:
    """Whether somebody could take this name for an officer's, or for one of `reserved`, however it is written."""
    folded = _folded(name)
    return any(_folded(word) in folded for word in (*_OFFICIAL, *reserved) if word)


def _folded(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LOOK_ALIKES)
    return "".join(letter for letter in plain if letter.isalnum())
