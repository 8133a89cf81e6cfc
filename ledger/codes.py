"""A commitment as people read it: Crockford's base 32 in groups of four."""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 52
SHORTEST = 8
HEX_LENGTH = 64
_READ_AS = str.maketrans("OIL", "011")
_BITS = 256


def code_of(commitment: str) -> str:
    """The code of a commitment that is given in hex: 52 letters, four zero bits at the end, in groups of four."""
    number = int(commitment, 16) << (LENGTH * 5 - _BITS)
    letters = "".join(LETTERS[number >> (5 * place) & 31] for place in reversed(range(LENGTH)))
    return " ".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def hex_prefix_of(typed: str) -> str | None:
    """The hex digits that a code, or its beginning of at least 8 letters, stands for; None when it is no code.

    Spaces, dashes and small letters do not matter, and O, I and L are read as the digits they look like. A commitment
    may be typed in hex as well, but whole: of a part nobody could say which of the two was meant. Letters stand for
    five bits and hex digits for four, so up to three bits at the end of a shortened code are left aside.
    """
    text = _joined(typed)
    if len(text) == HEX_LENGTH:
        return text.lower() if set(text.lower()) <= set("0123456789abcdef") else None
    letters = _letters(text)
    if not SHORTEST <= len(letters) <= LENGTH or not set(letters) <= set(LETTERS):
        return None
    number, bits = 0, len(letters) * 5
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    digits = min(bits // 4, HEX_LENGTH)
    left = bits - digits * 4
    if len(letters) == LENGTH and number & (1 << left) - 1:
        return None  # the zeros at the end of a whole code
    return f"{number >> left:0{digits}x}"


def fits(commitment: str, typed: str) -> bool:
    """Whether this commitment, or its code, begins with what was typed."""
    text = _joined(typed)
    return commitment == text.lower() or code_of(commitment).replace(" ", "").startswith(_letters(text))


def _joined(typed: str) -> str:
    return "".join(letter for letter in typed if not letter.isspace() and letter not in "-–—")


def _letters(text: str) -> str:
    return text.upper().translate(_READ_AS)
