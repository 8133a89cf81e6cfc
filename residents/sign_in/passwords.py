"""Officers' passwords: hashed with argon2id, two at a time, so that a crowd of guesses cannot eat the memory."""

import asyncio
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from residents.sign_in.refusals import SignInRefused, TooBusy
from web.language import _

SHORTEST, LONGEST = 15, 1024
_AT_ONCE, _MOST_WAITING = 2, 40

T = TypeVar("T")

# 19 MiB, two passes, one lane: the first of OWASP's equally strong choices, about 20 ms.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="argon2")
_waiting = 0

# Long ones first: taking "abc" out of "abcdefgh" would leave a harmless-looking rest.
_COMMON = [
    "abcdefgh", "administrator", "admin", "abcdef", "abc", "arsenal", "asdfghjkl", "asdfgh", "autumn", "baseball",
    "batman", "changeit", "changeme", "charlie", "chelsea", "council", "december", "default", "dragon", "england",
    "football", "hello", "iloveyou", "january", "letmein", "liverpool", "login", "manchester", "master", "monday",
    "monkey", "officer", "passphrase", "password", "princess", "qwertyuiop", "qwerty", "secret", "shadow", "spring",
    "summer", "sunshine", "superman", "test", "trustno", "welcome", "winter", "zxcvbnm",
]  # fmt: skip


async def hashed(password: str) -> str:
    return await _in_turn(lambda: _hasher.hash(password))


async def agrees(password: str, password_hash: str | None) -> bool:
    """Whether this is the password. Without a hash it says no just as slowly: nobody can find out who is known."""
    if len(password) > LONGEST:
        return False
    known = password_hash or _nobodys()
    return await _in_turn(lambda: _verify(known, password)) and password_hash is not None


def wants_rehash(password_hash: str) -> bool:
    """Made with older parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_new(password: str, context: Iterable[str] = ()) -> None:
    """Raises SignInRefused with what is wrong. `context` are words everybody would guess first: the place, the name."""
    if len(password) < SHORTEST:
        raise SignInRefused(
            _("Use at least %(least)s characters. Three or four unrelated words are easy to remember.")
            % {"least": SHORTEST}
        )
    if len(password) > LONGEST:
        raise SignInRefused(_("Use at most %(most)s characters.") % {"most": f"{LONGEST:,}"})
    plain = _letters_and_digits(password)
    for word in context:
        if len(guess := _letters_and_digits(word)) >= 4 and guess in plain:
            raise SignInRefused(
                _("Leave out “%(word)s”: people who guess passwords try that first.") % {"word": word.strip()}
            )
    if _easily_guessed(plain):
        raise SignInRefused(_("That password is easy to guess. Use three or four words that do not belong together."))


def _easily_guessed(plain: str) -> bool:
    """Made of a common word and little else, of one piece repeated, or of very few different characters."""
    repeated = len(plain) > 1 and (plain + plain).find(plain, 1) < len(plain)
    rest = plain
    for word in _COMMON:
        rest = rest.replace(word, "")
    letters = "".join(character for character in rest if not character.isdigit())
    return repeated or len(set(plain)) < 6 or len(letters) < 8


def _letters_and_digits(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())


@cache
def _nobodys() -> str:
    return _hasher.hash("a password that nobody has")


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


async def _in_turn(work: Callable[[], T]) -> T:
    global _waiting
    if _waiting >= _MOST_WAITING:
        raise TooBusy(_("Many people are signing in just now. Please try again in a minute."))
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1
