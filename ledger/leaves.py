"""The one way to write a leaf: canonical JSON (RFC 8785), so that equal leaves are equal bytes everywhere."""

from collections.abc import Mapping
from typing import Any

import rfc8785

LONGEST = 1000
_LARGEST = 2**53 - 1


def canonical(leaf: Mapping[str, object]) -> str:
    """The text that is hashed. Raises ValueError for what must not stand in a leaf."""
    text = rfc8785.dumps(_plain(dict(leaf))).decode()
    if len(text) > LONGEST:
        raise ValueError(f"a leaf is at most {LONGEST} characters long")
    return text


def _plain(value: object) -> Any:
    """The value itself, when it holds only what two programs are sure to read alike: no fractions, no odd names."""
    if isinstance(value, dict):
        if not all(isinstance(name, str) and name.isascii() for name in value):
            raise ValueError("names in a leaf are ASCII")
        return {name: _plain(inside) for name, inside in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inside) for inside in value]
    if value is None or isinstance(value, str | bool) or (isinstance(value, int) and abs(value) <= _LARGEST):
        return value
    raise ValueError(f"a leaf holds no {type(value).__name__} such as {value!r}")
