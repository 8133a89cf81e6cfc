"""Ballots as bytes: what a body is, what its commitment binds to, and boxes that all look alike."""

import hashlib
import hmac

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from nacl.public import PrivateKey

from ballot_box.sealing import boxes, receipts
from ballot_box.sealing.bodies import Body, canonical, commitment_of, counted_hash, nonce_of, slot_of

NAMES = st.text("0123456789abcdef-", min_size=1, max_size=12)
BODIES = st.builds(
    Body,
    NAMES,
    st.just("0" * 64),
    NAMES,
    st.lists(NAMES, max_size=5, unique=True).map(tuple),
    st.text("0123456789", max_size=8),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abcxyz_", max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(value=VALUES)
def test_what_we_write_is_what_the_standard_writes(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


def test_a_body_is_written_as_the_format_says() -> None:
    body = Body("12", "d" * 64, "3", ("14", "12"), "4711").as_bytes()
    assert body == b'{"c":"3","d":"' + b"d" * 64 + b'","e":"12","r":["14","12"],"v":1,"x":"4711"}'
    nonce = bytes(range(32))
    assert commitment_of(nonce, body) == hmac.new(nonce, body, hashlib.sha256).hexdigest()


@given(body=BODIES)
def test_a_body_comes_back_as_it_went_in(body: Body) -> None:
    assert Body.of(body.as_bytes()) == body


@pytest.mark.parametrize(
    "text",
    [
        "", "null", "[]", "{}", "7", '{"c":"3"}', '{"c":"3","d":"d","e":"1","r":"14","v":1,"x":""}',
        '{"c":"3","d":"d","e":"1","r":[],"v":2,"x":""}', '{"c":"3","d":"d","e":"1","r":[],"v":1,"x":"","z":1}',
        '{"c": "3","d":"d","e":"1","r":[],"v":1,"x":""}', "[" * 5000, b"\xff\xfe",
    ],
)  # fmt: skip
def test_what_is_not_exactly_a_body_is_not_taken_for_one(text: str | bytes) -> None:
    with pytest.raises(ValueError):
        Body.of(text)


@given(one=BODIES, other=BODIES)
def test_a_commitment_is_of_one_body_one_attempt_and_one_vote(one: Body, other: Body) -> None:
    key = b"k" * 32
    first = commitment_of(nonce_of(key, "a", one.as_bytes()), one.as_bytes())
    assert first == commitment_of(nonce_of(key, "a", one.as_bytes()), one.as_bytes())
    assert first != commitment_of(nonce_of(key, "b", one.as_bytes()), one.as_bytes())
    assert first != commitment_of(nonce_of(b"l" * 32, "a", one.as_bytes()), one.as_bytes())
    again = commitment_of(nonce_of(key, "a", other.as_bytes()), other.as_bytes())
    assert (first == again) == (one == other)


def test_slots_differ_by_person_vote_and_key() -> None:
    found = {slot_of(key, vote, who) for key in (b"a" * 32, b"b" * 32) for vote in (1, 11) for who in (1, 11, 111)}
    assert len(found) == 12


def test_the_hash_of_what_is_counted_is_that_of_the_sorted_file() -> None:
    assert counted_hash(["b" * 64, "a" * 64]) == hashlib.sha256(f"{'a' * 64}\n{'b' * 64}\n".encode()).hexdigest()


CONTESTS = {"3": ["12", "14", "15"], "40": ["100", "1000", "1001"]}


@given(
    choices=st.lists(st.sampled_from(CONTESTS["40"]), max_size=3, unique=True), digits=st.text("0123456789", max_size=8)
)
def test_ac_068_every_box_of_a_vote_is_as_long_as_every_other(choices: list[str], digits: str) -> None:
    length = boxes.plain_length("12", CONTESTS, 3)
    keys = [PrivateKey.generate() for _ in range(2)]
    trustees = [boxes.public_key(bytes(key)) for key in keys]
    body = Body("12", "0" * 64, "40", tuple(choices), digits).as_bytes()

    plain = boxes.fill(body, b"n" * 32, length)
    box = boxes.seal(plain, trustees)

    assert (len(plain), len(box)) == (length, length + 2 * 48)
    assert boxes.empty(boxes.unseal(boxes.unseal(box, bytes(keys[1])), bytes(keys[0]))) == (body, b"n" * 32)
    with pytest.raises(boxes.NotOpened):
        boxes.unseal(box, bytes(keys[0]))  # in the wrong order
    assert boxes.seal(plain, trustees) != box, "two boxes with the same ballot do not look alike"


def test_a_ballot_longer_than_any_can_be_is_not_put_into_a_box() -> None:
    with pytest.raises(ValueError):
        boxes.fill(b"x" * 500, b"n" * 32, boxes.plain_length("1", {"3": ["1"]}, 1))


@pytest.mark.parametrize(
    "plain", [b"", b"null", b"{}", b'{"b":1,"n":"00"}', b'{"b":"x","n":"zz"}', b"\xff", b"[" * 5000]
)
def test_what_is_no_ballot_is_not_taken_out_of_a_box(plain: bytes) -> None:
    with pytest.raises(boxes.NotOpened):
        boxes.empty(plain)


def test_a_signature_is_under_one_code_of_one_vote() -> None:
    seed = b"s" * 32
    signature = receipts.sign(seed, "12", "c" * 64)
    public = receipts.public_key(seed)
    assert receipts.is_signed(public, "12", "c" * 64, signature)
    for changed in [
        (public, "13", "c" * 64),
        (public, "12", "d" * 64),
        (receipts.public_key(b"t" * 32), "12", "c" * 64),
    ]:
        assert not receipts.is_signed(*changed, signature)
    assert not receipts.is_signed(public, "12", "c" * 64, "no signature")
