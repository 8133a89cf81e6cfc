"""Receipt codes: short enough to write down, and they say nothing about the vote."""

import hashlib
import hmac

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O or U: nothing here is taken for something else
LENGTH = 16


def receipt_code(key: bytes, election_id: int, account_id: int, attempt: str) -> str:
    """The code of one attempt to vote. Sent twice, the same attempt gets the same code; nobody can guess another's."""
    text = f"receipt|{election_id}|{account_id}|{attempt}"
    number = int.from_bytes(hmac.new(key, text.encode(), hashlib.sha256).digest())
    return "".join(_LETTERS[(number >> (5 * place)) & 31] for place in range(LENGTH))


def slot_of(key: bytes, election_id: int, account_id: int) -> str:
    """Where this person's ballot lies. Without the election's key nobody can tell whose it is."""
    return hmac.new(key, f"{election_id}|{account_id}".encode(), hashlib.sha256).hexdigest()
