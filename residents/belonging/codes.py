"""Codes on letters and cards: eight characters without look-alikes, of which only a keyed hash is kept."""

import hashlib
import hmac
import secrets

from residents.belonging.keys import key_of
from residents.models import Franchise

LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31: no 0, O, 1, I or L
LENGTH = 8


def new_code() -> str:
    """About 39.6 bits of chance, as printed: K7QX-4MPD."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def normalised(typed: str) -> str:
    """As it was printed, without dashes, spaces and small letters."""
    return "".join(one for one in typed.upper() if one.isalnum())[: LENGTH + 1]


def could_be_code(typed: str) -> bool:
    code = normalised(typed)
    return len(code) == LENGTH and set(code) <= set(LETTERS)


def code_hash(franchise: Franchise, purpose: str, typed: str) -> str:
    """What is kept of a code. `purpose` keeps a voucher's code from being a letter's. Raises KeyGone."""
    text = f"{purpose}\x00{normalised(typed)}"
    return hmac.new(key_of(franchise), text.encode(), hashlib.sha256).hexdigest()
