"""Repeat a draw: python3 draw.py FOLDER (or its files one by one)

Needs Python 3.11 and nothing else, only reads, uses no network; says what it left out. What the files are is written in
docs/draws.md of the program that held the draw. It cannot check that nobody is in the pool twice; that balls or dice
were fair; that drand said what is written here (it says where to compare); nor that the key in record.json is the one
you know from elsewhere. Status: 0 everything agrees, 1 something does not, 2 there is no draw."""

import argparse
import hmac
import re
import sys
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256, sha512
from json import dumps, loads
from pathlib import Path
from typing import Any

NEEDED, PUBLIC = ("commitment.json", "portfolio.txt"), ("randomness.json", "result.json", "record.json")
FILES = (*NEEDED, *PUBLIC, "leaves.jsonl", "receipt.json", "pool.jsonl")
FIELDS = "after assembly draw kind made pool portfolio quotas randomness rule seats settings sources v version when"
NOTE = "((\\S+)\n(0|[1-9][0-9]{0,15})\n(\\S+)\n)\n(— \\2 \\S+)\n"
CHAINS = {
    "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971": (1692803367, 3),
    "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce": (1595431050, 30),
}
MIRRORS, MOST_SHOWN, TIME = ("https://api.drand.sh", "https://drand.cloudflare.com"), 40, "%Y-%m-%dT%H:%M:%SZ"


def canonical(value: Any) -> bytes:
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def parsed(data: bytes) -> Any:  # numbers not whole, below nothing or too long become texts, and so are found out
    value = loads(data, parse_int=lambda n: int(n) if n.isdigit() and n[:16] == n else n, parse_float=str)
    if canonical(value) != data:
        raise ValueError("not canonical JSON of whole numbers")
    return value


def seconds(time: str) -> int:
    return int(datetime.strptime(time, TIME).replace(tzinfo=UTC).timestamp())


def shown(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).strftime(TIME)


def in_note(root: str) -> str:
    return b64encode(bytes.fromhex(root)).decode()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\1" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> str:
    """The root of the tree (RFC 6962) over these leaves."""
    level = leaves
    while len(level) > 1:
        level = [node(*level[at : at + 2]) if at + 1 < len(level) else level[at] for at in range(0, len(level), 2)]
    return level[0].hex()


def climbed(leaf: bytes, index: int, size: int, proof: Sequence[str]) -> str:
    """The root to which a leaf and its neighbours lead. Raises ValueError or IndexError where their number is wrong."""
    waiting = [bytes.fromhex(one) for one in reversed(proof)]
    if not 0 <= index < size or [one.hex() for one in waiting[::-1]] != proof:
        raise ValueError("no such place in the tree")
    while size > 1:
        if index % 2 or index + 1 < size:
            leaf = node(waiting.pop(), leaf) if index % 2 else node(leaf, waiting.pop())
        index, size = index // 2, (size + 1) // 2
    if waiting:
        raise ValueError("a proof is too long")
    return leaf.hex()


def in_order(lines: Sequence[str]) -> list[str]:
    """As lines stand in a portfolio: by the SHA-256 of which copy of a line this is, and the line."""
    seen, keyed = Counter[str](), list[tuple[bytes, str]]()
    for line in lines:
        keyed.append((sha256(f"{seen[line]}|{line}".encode()).digest(), line))
        seen[line] += 1
    return [line for _, line in sorted(keyed)]


def from_beacon(randomness: str, commitment: str, lines: int) -> int:
    """The number that a beacon gives: HMAC, and once more with the next counter where it would favour some lines."""
    counter, key, limit = 0, bytes.fromhex(randomness), 2**256 - 2**256 % lines
    while (number := int(hmac.new(key, f"{commitment}|{counter}".encode(), "sha256").hexdigest(), 16)) >= limit:
        counter += 1
    return number % lines


def from_rolls(rolls: Sequence[str], faces: str, times: int, lines: int) -> int:
    """The number that balls or dice give: the last drawn. Raises ValueError unless just those before are refused."""
    limit = len(faces) ** times // lines * lines
    for place, roll in enumerate(rolls, 1):
        if len(roll) != times or set(roll) - set(faces):
            raise ValueError(f"{roll:.40} was not drawn with what was announced")
        number = int("".join(str(faces.index(face)) for face in roll), len(faces))
        if (number < limit) != (place == len(rolls)):
            raise ValueError(f"{roll} counts already" if number < limit else f"{roll} does not count, draw once more")
    return number % lines


class Curve:  # Ed25519 as RFC 8032 describes it; enough to check a signature, far too slow and open to make one
    P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    D, BASE = -121665 * pow(121666, -1, P) % P, (4 * pow(5, -1, P) % P).to_bytes(32, "little")

    def add(self, a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...]:
        p, (x1, y1, z1, t1), (x2, y2, z2, t2) = self.P, a, b
        e, f = (y1 - x1) * (y2 - x2), (y1 + x1) * (y2 + x2)
        c, d = 2 * t1 * t2 * self.D, 2 * z1 * z2
        e, f, g, h = f - e, d - c, d + c, f + e
        return e * f % p, g * h % p, f * g % p, e * h % p

    def point(self, data: bytes) -> tuple[int, ...]:
        p, sign, y = self.P, data[31] >> 7, int.from_bytes(data, "little") % 2**255
        square = (y * y - 1) * pow(self.D * y * y + 1, -1, p) % p
        x = pow(square, (p + 3) // 8, p)
        x = x if x * x % p == square else x * pow(2, (p - 1) // 4, p) % p
        if y >= p or x * x % p != square or (x == 0 and sign):
            raise ValueError("this is no point of the curve")
        x = x if x % 2 == sign else p - x
        return x, y, 1, x * y % p

    def signed(self, key: bytes, signature: bytes, text: bytes) -> bool:
        s, a, r = int.from_bytes(signature[32:], "little"), self.point(key), self.point(signature[:32])
        h = int.from_bytes(sha512(signature[:32] + key + text).digest(), "little") % self.L
        # R must be s times the base point less h times A: both at once, bit by bit
        less, base, found = (
            (self.P - a[0], a[1], 1, self.P - a[3]),
            self.point(self.BASE),
            self.point(b"\1" + bytes(31)),
        )
        picks = (found, base, less, self.add(base, less))
        for bit in reversed(range(253)):
            found = self.add(self.add(found, found), picks[(s >> bit & 1) + 2 * (h >> bit & 1)])
        same = all((found[at] - r[at] * found[2]) % self.P == 0 for at in (0, 1))
        return same and (len(key), len(signature)) == (32, 64) and s < self.L


class Draw:  # the files of a draw; what is wrong with them, what was found, and what was not checked
    def __init__(self, paths: Sequence[Path]) -> None:
        self.faults, self.told, self.notes = dict[str, None](), list[str](), list[str]()
        self.files, self.json = dict[str, bytes](), dict[str, Any]()
        self.hash, self.lines = "", list[str]()
        given = [path / name for path in paths if path.is_dir() for name in FILES if (path / name).exists()]
        for path in [*given, *(path for path in paths if not path.is_dir())]:
            self.expect(path.name in FILES, str(path), "is no file of a draw, by its name")
            self.attempt(path.name, self.read, path)

    def expect(self, true: object, name: str, what: str) -> None:
        self.faults |= {} if true else {f"{name}: {what}": None}

    def shape(self, name: str, value: Any, fields: str) -> None:
        self.expect(sorted(value) == fields.split() and value.get("v", 1) == 1, name, "is of another kind")

    def read(self, name: str, path: Path) -> None:
        self.files[name] = path.read_bytes()
        if name.endswith(".json"):
            self.json[name] = parsed(self.files[name])

    def attempt(self, name: str, check: Callable[..., None], *given: Any) -> None:
        try:
            check(name, *given)
        except KeyError as error:
            self.expect(False, name, f"cannot be checked, as this is missing: {error!s:.99}")
        except Exception as error:  # what makes no sense is a fault, and the rest goes on
            self.expect(False, name, f"cannot be checked, as it makes no sense ({error!s:.99})")

    def check_commitment(self, name: str) -> None:
        one, self.hash = self.json[name], sha256(self.files[name]).hexdigest()
        self.shape(name, one, FIELDS)
        self.expect(one["rule"] == "draw/1", name, "has a rule that is not known here")
        seed = sha256(f"portfolio|{one['pool']['root']}".encode()).hexdigest()
        self.expect(one["settings"]["seed"] == seed, name, "its seed does not follow from the pool")
        self.expect(seconds(one["made"]) < seconds(one["when"]), name, "was made after the time of the draw")
        kinds = [terms["kind"] for terms in one["randomness"]]
        self.expect(0 < len(set(kinds)) == len(kinds) < 3, name, "does not name one source, or two of different kinds")
        self.expect({*kinds} <= {"drand", "balls", "dice"}, name, "names a source that nobody knows")
        late = min(self.rounds(), default=seconds(one["when"])) >= seconds(one["when"])
        self.expect(late, name, "the round of drand came out before the draw was to be held")
        self.told.append(
            f"Draw {one['draw']} ({one['kind']}) of {one['assembly']['name']!r}: {one['seats']:,} seats, "
            f"{one['pool']['size']:,} people in the pool, made {one['made']}. Hash of the commitment: {self.hash}"
        )

    def rounds(self) -> list[int]:  # when those of drand come out
        drand = [terms for terms in self.json["commitment.json"]["randomness"] if terms["kind"] == "drand"]
        return [CHAINS[one["chain"]][0] + (one["round"] - 1) * CHAINS[one["chain"]][1] for one in drand]

    def check_portfolio(self, name: str) -> None:
        one, data = self.json["commitment.json"], self.files[name]
        *self.lines, rest = data.decode("ascii").split("\n")
        self.expect(sha256(data).hexdigest() == one["portfolio"]["sha256"], name, "is not the one committed to")
        self.expect((len(self.lines), rest) == (one["portfolio"]["lines"], ""), name, "has other lines than committed")
        self.expect(self.lines == in_order(self.lines), name, "its lines are not in order")
        for number, line in enumerate(self.lines):
            people = line.split(" ")
            right = people == sorted(set(people)) and len(people) == one["seats"]
            right = right and all(re.fullmatch("R-[0-9A-HJKMNP-TV-Z]{6}", person) for person in people)
            self.expect(right, f"{name}, line {number}", "is not a panel of as many people as there are seats")
        self.told.append(f"The portfolio has {len(self.lines):,} lines, {len(set(self.lines)):,} of them different.")

    def check_randomness(self, name: str) -> None:
        one, values = self.json["commitment.json"], self.json[name]["sources"]
        self.shape(name, self.json[name], "sources v")
        if [value["kind"] for value in values] != [terms["kind"] for terms in one["randomness"]]:
            raise ValueError("it has other sources than were announced")
        gave = [self.given(name, value, terms) for value, terms in zip(values, one["randomness"], strict=True)]
        line = sum(gave) % len(self.lines)
        self.json["drawn"] = {
            "assembly": one["assembly"]["id"], "commitment": self.hash, "draw": one["draw"], "gave": gave,
            "line": line, "panel": self.lines[line].split(" "),
            "randomness": sha256(self.files[name]).hexdigest(), "v": 1,
        }  # fmt: skip
        self.told.append(f"Drawn: line {line} (the first is line 0). The panel: {self.lines[line]}")

    def given(self, name: str, value: Any, terms: Any) -> int:
        if terms["kind"] == "drand":
            self.shape(name, value, "kind randomness round signature")
            self.expect(value["round"] == terms["round"], name, "is another round than was announced")
            self.expect(re.fullmatch("[0-9a-f]{64}", value["randomness"]), name, "has no randomness of 64 hex digits")
            if value["signature"]:
                right = sha256(bytes.fromhex(value["signature"])).hexdigest() == value["randomness"]
                self.expect(right, name, "its randomness is not the hash of its signature")
            found = from_beacon(value["randomness"], self.hash, len(self.lines))
            self.told.append(f"drand round {terms['round']} ({shown(*self.rounds())}) gives {found}.")
            where = " and ".join(f"{mirror}/{terms['chain']}/public/{terms['round']}" for mirror in MIRRORS)
            self.notes.append(f"whether drand said {value['randomness']}: compare with {where}")
            return found
        self.shape(name, value, "kind rolls")
        faces, times = ("0123456789", "digits") if terms["kind"] == "balls" else ("123456", "dice")
        found = from_rolls(value["rolls"], faces, terms[times], len(self.lines))
        self.told.append(f"{terms['kind']}: {', then '.join(value['rolls'])} gives {found}.")
        return found

    def check_result(self, name: str) -> None:
        right, drawn = self.json[name], self.json.get("drawn")
        if drawn is None:
            self.expect(right["commitment"] == self.hash, name, "is of another draw")
            raise ValueError("randomness.json is not there, or wrong")
        for key in sorted(right.keys() | drawn):
            self.expect(right.get(key, "") == drawn.get(key, "."), name, f"{key:.40} is not what the draw gives")
        begin, others = sha256(self.files[name]).hexdigest(), {*" ".join(self.lines).split(" ")} - {*drawn["panel"]}
        order = sorted(others, key=lambda person: sha256(f"{begin}|{person}".encode()).digest())
        self.told.append(f"Next in line when seats fall empty: {' '.join(order[:MOST_SHOWN])}")

    def check_record(self, name: str) -> None:
        record = self.json[name]
        self.shape(name, record, "checkpoints key leaves v witnesses")
        self.expect(record["witnesses"] == sorted({*record["witnesses"]}), name, "its witnesses are not in order")
        keys = {key: self.key(key) for key in [record["key"], *record["witnesses"]]}
        roots, seen, used = dict[int, str](), dict[int, list[int]](), {record["key"]}
        for checkpoint in record["checkpoints"]:
            text, _, size, root, own = re.fullmatch(NOTE, checkpoint["note"]).groups()  # type: ignore[union-attr]
            self.shape(name, checkpoint, "cosignatures note")
            self.expect(not roots or int(size) > max(roots), name, "its checkpoints are not in order")
            roots[int(size)] = root
            self.expect(self.signer(keys, own, text, 1) == record["key"], name, f"checkpoint {size} is not signed")
            signers = [self.signer(keys, line, text, 4) for line in checkpoint["cosignatures"]]
            right = len({*signers}) == len(signers) and {*signers} <= {*record["witnesses"]}
            self.expect(right, name, f"a witness of checkpoint {size} is unknown, wrong, or there twice")
            used |= {*signers}
            times = (b64decode(line.split(" ")[2])[4:12] for line in checkpoint["cosignatures"])
            seen[int(size)] = [int.from_bytes(time, "big") for time in times]
        self.expect(used == keys.keys(), name, "names a witness who signed nothing")
        self.json["roots"] = roots
        self.check_leaves(name, roots)
        self.check_times(name, seen[record["leaves"][0]["size"]])

    def key(self, text: str) -> tuple[str, bytes, bytes]:
        name, id_, content = text.split("+", 2)
        key = b64decode(content, validate=True)
        if sha256(f"{name}\n".encode() + key).hexdigest()[:8] != id_ or b64encode(key).decode() != content:
            raise ValueError(f"the key of {name:.40} does not fit its hash")
        return name, bytes.fromhex(id_), key

    def signer(self, keys: dict[str, tuple[str, bytes, bytes]], line: str, text: str, kind: int) -> str:
        """Whose signature this line is; nobody's if it is false."""
        dash, name, code = line.split(" ")
        data = b64decode(code, validate=True)
        time = f"cosignature/v1\ntime {int.from_bytes(data[4:12], 'big')}\n" if kind == 4 else ""
        for written, (named, id_, key) in keys.items():
            if (dash, name, data[:4], key[:1], len(data)) == ("—", named, id_, bytes([kind]), 68 + 8 * (kind == 4)):
                right = b64encode(data).decode() == code and Curve().signed(key[1:], data[-64:], (time + text).encode())
                return written if right else ""
        return ""

    def check_leaves(self, name: str, roots: dict[int, str]) -> None:
        record, one, sizes, kinds = self.json[name], self.json["commitment.json"], list[int](), list[str]()
        hashes = {"draw": self.hash}
        hashes |= {"drawn": sha256(self.files["result.json"]).hexdigest()} if "result.json" in self.files else {}
        for found in record["leaves"]:
            leaf, kind = found["leaf"], found["leaf"]["k"]
            self.shape(name, found, "leaf number proof size")
            wanted = {"a": one["assembly"]["id"], "d": one["draw"], "h": hashes.get(kind, leaf["h"]), "k": kind}
            self.expect(leaf == wanted, name, f"its leaf {kind!s:.9} is not of these files")
            root = climbed(leaf_hash(canonical(leaf)), found["number"], found["size"], found["proof"])
            self.expect(in_note(root) == roots[found["size"]], name, f"its leaf {kind!s:.9} is not in the record")
            self.told.append(f"The record has {kind!s:.9} as leaf {found['number']} of {found['size']}.")
            self.expect(kind in {*hashes, "void"}, name, "has a result, and result.json is not there")
            self.told += [f"THIS DRAW IS VOID. The SHA-256 of the reason is {leaf['h']}"] * (kind == "void")
            sizes.append(found["size"])
            kinds.append(kind)
        in_order = kinds == [kind for kind in ("draw", "drawn", "void") if kind in {"draw", *kinds}]
        self.expect(in_order and sizes == sorted(sizes), name, "has not commitment, result and voiding in order, once")
        self.expect({*sizes} == roots.keys(), name, "has a checkpoint that nothing is proved in")
        if "drawn" in hashes and "drawn" not in kinds:
            self.notes.append("whether the result stands in the record: it is not in record.json yet")
        elif kinds[:2] == ["draw", "drawn"] and sizes[0] == sizes[1]:
            self.notes.append("that the commitment is older than the result: the record took in both at once")

    def check_times(self, name: str, seen: Sequence[int]) -> None:
        chance = min(self.rounds(), default=seconds(self.json["commitment.json"]["when"]))
        if not seen:
            self.notes.append("that the commitment is older than chance: no witness signed it, only the site itself")
        elif min(seen) < chance:
            self.told.append(f"A witness signed the commitment at {shown(min(seen))}, before {shown(chance)}.")
        elif self.rounds():
            self.expect(False, name, "the witnesses saw the commitment only when chance was already known")
        else:
            self.notes.append(f"that the commitment is older than chance: witnesses signed it at {shown(min(seen))}")

    def check_receipt(self, name: str) -> None:
        receipt, pool = self.json[name], self.json["commitment.json"]["pool"]
        self.shape(name, receipt, "entry index proof v")
        leaf = leaf_hash(canonical(receipt["entry"]))
        right = climbed(leaf, receipt["index"], pool["size"], receipt["proof"]) == pool["root"]
        self.expect(right, name, "is not in the pool of this draw")
        person = receipt["entry"]["p"]
        count = sum(person in line.split(" ") for line in self.lines)
        chance = f"{count:,} of {len(self.lines):,} lines: a chance of {100 * count / len(self.lines):.2f}%"
        self.told.append(f"{person} is {'' if right else 'not '}in the pool, and stands on {chance}.")
        if "drawn" in self.json:
            self.told.append(f"{person} was {'' if person in self.json['drawn']['panel'] else 'not '}drawn.")

    def check_pool(self, name: str) -> None:
        one, (*lines, rest) = self.json["commitment.json"], self.files[name].split(b"\n")
        entries = {entry["p"]: entry for entry in map(parsed, lines)}
        self.expect(rest == b"" and len(entries) == len(lines) == one["pool"]["size"], name, "has not all people once")
        root = root_of(sorted(map(leaf_hash, lines)))
        self.expect(root == one["pool"]["root"], name, "is not the committed pool")
        features = {person: {(pair[0], pair[1]) for pair in entry["f"]} for person, entry in entries.items()}
        counts = Counter(pair for pairs in features.values() for pair in pairs)
        quotas = [((one["category"], one["value"]), one["least"], one["most"], one["have"]) for one in one["quotas"]]
        for pair, _, _, have in quotas:
            self.expect(have in (None, counts[pair]), name, f"has {counts[pair]} people for {pair}, not as said")
        for number, line in enumerate(self.lines):
            people = line.split(" ")
            on = Counter(pair for person in people for pair in features[person])
            homes = [entries[person]["h"] for person in people if entries[person]["h"]]
            right = all(least <= on[pair] <= most for pair, least, most, _ in quotas) and len(set(homes)) == len(homes)
            self.expect(right, f"portfolio.txt, line {number}", "misses a quota, or has two people of one household")
        self.told.append(f"Every line was held against the {'quotas and the ' if quotas else ''}households.")

    def check_whole_record(self, name: str) -> None:  # who commits to many panels could show the one chance favours
        one, lines = self.json["commitment.json"], self.files[name].split(b"\n")
        for size, root in self.json["roots"].items():
            found = root_of([leaf_hash(line) for line in lines[:size]])
            self.expect(len(lines) > size and in_note(found) == root, name, f"is not the record of {size} leaves")
        self.expect(all(lines[:-1]) and lines[-1] == b"", name, "has an empty line, or its last one has no end")
        leaves = [parsed(line) for line in lines if line.startswith(b'{"a":') and line.endswith(b',"k":"draw"}')]
        draws = [leaf["d"] for leaf in leaves if leaf["a"] == one["assembly"]["id"]]
        self.expect(draws.count(one["draw"]) == 1, name, "has other commitments of this draw as well")
        self.told.append(f"Draws of this assembly in the whole record: {len(draws):,}.")


def main() -> int:
    parser = argparse.ArgumentParser(description="Repeat a draw, and check what was fixed before it.")
    parser.add_argument("paths", type=Path, nargs="+", metavar="FOLDER_OR_FILES")
    draw = Draw(parser.parse_args().paths)
    if not draw.files.keys() >= set(NEEDED):
        parser.error("commitment.json and portfolio.txt are needed, and not both are there")  # with status 2
    steps = {"commitment.json": draw.check_commitment, "portfolio.txt": draw.check_portfolio}
    steps |= {"randomness.json": draw.check_randomness, "result.json": draw.check_result}
    steps |= {"record.json": draw.check_record, "leaves.jsonl": draw.check_whole_record}
    steps |= {"receipt.json": draw.check_receipt, "pool.jsonl": draw.check_pool}
    for name, check in steps.items():
        if name in draw.files:
            draw.attempt(name, check)
    missing = [name for name in (*PUBLIC, "leaves.jsonl", "pool.jsonl") if name not in draw.files]
    draw.notes += [f"what is in {name}: it is not there" for name in missing]
    for line in [*draw.told, *(f"Not checked: {note}" for note in draw.notes), *[*draw.faults][:MOST_SHOWN]]:
        print("".join(letter if " " <= letter <= "~" else "?" for letter in line))
    print(f"{len(draw.faults):,} things are wrong." if draw.faults else "Everything that was checked agrees.")
    return 1 if draw.faults else 0


if __name__ == "__main__":
    sys.exit(main())
