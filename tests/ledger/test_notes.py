"""Signed notes and checkpoints: the published ones of C2SP and Go, and ones worked out by hand here."""

import base64
import hashlib

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.notes import COSIGNER, LOG, BadNote, Checkpoint, SigningKey, VerifierKey, sign, split, time_signed, verified

# The example of golang.org/x/mod/sumdb/note, where the format comes from.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_PRIVATE = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
LINE = "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM="
# The example of c2sp.org/tlog-checkpoint. Its key is not published: it shows the form only.
EXAMPLE = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"  # noqa: E501
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"  # noqa: E501
)
KEY = SigningKey("example.org/record", LOG, bytes(range(32)))
WITNESS = SigningKey("witness.example.org/w", COSIGNER, bytes(range(32, 64)))
CHECKPOINT = Checkpoint("example.org/record", 7, bytes(32))


def test_the_published_note_of_go_is_signed_and_verified_alike() -> None:
    key = SigningKey.parse(PETER_PRIVATE)

    assert key.line(TEXT) == LINE
    assert str(key) == PETER_PRIVATE and str(key.verifier) == PETER
    assert time_signed(TEXT, LINE, VerifierKey.parse(PETER)) == 0


def test_the_published_checkpoint_is_read() -> None:
    text, lines = split(EXAMPLE)

    checkpoint = Checkpoint.parse(text)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.root.hex().startswith("0ac5186a91863e8e") and str(checkpoint) == text
    assert len(lines) == 2


def test_a_cosignature_is_what_its_specification_says_byte_by_byte() -> None:
    private = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
    public = private.public_key().public_bytes_raw()
    identity = hashlib.sha256(b"witness.example.org/w\n\x04" + public).digest()[:4]
    text = "example.org/record\n7\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"
    signature = private.sign(f"cosignature/v1\ntime 1679315147\n{text}".encode())
    content = identity + (1679315147).to_bytes(8, "big") + signature

    line = WITNESS.line(str(CHECKPOINT), 1679315147)

    assert line == "— witness.example.org/w " + base64.b64encode(content).decode()
    assert time_signed(text, line, WITNESS.verifier) == 1679315147
    assert str(WITNESS.verifier) == (
        f"witness.example.org/w+{identity.hex()}+" + base64.b64encode(b"\x04" + public).decode()
    )


def test_a_checkpoint_is_signed_and_verified() -> None:
    note = sign(CHECKPOINT, KEY)

    assert verified(note, KEY.verifier) == CHECKPOINT
    assert verified(note + WITNESS.line(str(CHECKPOINT), 5) + "\n", KEY.verifier) == CHECKPOINT


@pytest.mark.parametrize("place", range(0, 170, 7))
def test_a_note_with_one_letter_changed_is_not_believed(place: int) -> None:
    note = sign(CHECKPOINT, KEY)
    changed = note[:place] + ("A" if note[place] != "A" else "B") + note[place + 1 :]

    with pytest.raises(BadNote):
        verified(changed, KEY.verifier)


def test_a_key_of_another_name_or_another_kind_does_not_fit() -> None:
    note = sign(CHECKPOINT, KEY)
    for other in (SigningKey("example.org/other", LOG, KEY.seed), SigningKey(KEY.name, COSIGNER, KEY.seed)):
        with pytest.raises(BadNote):
            verified(note, other.verifier)


@pytest.mark.parametrize(
    "key",
    ["", "a+b", "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW", PETER.replace("ARpc", "AXpc"),
     PETER.replace("PeterNeumann", "Peter Neumann"), PETER.replace("+AR", "+!!"), "x+00000000+", PETER[:-4]],
)  # fmt: skip
def test_a_public_key_that_is_broken_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        VerifierKey.parse(key)


@pytest.mark.parametrize("key", ["", PETER, PETER_PRIVATE[:-4], PETER_PRIVATE.replace("c74f", "c74e")])
def test_a_private_key_that_is_broken_is_refused(key: str) -> None:
    with pytest.raises(BadNote):
        SigningKey.parse(key)


def test_a_private_key_is_not_shown_by_accident() -> None:
    assert base64.b64encode(KEY.seed).decode()[:20] not in f"{KEY!r} {[KEY]}"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "text\n",
        "text\n\n",
        "text\n\n— name\n",
        "text\n\nname AAAA\n",
        "text\n\n— name AAAA",
        "\n\n— a AAAA\n",
    ],
)
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(BadNote):
        split(note)


@pytest.mark.parametrize("size", ["-1", "007", "1e3", "", "99999999999999999999", "٣", "1 ", "+1"])
def test_a_size_is_a_plain_number(size: str) -> None:
    with pytest.raises(BadNote):
        Checkpoint.parse(f"origin\n{size}\n{base64.b64encode(bytes(32)).decode()}\n")
