"""Synthetic recount packs, written from docs/recount-packs.md alone: what the two verifiers are tested with.

    pack = pack_of(Scene())                         an honest pack: file names and their bytes
    pack = pack_of(Scene(rule="greedy-votes", …))   another honest one
    pack = pack_of(scene, lie)                      somebody lies, and then seals everything as if it were true
    pack = mended({**pack, "counted.txt": b"…"})    a file changed afterwards, with SHA256SUMS made to fit
    written(pack, folder)                           as files

A lie is a function that changes a `Draft` in place before it is sealed. Sealing fills in hashes, leaves, the tree and
the signatures, so a lie leaves no trace but what it is about. Everything is the same in each run. Keys are of known
seeds.
"""

import hashlib
import hmac
import json
import random
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb, perm
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pb.counting.ballot import ApprovalBallot, Ballot, BallotKind, RankedBallot
from pb.counting.completion import NONE, completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import Project
from pb.counting.rules import rule
from pb.counting.ties import COST_SUPPORTERS_ID, cost_supporters_lot, tie_breaking
from tests.house import ROOT

Pack = dict[str, bytes]
Choices = tuple[str, ...]
ORIGIN, WITNESS = "votes.example.org/record", "witness.example.net"
LOG_KEY, WITNESS_KEY = (Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32) for seed in (1, 2))
SMALL = {"full_percent": 10, "least": 12, "pattern": 3, "suppressed_percent": 20}  # so that forms can be had with few
NOT_PINNED = ("README.txt", "audit.py", "verify.py", "verify.html")


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True)
class Contest:
    """`costs` in pence by option; references are made from the options. The last `on_paper` ballots came on paper."""

    budget: int
    costs: Mapping[str, int]
    ballots: Sequence[Choices]
    on_paper: int = 0


def three_forms() -> dict[str, Contest]:
    """Contests as small as can be of which, with SMALL, each comes out in another form: 3 is published in full, 4 as
    beginnings of rankings, 5 in numbers only, and 6 not at all."""
    two = {"11": 30_000, "12": 45_000}
    full = [("11", "12")] * 9 + [("12", "11")] * 6 + [("12",)] * 3 + [("11",)]
    four = {"14": 40_000, "15": 60_000, "16": 25_000, "17": 80_000}
    prefix = [("14", "15")] * 8 + [("16", "14")] * 7 + [("15", "17")] * 4 + [("14", "17"), ("17", "16"), ("16", "15")]
    few = {"18": 10_000, "19": 20_000}
    return {
        "3": Contest(50_000, two, full, on_paper=3),
        "4": Contest(120_000, four, prefix, on_paper=2),
        "5": Contest(25_000, few, [("18", "19")] * 7 + [("19", "18")] * 4),
        "6": Contest(25_000, {"21": 10_000, "22": 20_000}, [("21",)] * 2 + [("22", "21")]),
    }


@dataclass(frozen=True)
class Scene:
    """`withdrawn`: options taken off after the freeze. `replaced`, `unconfirmed`: ballots in the record that do not
    count. `tested`: spoiled ones. `before`: leaves of the record before this vote. `checkpoints`: signed on the way."""

    contests: Mapping[str, Contest] = field(default_factory=three_forms)
    kind: str = "ordinal"
    ranks: int = 2
    rule: str = "equal-shares-ranked"
    completion: str = "add1-late-greedy"
    tie_breaking: str = "cost-supporters-lot"
    withdrawn: Choices = ()
    tested: int = 2
    replaced: int = 2
    unconfirmed: int = 1
    before: int = 5
    checkpoints: int = 3
    quorum: int = 1
    disclosure: Mapping[str, int] = field(default_factory=lambda: dict(SMALL))
    election: str = "12"


@dataclass
class Draft:
    """A pack before it is sealed, as Python objects. `leaves` lack the hashes that sealing fills in."""

    scene: Scene
    definition: dict[str, Any]
    ballots: dict[str, dict[str, Any]]
    account: dict[str, Any]
    counted: list[str]
    spoiled: list[dict[str, Any]]
    result: dict[str, Any]
    leaves: list[dict[str, Any]]
    witnesses: dict[str, Any]


def pack_of(scene: Scene, lie: Callable[[Draft], object] | None = None) -> Pack:
    draft = drafted(scene)
    if lie is not None:
        lie(draft)
    return sealed(draft)


def mended(pack: Mapping[str, bytes]) -> Pack:
    """The same with SHA256SUMS made anew."""
    rest = {name: data for name, data in sorted(pack.items()) if name != "SHA256SUMS"}
    sums = "".join(f"{digest(data)}  {name}\n" for name, data in rest.items())
    return {**rest, "SHA256SUMS": sums.encode()}


def unwitnessed(pack: Pack) -> Pack:
    """Without what witnesses said to the last checkpoint."""
    *others, last = pack["log/checkpoints.jsonl"].splitlines(keepends=True)
    alone = canonical({**json.loads(last), "cosignatures": []}) + b"\n"
    return mended({**pack, "log/checkpoints.jsonl": b"".join([*others, alone])})


def written(pack: Mapping[str, bytes], folder: Path) -> Path:
    for name, data in pack.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


# Drafting


def drafted(scene: Scene) -> Draft:
    definition = definition_of(scene)
    on_screen = sum(len(one.ballots) - one.on_paper for one in scene.contests.values())
    cast = on_screen + scene.replaced + scene.unconfirmed
    commitments = [digest(b"commitment %d" % number) for number in range(cast)]
    counted, others = sorted(commitments[:on_screen]), commitments[on_screen:]
    spoiled = sorted((tested(scene, definition, n) for n in range(scene.tested)), key=lambda one: str(one["code"]))
    results = {name: result_of(scene, one, one.ballots) for name, one in scene.contests.items()}
    hashes = {name: digest(canonical(listed(one.ballots))) for name, one in scene.contests.items()}
    return Draft(
        scene,
        definition,
        {name: published(scene, name, one) for name, one in scene.contests.items()},
        account_of(scene),
        counted,
        spoiled,
        {"ballots": hashes, "contests": results, "election": scene.election, "v": 1, "withdrawn": [*scene.withdrawn]},
        leaves_of(scene, [*counted, *others], [str(one["code"]) for one in spoiled]),
        {"quorum": scene.quorum, "witnesses": [vkey(WITNESS, WITNESS_KEY, 4)]},
    )


def definition_of(scene: Scene) -> dict[str, Any]:
    options = {option: cost for one in scene.contests.values() for option, cost in one.costs.items()}
    lots = sorted(options, key=lambda option: digest(option.encode()))
    about = {
        "contests": {name: {"budget": one.budget, "name": f"Place {name}"} for name, one in scene.contests.items()},
        "count": {
            "completion": scene.completion,
            "lots": lots,
            "rule": scene.rule,
            "tie_breaking": scene.tie_breaking,
            "unit": 100,
        },
        "currency": "GBP",
        "options": {
            option: {"cost": cost, "reference": reference(option), "title": f"Wish “{option}” – ‘yes’"}
            for option, cost in options.items()
        },
        "what": "participatory-budget",
    }
    contests = {name: list(one.costs) for name, one in scene.contests.items()}
    facts = {"about": about, "contests": contests, "disclosure": dict(scene.disclosure), "election": scene.election}
    return {**facts, "kind": scene.kind, "name": "Wishes 2027", "ranks": scene.ranks, "trustees": [], "v": 1}


def reference(option: str) -> str:
    """As text in another order than the options, so that the two cannot be mixed up unnoticed."""
    return f"{'ZYX'[len(option) % 3]}-{option[::-1]}"


def tested(scene: Scene, definition: dict[str, Any], number: int) -> dict[str, Any]:
    name, contest = list(scene.contests.items())[number % len(scene.contests)]
    body: dict[str, Any] = {"c": name, "d": digest(canonical(definition)), "e": scene.election, "v": 1}
    body |= {"r": list(contest.costs)[: 1 + number % scene.ranks], "x": f"{number:04}"}
    nonce = digest(b"nonce %d" % number)
    code = hmac.new(bytes.fromhex(nonce), canonical(body), "sha256").hexdigest()
    return {"body": body, "code": code, "nonce": nonce}


def account_of(scene: Scene) -> dict[str, Any]:
    contests = {}
    for number, (name, one) in enumerate(scene.contests.items()):
        waiting = scene.unconfirmed if number == 0 else 0
        cast = {"online": len(one.ballots) - one.on_paper + waiting, "paper": one.on_paper}
        paper: dict[str, Any] = dict.fromkeys(("invalid", "set_aside", "spoiled", "unused", "void"), 0)
        paper |= {"entered": one.on_paper, "issued": one.on_paper, "mismatches": [], "used": one.on_paper}
        outcome = {"counted": len(one.ballots), "removed": {}, "unconfirmed": waiting, "withdrawn": 0}
        contests[name] = {"ballots": len(one.ballots), "cast": cast, "paper": paper, **outcome}
    return {"contests": contests, "registered": 7}


def leaves_of(scene: Scene, cast: Sequence[str], spoiled: Sequence[str]) -> list[dict[str, Any]]:
    e = scene.election
    box = [{"c": code, "e": e, "k": "ballot"} for code in cast] + [{"c": c, "e": e, "k": "spoiled"} for c in spoiled]
    box += [{"c": digest(b"foreign"), "e": e + "0", "k": "ballot"}, {"h": digest(b"act"), "k": "action"}]
    paper = [(name, one.on_paper) for name, one in scene.contests.items() if one.on_paper]
    late = len(cast) // 2  # a leaf that comes in after the close
    return [
        *({"h": digest(b"before %d" % n), "k": "action"} for n in range(scene.before)),
        {"e": e, "k": "freeze"},
        *sorted(box[:late] + box[late + 1 :], key=canonical),
        {"e": e, "k": "close", "n": len(cast) - scene.replaced},
        box[late],
        *({"batch": digest(name.encode()), "e": e, "k": "paper", "n": n} for name, n in paper),
        {"e": e, "k": "counted"},
        {"e": e, "k": "result"},
    ]


# Ballots: counted and published


def listed(ballots: Sequence[Choices]) -> list[list[Any]]:
    return [[count, list(choices)] for choices, count in sorted(Counter(ballots).items())]


def result_of(scene: Scene, contest: Contest, ballots: Sequence[Choices]) -> dict[str, Any]:
    """By the engine of the site."""
    standing = {option: cost for option, cost in contest.costs.items() if option not in scene.withdrawn}
    option_of = {reference(option): option for option in standing}
    instance = Instance(tuple(Project(reference(o), o, cost) for o, cost in standing.items()), contest.budget, 100)
    make: Any = RankedBallot if scene.kind == "ordinal" else ApprovalBallot
    cast: list[Ballot] = [make(tuple(reference(o) for o in choices if o in standing)) for choices in ballots]
    lots = [reference(option) for option in definition_of(scene)["about"]["count"]["lots"] if option in standing]
    named = scene.tie_breaking
    ties = COST_SUPPORTERS_ID if named == "cost-supporters-id" else cost_supporters_lot(lots)
    ties = tie_breaking(named) if named in ("lexicographic", "cost-id") else ties
    way = rule(scene.rule)
    profile = Profile.of(BallotKind(scene.kind), cast)
    winners = way.winners(instance, profile, ties, completion(scene.completion) if way.completes else NONE)
    funded = [option_of[one] for one in winners]
    return {"budget": contest.budget, "funded": funded, "spent": sum(contest.costs[option] for option in funded)}


def published(scene: Scene, name: str, contest: Contest) -> dict[str, Any]:
    rule_ = scene.disclosure
    n, k = len(contest.ballots), rule_["pattern"]
    form: dict[str, Any] = {"contest": name, "n": n}
    shown, suppressed = cut(contest.ballots, k)
    if n < 10:
        return {**form, "form": "withheld"}
    if n < rule_["least"] or 100 * suppressed > rule_["suppressed_percent"] * n:
        return {**form, "form": "aggregate", "options": totals(scene, contest, k)}
    possible, used = marks(scene, contest)
    if 100 * (possible - used) <= rule_["full_percent"] * possible:
        return {**form, "ballots": listed(contest.ballots), "form": "full"}
    recount = result_of(scene, contest, [*shown, *([()] * suppressed)])["funded"]
    return {**form, "ballots": listed(shown), "form": "prefix", "k": k, "recount": recount, "suppressed": suppressed}


def cut(ballots: Sequence[Choices], k: int) -> tuple[list[Choices], int]:
    groups = Counter(ballots)
    for length in range(max(map(len, ballots), default=0), 0, -1):
        for choices in [one for one in groups if len(one) == length and groups[one] < k]:
            groups[choices[:-1]] += groups.pop(choices)
    suppressed = groups.pop((), 0)
    return list(groups.elements()), suppressed


def marks(scene: Scene, contest: Contest) -> tuple[int, int]:
    length = min(scene.ranks, len(contest.costs))
    possible = (perm if scene.kind == "ordinal" else comb)(len(contest.costs), length)
    return possible, len({one for one in contest.ballots if len(one) == length})


def totals(scene: Scene, contest: Contest, k: int) -> dict[str, dict[str, int | None]]:
    """Of three numbers that add up, one alone is never kept back: the second smallest goes with it."""
    found: dict[str, dict[str, int | None]] = {}
    for option in contest.costs:
        supporters = sum(option in one for one in contest.ballots)
        first = sum(one[:1] == (option,) for one in contest.ballots)
        numbers = {"first": first, "lower": supporters - first, "supporters": supporters}
        hidden = {key for key, number in numbers.items() if number < k}
        if scene.kind != "ordinal":
            hidden |= {"first", "lower"}
        if len(hidden) == 1:
            hidden.add(min(numbers.keys() - hidden, key=lambda key: (numbers[key], key)))
        found[option] = {key: None if key in hidden else number for key, number in numbers.items()}
    return found


# Sealing


def sealed(draft: Draft) -> Pack:
    counted = "".join(f"{code}\n" for code in draft.counted).encode()
    key = vkey(ORIGIN, LOG_KEY, 1)
    before, e = draft.scene.before, draft.scene.election
    hashes = [leaf_hash(canonical(leaf)) for leaf in draft.leaves[:before]]
    pack: Pack = {
        "account.json": canonical(draft.account),
        "counted.txt": counted,
        "election.json": canonical(draft.definition),
        "log/key.txt": f"{key}\n".encode(),
        "log/start.json": canonical({"peaks": [peak.hex() for peak in peaks(hashes)], "size": before}),
        "log/witnesses.json": canonical(draft.witnesses),
        "spoiled.jsonl": lines(draft.spoiled),
        **{f"ballots/{name}.json": canonical(one) for name, one in draft.ballots.items()},
    }
    draft.result.setdefault("files", {name: digest(data) for name, data in pack.items()})
    pack["result.json"] = canonical(draft.result)
    known: dict[str, dict[str, Any]] = {
        "freeze": {"d": digest(pack["election.json"])},
        "counted": {"counted": digest(counted), "n": len(draft.counted)},
        "result": {"h": digest(pack["result.json"])},
    }
    leaves = [{**known.get(one["k"], {}), **one} if one.get("e") == e else one for one in draft.leaves]
    pack["log/leaves.jsonl"] = lines(leaves[before:])
    pack["log/checkpoints.jsonl"] = lines(checkpoints(draft.scene, [canonical(leaf) for leaf in leaves]))
    for name in NOT_PINNED:
        program = ROOT / "ballot_box" / "verifiers" / name
        pack[name] = program.read_bytes() if program.exists() else b"A recount pack. See verify.py.\n"
    return mended(pack)


def lines(values: Sequence[Any]) -> bytes:
    return b"".join(canonical(value) + b"\n" for value in values)


def checkpoints(scene: Scene, leaves: Sequence[bytes]) -> list[dict[str, Any]]:
    """A few on the way, one just before the result, and the last."""
    ours, hashes = len(leaves) - scene.before, [leaf_hash(leaf) for leaf in leaves]
    way = [scene.before + ours * part // (scene.checkpoints + 1) for part in range(1, scene.checkpoints + 1)]
    sizes = sorted({size for size in way if size > scene.before} | {len(leaves) - 1, len(leaves)})
    return [checkpoint(size, root(hashes[:size])) for size in sizes]


def checkpoint(size: int, of_tree: bytes) -> dict[str, Any]:
    text = f"{ORIGIN}\n{size}\n{b64encode(of_tree).decode()}\n"
    time = 1_800_000_000 + size
    cosigned = time.to_bytes(8, "big") + WITNESS_KEY.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
    log_line = signature_line(ORIGIN, LOG_KEY, 1, LOG_KEY.sign(text.encode()))
    return {"cosignatures": [signature_line(WITNESS, WITNESS_KEY, 4, cosigned)], "note": f"{text}\n{log_line}\n"}


def public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def key_id(name: str, key: Ed25519PrivateKey, kind: int) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public(key)).digest()[:4]


def vkey(name: str, key: Ed25519PrivateKey, kind: int) -> str:
    return f"{name}+{key_id(name, key, kind).hex()}+{b64encode(bytes([kind]) + public(key)).decode()}"


def signature_line(name: str, key: Ed25519PrivateKey, kind: int, signature: bytes) -> str:
    return f"— {name} {b64encode(key_id(name, key, kind) + signature).decode()}"


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(b"\0" + leaf).digest()


def root(hashes: Sequence[bytes]) -> bytes:
    """The Merkle tree hash of RFC 6962, by its definition."""
    if len(hashes) < 2:
        return hashes[0] if hashes else hashlib.sha256().digest()
    half = 1 << ((len(hashes) - 1).bit_length() - 1)
    return hashlib.sha256(b"\1" + root(hashes[:half]) + root(hashes[half:])).digest()


def peaks(hashes: Sequence[bytes]) -> list[bytes]:
    found, done = [], 0
    for bit in range(len(hashes).bit_length() - 1, -1, -1):
        if len(hashes) >> bit & 1:
            found.append(root(hashes[done : done + (1 << bit)]))
            done += 1 << bit
    return found


def many(contests: int, ballots: int, projects: int, ranks: int = 5, seed: int = 1) -> Scene:
    """A big vote in which some projects are better liked than others and most rankings are full."""
    chance = random.Random(seed)
    found = {}
    for number in range(contests):
        options = [str(100 * (number + 1) + one) for one in range(projects)]
        liked = [chance.uniform(0.5, 4) for _ in options]
        cast = []
        for _ in range(ballots):
            drawn = sorted(options, key=lambda o, w=liked, p=options: chance.expovariate(w[p.index(o)]))  # type: ignore[misc]
            cast.append(tuple(drawn[: chance.choice((1, 2, 3, ranks, ranks, ranks))]))
        costs = {option: chance.randrange(500_000, 6_000_000, 10_000) for option in options}
        found[str(number + 1)] = Contest(25_000_000, costs, cast)
    return Scene(
        found, ranks=ranks, disclosure={"full_percent": 100, "least": 500, "pattern": 10, "suppressed_percent": 100}
    )
