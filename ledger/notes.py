"""Signed notes and checkpoints of a transparency log, as C2SP writes them down.

https://c2sp.org/signed-note, https://c2sp.org/tlog-checkpoint, https://c2sp.org/tlog-cosignature
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG = 1  # a plain Ed25519 signature
COSIGNER = 4  # Ed25519 with the time at which a witness signed
_SIGNATURE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_LARGEST = 2**63 - 1


class BadNote(ValueError):
    """This is no such note, key or signature; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key that signs notes, and the name it signs under."""

    name: str
    kind: int
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or re.search(r"[\s+]", self.name):
            raise BadNote(f"{self.name!r} is no name for a key: it has a space or a plus in it, or nothing")
        if self.kind not in (LOG, COSIGNER) or len(self.public) != 32:
            raise BadNote("this kind of key is not known here")

    @property
    def id(self) -> bytes:
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"

    @classmethod
    def parse(cls, text: str) -> "VerifierKey":
        parts = text.strip().split("+", 2)
        if len(parts) != 3:
            raise BadNote("a public key looks like name+hash+base64")
        content = _decoded(parts[2])
        key = cls(parts[0], content[0] if content else 0, content[1:])
        if key.id.hex() != parts[1]:
            raise BadNote(f"the hash in the key of {parts[0]} does not fit")
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The private half. Written down it begins with PRIVATE+KEY+, the rest is as in the public half."""

    name: str
    kind: int
    seed: bytes

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.kind, self._private().public_key().public_bytes_raw())

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def __str__(self) -> str:
        content = base64.b64encode(bytes([self.kind]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.id.hex()}+{content}"

    def __repr__(self) -> str:
        return f"SigningKey({self.name})"

    @classmethod
    def parse(cls, text: str) -> "SigningKey":
        parts = text.strip().split("+", 4)
        if len(parts) != 5 or parts[:2] != ["PRIVATE", "KEY"]:
            raise BadNote("a private key looks like PRIVATE+KEY+name+hash+base64")
        content = _decoded(parts[4])
        if len(content) != 33:
            raise BadNote("this private key has the wrong length")
        key = cls(parts[2], content[0], content[1:])
        if key.verifier.id.hex() != parts[3]:
            raise BadNote("the hash in this private key does not fit")
        return key

    def line(self, text: str, at: int = 0) -> str:
        """The line that signs `text`, without its line end. A witness says at what time, in seconds since 1970."""
        if self.kind == COSIGNER:
            signature = at.to_bytes(8, "big") + self._private().sign(_cosigned(text, at))
        else:
            signature = self._private().sign(text.encode())
        return f"— {self.name} {base64.b64encode(self.verifier.id + signature).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """So many leaves have this root, says the record of this origin."""

    origin: str
    size: int
    root: bytes

    def __str__(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    @classmethod
    def parse(cls, text: str) -> "Checkpoint":
        """From the text of a note. Lines after the third are signed with it and mean nothing here."""
        lines = text.split("\n")
        if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
            raise BadNote("a checkpoint has an origin, a size and a root, a line each")
        if not re.fullmatch(r"0|[1-9][0-9]{0,18}", lines[1], re.ASCII) or int(lines[1]) > _LARGEST:
            raise BadNote("the size of a checkpoint is a whole number")
        root = _decoded(lines[2])
        if len(root) != 32:
            raise BadNote("the root of a checkpoint is 32 bytes long")
        return cls(lines[0], int(lines[1]), root)


def sign(checkpoint: Checkpoint, key: SigningKey) -> str:
    """The signed note of a checkpoint."""
    return f"{checkpoint}\n{key.line(str(checkpoint))}\n"


def split(note: str) -> tuple[str, list[str]]:
    """The text that is signed, and the lines that sign it."""
    text, gap, rest = note.rpartition("\n\n")
    lines = rest.split("\n")
    if not gap or not text or lines.pop() or not lines or not all(_SIGNATURE.fullmatch(line) for line in lines):
        raise BadNote("a signed note is text, an empty line, and lines of signatures")
    return text + "\n", lines


def time_signed(text: str, line: str, key: VerifierKey) -> int | None:
    """Whether `line` is this key's signature of `text`: the time it names (0 if its kind names none), or None."""
    match = _SIGNATURE.fullmatch(line)
    if match is None or match[1] != key.name:
        return None
    try:
        content = _decoded(match[2])
        if content[:4] != key.id:
            return None
        at = int.from_bytes(content[4:12], "big") if key.kind == COSIGNER else 0
        signed = _cosigned(text, at) if key.kind == COSIGNER else text.encode()
        Ed25519PublicKey.from_public_bytes(key.public).verify(content[12 if key.kind == COSIGNER else 4 :], signed)
    except (BadNote, InvalidSignature):
        return None
    return at


def verified(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a note, if this key signed it and speaks for its origin."""
    text, lines = split(note)
    checkpoint = Checkpoint.parse(text)
    if checkpoint.origin != key.name:
        raise BadNote(f"this checkpoint is of {checkpoint.origin}, not of {key.name}")
    if all(time_signed(text, line, key) is None for line in lines):
        raise BadNote(f"no signature of {key.name} on this checkpoint is right")
    return checkpoint


def _cosigned(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as fault:
        raise BadNote("this is not base64") from fault
