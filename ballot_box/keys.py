"""Keys of the ballot box, in files apart from the database: one a vote, one that signs receipts, one for hashes."""

import hashlib
import hmac
from pathlib import Path

from ballot_box.refusals import BoxUnavailable
from ballot_box.sealing import receipts
from web import keys
from web.language import _


def make(name: str) -> None:
    """A vote's own key, when its ballot is frozen. It leads from people to their ballots until it is destroyed."""
    keys.kept_or_made(_path(name))


def read(name: str) -> bytes:
    """Read each time, so that no process remembers a key that was destroyed. Raises BoxUnavailable."""
    try:
        return keys.kept(_path(name))
    except (OSError, keys.KeyDamaged) as fault:
        raise _unavailable() from fault


def _unavailable() -> BoxUnavailable:
    return BoxUnavailable(
        _("We cannot take your vote at this moment. Nothing was stored. Please try again later, or ring us.")
    )


def destroy(name: str) -> bool:
    """Overwrite and delete it; says whether it was there. From then on nobody can tell whose ballot was whose."""
    return keys.destroy(_path(name))


def receipt_seed() -> bytes:
    """Of the key that signs receipts, made when first needed."""
    return keys.kept_or_made(keys.folder() / "receipts.key")


def receipt_seed_for(public: str) -> bytes:
    """The same, as long as it is the key that was frozen with the vote: what another one signs is worth nothing, and
    its voter could not tell. Raises BoxUnavailable."""
    seed = receipt_seed()
    if public not in ("", receipts.public_key(seed)):
        raise _unavailable()
    return seed


def hidden_hash(purpose: str, content: bytes) -> str:
    """A hash of ballots, to say later that they are still the same, from which nobody without the key finds out which.

    A plain hash would not do: of a few ballots, or of many when all but one are known, every one that there could be is
    quickly tried.
    """
    key = keys.kept_or_made(keys.folder() / "hashes.key")
    return hmac.new(key, purpose.encode() + b"|" + content, hashlib.sha256).hexdigest()


def lists_key(election: str) -> bytes:
    """Of the hashes of one vote's lists of ballots: auditors get it, and can tell nothing about other votes with it."""
    return bytes.fromhex(hidden_hash(f"lists|{election}", b""))


def auditors_key() -> bytes:
    """What locks the boxes of votes without trustees once the vote's own key is destroyed, until auditors are done."""
    return bytes.fromhex(hidden_hash("boxes", b""))


def _path(name: str) -> Path:
    return keys.folder() / "votes" / f"{name}.key"
