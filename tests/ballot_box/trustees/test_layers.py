"""Boxes go through two hands: in the right order, whole, and nobody can tell afterwards which box was which."""

import json
from io import BytesIO

import pytest

from ballot_box.sealing import boxes
from ballot_box.sealing.bodies import Body
from ballot_box.trustees.box_files import LONGEST_LINE, Boxes, read_ballots, read_boxes
from ballot_box.trustees.refusals import TrusteesRefused
from tests.ballot_box.trustees.people import AMINA, BOB, CAROL, after, both, public

KEYS = (public(BOB), public(AMINA))  # innermost first


def ballot(number: int) -> tuple[bytes, bytes]:
    return Body("12", "0" * 64, "3", (str(number),)).as_bytes(), number.to_bytes(32, "big")


def sealed(count: int = 40) -> bytes:
    found = [boxes.seal(boxes.fill(*ballot(number), 256), KEYS) for number in range(count)]
    return Boxes("12", 2, KEYS, found).as_bytes()


def test_two_people_open_what_was_sealed_to_both() -> None:
    found = read_ballots(BytesIO(both(sealed())))
    assert found.election == "12"
    assert sorted(found.ballots) == sorted(ballot(number) for number in range(40))


def test_the_order_of_a_file_says_nothing() -> None:
    lines = sealed().splitlines()[1:]
    opened = after(sealed(), AMINA).splitlines()[1:]
    assert len(opened) == 40
    ballots = [read_ballots(BytesIO(both(sealed()))).ballots for _time in range(2)]
    assert ballots[0] != ballots[1], "whoever opens last shuffles, by chance"
    in_bytes = [boxes_of(line) for line in lines]
    assert in_bytes == sorted(in_bytes)


def boxes_of(line: bytes) -> bytes:
    return read_boxes(BytesIO(header(1) + line + b"\n")).boxes[0]


def header(count: int, **changes: object) -> bytes:
    first = {"election": "12", "kind": "boxes", "layers": 2, "n": count, "trustees": list(KEYS), **changes}
    return json.dumps(first).encode() + b"\n"


def test_all_boxes_are_as_long_as_each_other() -> None:
    assert len({len(line) for line in sealed().splitlines()[1:]}) == 1


@pytest.mark.parametrize(
    ("hands", "says"),
    [
        ([BOB], "The other person has to open these boxes first"),
        ([AMINA, AMINA], "You have opened these boxes already"),
        ([CAROL], "not sealed to this key"),
        ([AMINA, CAROL], "not sealed to this key"),
        ([AMINA, BOB, BOB], "open already"),
    ],
)
def test_the_wrong_hands_or_order_are_refused_in_a_sentence(hands: list[bytes], says: str) -> None:
    with pytest.raises(TrusteesRefused, match=says):
        after(sealed(3), *hands)


def test_a_key_whose_place_was_forged_opens_nothing() -> None:
    forged = sealed(3).replace(public(AMINA).encode(), public(CAROL).encode())
    with pytest.raises(TrusteesRefused, match="3 of 3 boxes do not open"):
        after(forged, CAROL)


def test_one_damaged_box_stops_all_of_it_and_is_counted() -> None:
    lines = sealed(3).splitlines()
    middle = len(lines[2]) // 2
    lines[2] = lines[2][:middle] + (b"A" if lines[2][middle : middle + 1] != b"A" else b"B") + lines[2][middle + 1 :]
    with pytest.raises(TrusteesRefused, match="1 of 3 boxes does not open"):
        after(b"\n".join(lines) + b"\n", AMINA)


def test_a_box_that_holds_no_ballot_is_named() -> None:
    odd = Boxes("12", 2, KEYS, [boxes.seal(b"nothing of ours", KEYS)]).as_bytes()
    with pytest.raises(TrusteesRefused, match="not a ballot"):
        both(odd)


ONE = b'"AAAA"\n'


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\n", b"{", b"[]\n", b"null\n", b"\xff\xfe\n", b"PK\x03\x04\n", b"[" * 60_000 + b"\n",
        b"x" * (LONGEST_LINE + 1), header(2) + ONE, header(0) + ONE, header(1) + b"{}\n", header(1) + b'"AA"\n',
        header(1) + "\"éé==\"\n".encode(), header(1) + ONE[:-1], header(1, layers=0) + ONE, header(1, layers=3) + ONE,
        header(1, layers="2") + ONE, header(1, trustees=[]) + ONE, header(1, trustees=None) + ONE, header(-1),
        header(10**30) + ONE, header(1, n="1") + ONE, header(1, n=True) + ONE, header(1, kind="boxen") + ONE,
        header(1, election=12) + ONE,
    ],
)  # fmt: skip
def test_a_file_that_is_not_whole_is_refused_in_a_sentence(content: bytes) -> None:
    with pytest.raises(TrusteesRefused, match="not whole"):
        read_boxes(BytesIO(content))


def test_a_box_that_is_there_twice_is_refused() -> None:
    with pytest.raises(TrusteesRefused, match="twice"):
        read_boxes(BytesIO(header(2) + ONE + ONE))


BALLOTS = b'{"election":"12","kind":"ballots","n":1}\n'


@pytest.mark.parametrize("line", [b"1\n", b'"b"\n', b"{}\n", b'{"b":1,"n":"00"}\n', b'{"b":"","n":"zz"}\n', b"[]\n",
                                  b'{"b":"\\ud800","n":"00"}\n', b""])  # fmt: skip
def test_ballots_that_are_none_are_refused_in_a_sentence(line: bytes) -> None:
    with pytest.raises(TrusteesRefused, match="not whole"):
        read_ballots(BytesIO(BALLOTS + line))


def test_boxes_still_closed_are_no_ballots() -> None:
    for closed in (sealed(2), after(sealed(2), AMINA)):
        with pytest.raises(TrusteesRefused, match="still closed"):
            read_ballots(BytesIO(closed))
