"""A public key as people write it down: 52 letters and digits that nobody confuses, and four that notice a mistake."""

import hashlib

from ballot_box.trustees.refusals import TrusteesRefused
from web.language import _

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O or U
_LOOKS_LIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
_KEY, _CHECK, GROUP = 52, 4, 4
LONGEST = 200
"""Characters that a key may have as it is typed, with whatever stands between its groups."""


def spelled(key: str) -> str:
    """A public key (hex) in fourteen groups of four; the last group is the checksum."""
    letters = _letters(bytes.fromhex(key), _KEY) + _checksum(key)
    return " ".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def read(typed: str) -> str:
    """The public key in hex. Raises TrusteesRefused for what cannot be one, or was typed wrongly."""
    letters = "".join(one for one in typed.upper() if one.isalnum()).translate(_LOOKS_LIKE)
    if not letters:
        raise TrusteesRefused(_("Write the public key that “trustees new-key” showed."))
    if len(letters) != _KEY + _CHECK or not set(letters) <= set(LETTERS):
        raise TrusteesRefused(
            _("A public key is fourteen groups of four letters and digits, without I, L, O and U. Compare it again.")
        )
    number = 0
    for letter in letters[:_KEY]:
        number = number * 32 + LETTERS.index(letter)
    key = (number >> 4).to_bytes(33, "big")
    if key[0] or number & 15 or _checksum(key[1:].hex()) != letters[_KEY:]:
        raise TrusteesRefused(_("There is a mistake in this key: its last group does not fit. Compare it again."))
    return key[1:].hex()


def _letters(some: bytes, count: int) -> str:
    """The bits of `some`, the highest first, with zeros at the end where they do not come out even."""
    bits = int.from_bytes(some, "big") << (count * 5 - len(some) * 8)
    return "".join(LETTERS[bits >> (5 * place) & 31] for place in reversed(range(count)))


def _checksum(key: str) -> str:
    digest = hashlib.sha256(b"wardmote trustee key\n" + bytes.fromhex(key)).digest()
    return _letters(digest, 52)[:_CHECK]
