"""Keyed hashes: what is looked up by its value, but must not be readable, or guessable, from a copy of the database."""

import hashlib
import hmac

_key = b""


def use(secret_key: str) -> None:
    """Called once at the start, with the site's secret key."""
    global _key
    _key = secret_key.encode()


def keyed_hash(purpose: str, *parts: str) -> str:
    """64 hexadecimal digits. The same parts under another purpose give another hash."""
    if not _key:
        raise RuntimeError("no secret key is in use: call web.keys.use() at the start")
    text = "\x00".join([purpose, *parts])
    return hmac.new(_key, text.encode(), hashlib.sha256).hexdigest()
