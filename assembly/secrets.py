"""The key of an assembly, outside the database: what codes on letters are made of, and how homes are compared.

Without it a copy of the database leads from nobody's code to a letter, and from no mark to an address.
"""

import hashlib
import hmac
import secrets as chance

from assembly.homes import home_in
from assembly.models import Assembly
from residents.belonging import keys
from residents.belonging.codes import LENGTH, LETTERS
from residents.belonging.marks import plain
from web.language import _

KeyGone = keys.KeyGone


def new_key_name() -> str:
    """For an assembly that is just being made: no two databases beside one folder of keys share a file."""
    return f"assembly-{chance.token_hex(8)}"


def code_of(assembly: Assembly, purpose: str, reference: str) -> str:
    """The code printed on the letter with this reference, such as K7QX-4MPD. The same each time it is printed.

    Eight of 31 letters: about 39.6 bits. Raises KeyGone.
    """
    digest = int.from_bytes(_keyed(assembly, f"code\x00{purpose}", reference).digest(), "big")
    drawn = ""
    for _place in range(LENGTH):
        digest, at = divmod(digest, len(LETTERS))
        drawn += LETTERS[at]
    return f"{drawn[:4]}-{drawn[4:]}"


def personal_code() -> str:
    """A code by chance, shown once, with which somebody without an account comes back: 16 letters, about 79 bits."""
    drawn = "".join(chance.choice(LETTERS) for _place in range(2 * LENGTH))
    return "-".join(drawn[at : at + 4] for at in range(0, len(drawn), 4))


def code_hash(assembly: Assembly, purpose: str, typed: str) -> str:
    """What is kept of a code. `purpose` keeps a letter's code from being a person's. Raises KeyGone."""
    plain_code = "".join(letter for letter in typed.upper() if letter.isalnum())[: 2 * LENGTH + 1]
    return _keyed(assembly, f"hash\x00{purpose}", plain_code).hexdigest()


def household_of(assembly: Assembly, address: str, postcode: str, uprn: str = "") -> str:
    """The mark of a home: equal for everybody who lives there, however they write it. Raises KeyGone.

    A UPRN, where the council's gazetteer gave one, says it better than any spelling.
    """
    if uprn.strip():
        return _keyed(assembly, "uprn", uprn.strip().lstrip("0")).hexdigest()
    return _keyed(assembly, "home", f"{home_in(address) or plain(address)}\x00{plain(postcode)}").hexdigest()


def destroy(assembly: Assembly) -> bool:
    """Overwrite and delete the key's file; says whether there was one."""
    return keys.destroy_named(assembly.key_name)


def _keyed(assembly: Assembly, purpose: str, text: str) -> "hmac.HMAC":
    return hmac.new(_key_of(assembly), f"{purpose}\x00{text}".encode(), hashlib.sha256)


def _key_of(assembly: Assembly) -> bytes:
    if assembly.purged_at is not None:
        raise KeyGone(_("The time for this is over: the pool of this assembly was deleted, as announced."))
    return keys.named(assembly.key_name)
