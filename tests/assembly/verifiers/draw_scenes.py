"""Whole draws as files, made as the site makes them, with a record of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from hashlib import sha256
from itertools import combinations
from pathlib import Path

from assembly.sortition.drawing.canonical import canonical
from assembly.sortition.drawing.chains import QUICKNET
from assembly.sortition.drawing.commitments import Commitment, PublicQuota
from assembly.sortition.drawing.indices import Again
from assembly.sortition.drawing.portfolios import portfolio_bytes
from assembly.sortition.drawing.receipts import Entry, PoolTree, pool_leaf, pseudonym, receipt_bytes
from assembly.sortition.drawing.records import Standing, draw_leaf, drawn_leaf, record_bytes, void_leaf
from assembly.sortition.drawing.results import drawn, randomness_bytes
from assembly.sortition.drawing.sources import Balls, Beacon, Drand, Terms, Value, parse_randomness
from assembly.sortition.pool import Quota
from ledger.notes import COSIGNER, LOG, Checkpoint, SigningKey, sign
from ledger.tree import Tree, leaf_hash

Files = dict[str, bytes]
MADE = datetime(2026, 12, 1, 12, tzinfo=UTC)
WHEN = datetime(2026, 12, 1, 18, tzinfo=UTC)
DRAND = Drand(QUICKNET.hash, QUICKNET.round_at(WHEN))
SITE = SigningKey("record.example.org", LOG, bytes(32))
WITNESS = SigningKey("witness.example.org", COSIGNER, bytes([1]) * 32)
QUOTAS = (Quota("age", "older", 1, 2), Quota("age", "younger", 1, 2), Quota("place", "Hanley", 1, 2),
          Quota("place", "Stoke", 1, 2))  # fmt: skip


def chance(*words: object) -> bytes:
    """Chance that is the same each time."""
    return sha256("|".join(map(str, words)).encode()).digest()


def people(count: int = 9) -> list[Entry]:
    """Half younger, a third from Hanley; the first two share a home."""
    return [
        Entry(
            "3",
            pseudonym(chance("name", number)),
            chance("salt", number).hex(),
            (("age", ("older", "younger")[number % 2]), ("place", ("Hanley", "Stoke", "Stoke")[number % 3])),
            "home" if number < 2 else "",
        )
        for number in range(count)
    ]


def panels_of(entries: Sequence[Entry], seats: int = 3) -> list[tuple[str, ...]]:
    """Every panel that meets the quotas with one of each home."""
    found = []
    for panel in combinations(entries, seats):
        answers = [pair for one in panel for pair in one.features]
        homes = [one.household for one in panel if one.household]
        if len(set(homes)) == len(homes) and all(
            quota.least <= answers.count((quota.category, quota.value)) <= quota.most for quota in QUOTAS
        ):
            found.append(tuple(one.pseudonym for one in panel))
    return found


def beacon(*words: object) -> Beacon:
    signature = (chance(*words) * 2)[:48]
    return Beacon(DRAND.round, sha256(signature).hexdigest(), signature.hex())


@dataclass(frozen=True)
class Scene:
    """What may be different in a draw. `rolled`: what is typed for each source but drand."""

    randomness: Sequence[Terms] = (Balls(2), DRAND)
    rolled: Mapping[str, str] = field(default_factory=lambda: {"balls": "41"})
    entries: Sequence[Entry] = field(default_factory=people)
    witnessed: datetime | None = MADE + timedelta(minutes=5)
    void: str = ""
    name: str = "Citizens’ Assembly of Stoke-on-Trent"
    more_panels: Sequence[tuple[str, ...]] = ()


def commitment_of(scene: Scene) -> tuple[Commitment, bytes]:
    tree = PoolTree(map(pool_leaf, scene.entries))
    panels = panels_of(scene.entries)
    panels += [*panels[:2], *scene.more_panels]
    portfolio = portfolio_bytes(panels)
    counted = [pair for one in scene.entries for pair in one.features]
    commitment = Commitment(
        assembly="3", name=scene.name, draw=1, kind="panel", after="", made=MADE, when=WHEN, pool_root=tree.root,
        pool_size=tree.size, lines=len(panels), portfolio=sha256(portfolio).hexdigest(), seats=3,
        quotas=[PublicQuota(one, counted.count((one.category, one.value))) for one in QUOTAS],
        sources={"age": "Census 2021", "place": "Census 2021"}, keep_floor=Fraction(1), ceiling_factor=Fraction(3, 2),
        version="0.1.0", randomness=scene.randomness,
    )  # fmt: skip
    return commitment, portfolio


def draw_of(scene: Scene) -> Files:
    """All files of a draw, and those of auditors and of one person."""
    commitment, portfolio = commitment_of(scene)
    tree = PoolTree(map(pool_leaf, scene.entries))
    values = [value_of(one, scene) for one in scene.randomness]
    result = drawn(commitment, portfolio, values)
    assert not isinstance(result, Again)
    leaves = [
        draw_leaf("3", 1, commitment.hash), drawn_leaf("3", 1, result.as_bytes()),
        *([void_leaf("3", 1, scene.void)] if scene.void else []),
    ]  # fmt: skip
    return {
        "commitment.json": commitment.as_bytes(),
        "portfolio.txt": portfolio,
        "randomness.json": randomness_bytes(values),
        "result.json": result.as_bytes(),
        **record_of(leaves, scene.witnessed),
        "receipt.json": receipt_bytes(scene.entries[0], tree),
        "pool.jsonl": b"".join(one.as_bytes() + b"\n" for one in scene.entries),
    }


def value_of(terms: Terms, scene: Scene) -> Value:
    return beacon("round") if isinstance(terms, Drand) else parse_randomness(
        terms.kind, scene.rolled[terms.kind], scene.randomness
    )  # fmt: skip


def record_of(ours: Sequence[Mapping[str, object]], witnessed: datetime | None) -> Files:
    """The record, with two leaves of others before each of ours and one behind; a checkpoint after each batch."""
    tree, lines, standing, checkpoints = Tree(), list[bytes](), list[Standing](), []
    for number, leaf in enumerate(ours):
        others = [canonical({"h": chance(number, other).hex(), "k": "action"}) for other in range(3)]
        batch = [*others[:2], canonical(leaf), others[2]]
        for line in batch:
            tree.append(leaf_hash(line))
        lines += batch
        checkpoint = Checkpoint(SITE.name, tree.size, tree.root())
        signed = [] if witnessed is None else [WITNESS.line(str(checkpoint), int(witnessed.timestamp()) + number)]
        proof = [one.hex() for one in tree.inclusion_proof(tree.size - 2, tree.size)]
        standing.append(Standing(leaf, tree.size - 2, tree.size, proof))
        checkpoints.append((sign(checkpoint, SITE), signed))
    witnesses = [] if witnessed is None else [str(WITNESS.verifier)]
    return {
        "record.json": record_bytes(str(SITE.verifier), witnesses, checkpoints, standing),
        "leaves.jsonl": b"".join(line + b"\n" for line in lines),
    }


def written(files: Files, folder: Path) -> Path:
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
