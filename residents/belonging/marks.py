"""Marks: addresses, phones and names compared without being kept."""

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping

from database import execute, rows
from residents.belonging.keys import key_of
from residents.models import Franchise, MarkKind


def digest(franchise: Franchise, kind: MarkKind | str, *parts: str) -> str:
    """The keyed hash of these words, written the one way they are compared in. Raises KeyGone."""
    text = "\x00".join([str(kind), *(plain(part) for part in parts)])
    return hmac.new(key_of(franchise), text.encode(), hashlib.sha256).hexdigest()


def plain(text: str) -> str:
    """Without accents, capitals, points and spaces: “Flat 2, 10 High St.” and “FLAT 2 10 HIGH ST” are the same."""
    bare = unicodedata.normalize("NFKD", text).casefold()
    return re.sub(r"[\W_]+", "", bare, flags=re.UNICODE)


async def keep(franchise: Franchise, claim_id: int, kind: MarkKind, *parts: str) -> str:
    """Note that this claim has this mark; returns its digest. Inside the caller's transaction."""
    found = digest(franchise, kind, *parts)
    await keep_digest(franchise, claim_id, kind, found)
    return found


async def keep_digest(franchise: Franchise, claim_id: int, kind: MarkKind, found: str) -> bool:
    """The same for a digest that was made already; says whether the mark is new to this claim."""
    return kind in await keep_digests(franchise, claim_id, {kind: found})


async def keep_digests(franchise: Franchise, claim_id: int, found: Mapping[MarkKind, str]) -> set[MarkKind]:
    """The same for several at once; returns those that are new to this claim."""
    values = [part for kind, digest in found.items() for part in (franchise.id, claim_id, kind.value, digest)]
    new = await rows(
        f"""INSERT INTO mark (franchise_id, claim_id, kind, digest) VALUES {", ".join(["(?, ?, ?, ?)"] * len(found))}
            ON CONFLICT (franchise_id, kind, digest, claim_id) DO NOTHING RETURNING kind""",
        *values,
    )
    return {MarkKind(one.kind) for one in new}


async def claims_with(franchise: Franchise, kind: MarkKind, found: str) -> list[int]:
    """The claims that share a mark, the first first."""
    shared = await rows(
        "SELECT claim_id FROM mark WHERE franchise_id = ? AND kind = ? AND digest = ? ORDER BY id",
        franchise.id,
        kind.value,
        found,
    )
    return [int(one.claim_id) for one in shared]


async def forget(claim_id: int) -> int:
    """Delete every mark of a claim; returns how many."""
    return await execute("DELETE FROM mark WHERE claim_id = ?", claim_id)
