"""Amina, who opens first, and Bob, who opens last: their keys, and what they do with a file."""

from io import BytesIO

from ballot_box.sealing import boxes
from ballot_box.trustees.box_files import Ballots, read_boxes
from ballot_box.trustees.layers import take_off
from ballot_box.trustees.pairs import Trustee
from ballot_box.trustees.spelling import spelled

AMINA, BOB, CAROL = (bytes([number]) * 32 for number in (11, 12, 13))


def public(private: bytes) -> str:
    return boxes.public_key(private)


def amina(**changes: str) -> Trustee:
    return Trustee(**{"name": "Amina Khan", "role": "city archivist", "key": spelled(public(AMINA)), **changes})


def bob(**changes: str) -> Trustee:
    return Trustee(**{"name": "Bob Lee", "role": "notary", "key": spelled(public(BOB)), **changes})


def after(content: bytes, *private: bytes) -> bytes:
    """The file as it is after each of these took a layer off."""
    for key in private:
        content = take_off(read_boxes(BytesIO(content)), key).as_bytes()
    return content


def both(content: bytes) -> bytes:
    """What comes back to the site."""
    return after(content, AMINA, BOB)


def changed(content: bytes, ballots: list[tuple[bytes, bytes]], election: str) -> bytes:
    """Such a file with other ballots in it."""
    return Ballots(election, ballots).as_bytes()
