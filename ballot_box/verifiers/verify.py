"""Check a recount pack: python verify.py FOLDER [--code CODE]

Needs Python 3.11, only reads, uses no network, shares no line with the site that makes packs; says what it left out. It
cannot check who was allowed to vote; whether a ballot says what its voter chose (test one before you cast yours);
whether commitments and ballots belong together (auditors compare them); nor whether log/key.txt and log/witnesses.json
are the ones you know from elsewhere. Status: 0 everything agrees, 1 something does not, 2 no folder to read."""

import argparse
import hmac
import math
import re
import sys
from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from fractions import Fraction
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from typing import Any

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
except ImportError:
    Ed25519PublicKey = None  # type: ignore[assignment,misc]

NAMED = {"account.json", "counted.txt", "election.json", "spoiled.jsonl"}  # in the result, as are the ballots
NAMED, ADDED = NAMED | {"log/key.txt", "log/start.json", "log/witnesses.json"}, {"audit.py", "verify.html", "verify.py"}
FILES = NAMED | ADDED | {"README.txt", "log/checkpoints.jsonl", "log/leaves.jsonl", "result.json"}
RECORDED = {"election.json": ("freeze", "d"), "counted.txt": ("counted", "counted"), "result.json": ("result", "h")}
LEAF = '{("c":#,@,"k":"(ballot|spoiled)"|"d":#,@,"k":"freeze"|@,"h":#,"k":"result"|'  # each hash #, the vote @
LEAF += '("batch":#,@,"k":"paper"|"counted":#,@,"k":"counted"|@,"k":"close"),"n":[0-9]+)}'
NOTE = "((\\S+)\n(0|[1-9][0-9]{0,15})\n(\\S+)\n)\n(— \\2 \\S+)\n"
BY_HAND = "signatures, without `cryptography`. By hand: echo {} | base64 -d > key; echo {} | base64 -d > text; echo {} "
BY_HAND += "| base64 -d > sig; openssl pkeyutl -verify -pubin -keyform DER -inkey key -rawin -in text -sigfile sig"
RULES = "(equal-shares-(ranked|ranked-cardinality|cost|cardinality|points)|greedy-(votes|points)(-per-cost)?) "
RULES += "(none|add1(-late)?(-greedy)?) (lexicographic|cost-id|cost-supporters-(id|lot))"
STUMBLES = {"InvalidSignature": "a signature is false", "KeyError": "cannot be checked, as this is missing: {!s:.99}"}
BASE32, LEAST_PUBLISHED, MOST_SHOWN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ", 10, 40


def canonical(value: Any) -> bytes:
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def parsed(data: bytes) -> Any:  # numbers not whole, below nothing or too long become texts, and so are found out
    value = loads(data, parse_int=lambda n: int(n) if n.isdigit() and n[:16] == n else n, parse_float=str)
    if canonical(value) != data:
        raise ValueError("not canonical JSON of whole numbers")
    return value


def append(peaks: list[tuple[int, bytes]], leaf: bytes) -> str:
    """Put a leaf into a tree (RFC 6962), kept as heights and roots of its complete subtrees; gives the new root."""
    height, node = 0, sha256(b"\0" + leaf).digest()
    while peaks and peaks[-1][0] == height:
        height, node = height + 1, sha256(b"\1" + peaks.pop()[1] + node).digest()
    peaks.append((height, node))
    for _, left in reversed(peaks[:-1]):
        node = sha256(b"\1" + left + node).digest()
    return b64encode(node).decode()


class Pack:  # the files of a folder; what is wrong with them; what was checked, and what was not
    def __init__(self, folder: Path) -> None:
        self.faults, self.notes, self.checked = dict[str, None](), list[str](), Counter[str]()
        self.files, self.hashes, self.json = dict[str, bytes](), dict[str, str](), dict[str, Any]()
        for path in sorted(folder.rglob("[!.]*")):
            name, plain = path.relative_to(folder).as_posix(), not path.is_symlink()
            self.expect(plain and (path.is_file() or path.is_dir()), name, "is not a plain file")
            if plain and path.is_file():
                self.attempt(name, self.read, path)

    def read(self, name: str, path: Path) -> None:
        self.files[name] = path.read_bytes()
        self.hashes[name] = sha256(self.files[name]).hexdigest()
        if name.endswith(".json"):
            self.json[name] = parsed(self.files[name])

    def expect(self, true: object, name: str, what: str) -> None:
        self.faults |= {} if true else {f"{name}: {what}": None}

    def attempt(self, name: str, check: Callable[..., None], *given: Any) -> None:
        try:
            check(name, *given)
        except Exception as error:  # what makes no sense is a fault, and the rest goes on
            said = STUMBLES.get(type(error).__name__, "cannot be checked, as it makes no sense ({!r:.99})")
            self.expect(False, name, said.format(error))

    def lines(self, name: str) -> list[bytes]:
        *lines, rest = self.files[name].split(b"\n")
        self.expect(rest == b"", name, "its last line has no end")
        return lines

    def check_sums(self, sums: str) -> None:
        lines = [line.decode() for line in self.lines(sums)]
        right = [f"{self.hashes[name]}  {name}" for name in sorted(self.files) if name != sums]
        for name in sorted({line[66:] for line in {*lines} ^ {*right}} | FILES - self.files.keys()):
            self.expect(False, name, "is not as SHA256SUMS says" if name in self.files else "is missing")
        self.expect(lines == right, sums, "does not have each file once, in order")

    def check_leaves(self, name: str) -> None:  # and keep those of this vote, by kind
        vote, found = self.json["election.json"]["election"], defaultdict[str, list[Any]](list)
        shape = LEAF.replace("#", '"[0-9a-f]{64}"').replace("@", '"e":"[^"]*"')
        for number, line in enumerate(self.lines(name), 1):
            if (leaf := parsed(line)).get("e") == vote:
                known = re.fullmatch(shape, line.decode())
                self.expect(known, f"{name}, line {number}", "is of an unknown kind, or not as those of its kind are")
                found[leaf["k"] if known else ""].append(leaf)
        for kind in ("freeze", "close", "counted", "result"):  # a second one could change what the first one settled
            self.expect(len(found[kind]) == 1, name, f"has {len(found[kind])} {kind} leaves in place of one")
        self.json |= {"leaves": found} | {f"leaf {kind}": ours[-1] for kind, ours in found.items() if ours}

    def check_log(self, name: str) -> None:  # each root is that of the leaves up to there
        start, lines, sizes = self.json["log/start.json"], self.lines("log/leaves.jsonl"), list[int]()
        heights = [height for height in range(60, -1, -1) if start["size"] >> height & 1]
        peaks = list(zip(heights, map(bytes.fromhex, start["peaks"]), strict=True))
        roots = {size: append(peaks, line) for size, line in enumerate(lines, start["size"] + 1)}
        for number, line in enumerate(self.lines(name), 1):
            self.attempt(f"{name}, line {number}", self.check_checkpoint, line, roots, sizes)
        result = start["size"] + 1 + lines.index(canonical(self.json["leaf result"]))
        self.expect(sizes == sorted({*sizes}) and sizes[-1:] == [*roots][-1:], name, "does not lead to the last leaf")
        self.expect(max(sizes[:-1], default=0) < result, name, "the last is not the first that holds the result")
        self.expect(len(set(lines)) == len(lines), "log/leaves.jsonl", "has a leaf twice")
        self.checked |= {"leaves of the record": len(lines), "checkpoints": len(sizes)}

    def check_checkpoint(self, where: str, line: bytes, roots: dict[int, str], sizes: list[int]) -> None:
        one, witnesses = parsed(line), self.json["log/witnesses.json"]
        text, _, size, root, own = re.fullmatch(NOTE, one["note"]).groups()  # type: ignore[union-attr]
        sizes.append(int(size))
        is_last, cosigned = sizes[-1] == next(reversed(roots)), one["cosignatures"]
        self.expect(len(one) == 2 and roots.get(sizes[-1]) == root, where, "the leaves give another root")
        right = len({line.split(" ")[1] for line in cosigned}) == len(cosigned) >= is_last * witnesses["quorum"]
        self.expect(right, where, "has too few witnesses, or one twice")
        self.notes += ["whether others saw the same record: no witness signed its end"] * (is_last and not cosigned)
        keys = self.files["log/key.txt"].decode().splitlines() + witnesses["witnesses"]
        known = {(name, bytes.fromhex(id_)): b64decode(key) for name, id_, key in (line.split("+", 2) for line in keys)}
        for kind, signed in [(1, own), *((4, by_witness) for by_witness in cosigned)]:
            name, signature = signed.split(" ")[1], b64decode(signed.split(" ")[2])
            time = f"cosignature/v1\ntime {int.from_bytes(signature[4:12])}\n" if kind == 4 else ""  # signed too
            key = known.get((name, signature[:4]), b"")
            right = f"— {name} {b64encode(signature).decode()}", bytes([kind]), 68 if kind == 1 else 76
            if (signed, key[:1], len(signature)) != right:
                self.expect(False, where, f"{name:.99} cannot sign like this, or its key is not given")
            elif Ed25519PublicKey is not None:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(signature[-64:], (time + text).encode())
                self.checked["signatures"] += 1
            elif kind == 1 and is_last:
                parts = bytes.fromhex("302a300506032b6570032100") + key[1:], text.encode(), signature[-64:]
                self.notes.append(BY_HAND.format(*(b64encode(part).decode() for part in parts)))

    def check_result(self, name: str) -> None:
        result, election, said = self.json[name], self.json["election.json"], self.json[name]["files"]
        for file, (kind, key) in RECORDED.items():
            self.expect(self.json[f"leaf {kind}"][key] == self.hashes[file], file, "is not the one in the record")
        self.expect(result["election"] == election["election"], name, "is of another vote")
        self.expect(result["contests"].keys() == election["contests"].keys(), name, "lacks a contest, or has another")
        for option in {*result["withdrawn"]}.difference(*election["contests"].values()):
            self.expect(False, name, f"takes off option {option:.90}, which was on no ballot paper")
        files = NAMED | {f"ballots/{contest}.json" for contest in election["contests"]}
        for f in sorted(files | said.keys() | self.files.keys() - FILES - {"SHA256SUMS"}):
            self.expect(f in files and said.get(f, "") == self.hashes.get(f), f, "is not as result.json says")

    def check_counted(self, name: str) -> None:
        codes = [line.decode() for line in self.lines(name)]
        cast, tested = ({leaf["c"] for leaf in self.json["leaves"][kind]} for kind in ("ballot", "spoiled"))
        self.expect(codes == sorted(set(codes)), name, "is not in order, or has a commitment twice")
        right = self.json["leaf counted"]["n"] == len(codes) <= self.json["leaf close"]["n"] <= len(cast)
        self.expect(right, name, "holds another number than the record says, or more than were cast")
        for code in codes:
            self.expect(code in cast and code not in tested, name, f"{code:.64} is not in the record, or was tested")
        self.checked |= {"commitments counted": len(codes), "ballots tested": len(tested)}

    def check_tested(self, name: str) -> None:
        vote = {"d": self.hashes["election.json"], "e": self.json["election.json"]["election"], "v": 1}
        codes = list[str]()
        for number, one in enumerate(map(parsed, self.lines(name)), 1):
            where, body = f"{name}, line {number}", one["body"]
            codes.append(hmac.new(bytes.fromhex(one["nonce"]), canonical(body), "sha256").hexdigest())
            self.expect(codes[-1] == one["code"], where, "its nonce and ballot give another code")
            right = vote.items() <= body.items() and self.is_possible(body["c"], body["r"])
            self.expect(right, where, "could not be cast in this vote")
        tested = sorted(leaf["c"] for leaf in self.json["leaves"]["spoiled"])
        self.expect(codes == tested, name, "does not hold the tested ballots of the record, in order")

    def is_possible(self, contest: str, choices: Sequence[str]) -> bool:
        election, once = self.json["election.json"], set(choices)
        return len(once) == len(choices) <= election["ranks"] and once <= set(election["contests"][contest])

    def check_account(self, name: str) -> None:
        contests, leaves = self.json[name]["contests"], self.json["leaves"]["paper"]
        self.expect(contests.keys() == self.json["election.json"]["contests"].keys(), name, "has other contests")
        for contest, one in contests.items():
            right = sum(one["cast"].values()) == one["counted"] + one["unconfirmed"] + sum(one["removed"].values())
            right &= one["ballots"] == one["counted"] - one["cast"].get("paper", 0) + one["paper"]["entered"]
            self.expect(right, name, f"the ballots and people of contest {contest} do not add up")
        papers = sum(one["paper"]["entered"] for one in contests.values())
        screen = sum(one["counted"] - one["cast"].get("paper", 0) for one in contests.values())
        self.expect(screen == len(self.lines("counted.txt")), name, "other people counted than there are commitments")
        self.expect(papers == sum(leaf["n"] for leaf in leaves), name, "other papers than in the record")

    def check_contests(self, _: str) -> None:
        for contest in self.json["election.json"]["contests"]:
            self.attempt(f"ballots/{contest}.json", self.check_ballots, contest)
            self.attempt(f"ballots/{contest}.json", self.check_count, contest)

    def check_ballots(self, name: str, contest: str) -> None:
        one, election, account = self.json[name], self.json["election.json"], self.json["account.json"]["contests"]
        form, n, k, ballots = one["form"], one["n"], election["disclosure"]["pattern"], one.get("ballots", [])
        groups = {tuple(choices): count for count, choices in ballots}
        self.expect((one["contest"], n) == (contest, account[contest]["ballots"]), name, "does not fit account.json")
        shown = sum(groups.values()) + one.get("suppressed", 0) if "ballots" in one else n
        right = shown == n and ballots == [[groups[choices], [*choices]] for choices in sorted(groups)]
        self.expect(right, name, "is not in order, or does not add up, or has a ballot twice")
        for choices, count in groups.items():
            in_order = election["kind"] == "ordinal" or [*choices] == sorted(choices)
            right = count >= (k if form == "prefix" else 1) and in_order and self.is_possible(contest, choices)
            self.expect(right, name, f"{[*choices]!a:.90} could not be cast, or is shared by too few to be shown")
        self.expect(form != "prefix" or one.get("k") == k, name, "its k is not the pattern that was frozen")
        options = one["options"] if form == "aggregate" else one.get("options", {})
        for option, numbers in options.items():
            known = [number for number in numbers.values() if number is not None]
            self.expect(min(known, default=k) >= k and len(known) != 2, name, "gives away a number that is too small")
            right = max(known, default=0) <= n and (len(known) < 3 or sum(known[:-1]) == known[-1])
            self.expect(right, name, f"the numbers of option {option:.90} do not add up, or are too large")
        self.expect(sum(o["first"] or 0 for o in options.values()) <= n, name, "has more first choices than ballots")
        right = form != "full" or sha256(canonical(ballots)).hexdigest() == self.json["result.json"]["ballots"][contest]
        self.expect(right, name, "is not the list of ballots that result.json names")
        self.expect(form == self.form(one, groups, election, contest), name, "should be published in another form")

    def form(self, one: Any, groups: Any, election: Any, contest: str) -> str:  # that is due, as far as one can tell
        rule, n, options = election["disclosure"], one["n"], len(election["contests"][contest])
        cut, length = Counter(groups) + Counter({(): one.get("suppressed", 0)}), min(election["ranks"], options)
        for size in range(length, 0, -1):
            for choices in [key for key in cut if len(key) == size and cut[key] < rule["pattern"]]:
                cut[choices[:-1]] += cut.pop(choices)
        possible = (math.perm if election["kind"] == "ordinal" else math.comb)(options, length)
        unused = possible - sum(len(choices) == length for choices in groups)
        few = n < rule["least"] or 100 * cut[()] > rule["suppressed_percent"] * n or one["form"] == "aggregate"
        marked = one["form"] == "prefix" or 100 * unused > rule["full_percent"] * possible
        return "withheld" if n < LEAST_PUBLISHED else "aggregate" if few else "prefix" if marked else "full"

    def check_count(self, name: str, contest: str) -> None:
        one, result, election = self.json[name], self.json["result.json"], self.json["election.json"]
        if election["about"]["what"] != "participatory-budget":
            return self.notes.append(f"the result of contest {contest}: it is not of a kind that I know")
        said, poll = result["contests"][contest], Poll(election, contest, result["withdrawn"], one)
        right = len({*said["funded"]}) == len(said["funded"]) and poll.costs.keys() >= {*said["funded"]}
        self.expect(right, "result.json", f"{contest}: funds an option twice, or one that is not on its ballot")
        spent = sum(poll.costs.get(option, 0) for option in {*said["funded"]})
        self.expect(said["budget"] == poll.budget >= spent == said["spent"], "result.json", f"{contest}: other amounts")
        known = re.fullmatch(RULES, f"{poll.rule} {poll.completion} {poll.ties}")
        if one["form"] != "full" or not known:
            why = "not all ballots are published" if known else "it is counted by no rule that I know"
            self.notes.append(f"contest {contest}: {why}")
        if "ballots" in one and known:
            again, funded = poll.winners(), said["funded"] if one["form"] == "full" else one["recount"]
            self.expect(again == funded, name, f"counting again funds {', '.join(again) or 'nothing'}")
            self.checked["ballots counted again"] += one["n"]

    def find(self, name: str, code: str) -> None:
        letters = re.sub("[^0-9A-Z]", "", code.upper().translate(str.maketrans("OIL", "011")))
        if not re.fullmatch("[0-9a-f]{64}", code):
            code = f"{sum(BASE32.index(letter) << 5 * place for place, letter in enumerate(letters[::-1])) >> 4:064x}"
        kinds = [kind for kind in ("ballot", "spoiled") if code in (leaf["c"] for leaf in self.json["leaves"][kind])]
        self.expect(kinds, name, "no such ballot is in the record; is every letter right?")
        kinds += ["counted"] if code.encode() in self.lines("counted.txt") else []
        print(f"{code} is in the record as: {', '.join(kinds) or 'nothing'}")


class Poll:  # the count of one contest; what was taken off the ballot is passed over, and those below it move up
    def __init__(self, election: Any, contest: str, withdrawn: list[str], one: Any) -> None:
        about, self.ranked = election["about"], election["kind"] == "ordinal"
        options, count, self.budget = about["options"], about["count"], about["contests"][contest]["budget"]
        self.rule, self.completion, self.ties = count["rule"], count["completion"], count["tie_breaking"]
        self.costs = {o: options[o]["cost"] for o in election["contests"][contest] if o not in withdrawn}
        self.unit, groups = count["unit"], Counter[tuple[str, ...]]({(): one.get("suppressed", 0)})
        for people, choices in one.get("ballots", []):
            groups[tuple(option for option in choices if option in self.costs)] += people
        self.groups, by_lot = list(groups.items()), self.ties.endswith("lot")
        votes = self.totals("votes") if "supporters" in self.ties else {}
        lots = {f"lot of option {option}": place for place, option in enumerate(count["lots"])}
        last = {o: lots[f"lot of option {o}"] if by_lot else options[o]["reference"] for o in self.costs}
        ranks = [("cost" in self.ties and cost, -votes.get(o, 0), last[o], o) for o, cost in self.costs.items()]
        self.place = {option: place for place, (*_, option) in enumerate(sorted(ranks))}  # among equals

    def levels(self, rule: str) -> list[Any]:
        """Who supports what: first choices, then first and second ones, and so on; or all at once, by points (one for
        the last choice, two for the one before it) or alike, as ticks are. Of each: kind of ballot, people, weight."""
        by_rank, by_points = self.ranked and "ranked" in rule, self.ranked and "points" in rule
        longest = max((len(choices) for choices, _ in self.groups), default=0)
        levels = list[dict[str, list[Any]]]()
        for level in range(1, longest + 1) if by_rank else [longest]:
            levels.append({})
            for kind, (choices, people) in enumerate(self.groups):
                for position, option in enumerate(choices[:level]):
                    vote = kind, people, len(choices) - position if by_points else 1
                    levels[-1].setdefault(option, []).append(vote)
        return levels

    def totals(self, rule: str) -> dict[str, int]:
        return {option: sum(n * weight for _, n, weight in votes) for option, votes in self.levels(rule)[0].items()}

    def winners(self) -> list[str]:
        funded, rule = list[str](), self.rule
        if not rule.startswith("greedy"):
            funded, rule = self.equal_shares(), "greedy-points-per-cost" if self.ranked else "greedy-votes"
        return self.greedy(rule, funded) if "greedy" in self.rule + self.completion else funded

    def greedy(self, rule: str, funded: list[str]) -> list[str]:  # most votes or points, or most for a penny, first
        totals, left = self.totals(rule), self.budget - sum(self.costs[option] for option in funded)
        per = {option: self.costs[option] if rule.endswith("cost") else 1 for option in totals.keys() - set(funded)}
        scores = {option: (not n, Fraction(totals[option], n or 1), -self.place[option]) for option, n in per.items()}
        for option in sorted(scores, key=scores.__getitem__, reverse=True):
            if self.costs[option] <= left:
                funded, left = [*funded, option], left - self.costs[option]
        return funded

    def equal_shares(self) -> list[str]:
        """Everybody holds the same share, raised again and again as long as what it buys does not cost too much and,
        unless the raising ends late, something else that somebody chose would fit. Several raises are made at once if
        that surely changes nothing: both ends buy the same, and each time what is bought asks less at the lower end
        than all else at the higher. (While the same is bought, a higher share leaves nobody poorer, nothing dearer.)"""
        levels, people, jump = self.levels(self.rule), sum(people for _, people in self.groups), 1
        share, supported = Fraction(self.budget, people or 1), {option for level in levels for option in level}
        bought, rates, _ = self.buy(levels, share)
        while self.completion != "none" and (waiting := supported.difference(option for _, option in bought)):
            left = self.budget - sum(self.costs[option] for _, option in bought)
            if "late" not in self.completion and all(self.costs[option] > left for option in waiting):
                break
            further, lower, others = self.buy(levels, share + jump * self.unit)
            if jump > 1 and (further != bought or any(rate > other for rate, other in zip(rates, others, strict=True))):
                jump //= 2
            elif sum(self.costs[option] for _, option in further) > self.budget:
                break
            else:
                bought, rates, share, jump = further, lower, share + jump * self.unit, 2 * jump
        return [option for _, option in bought]

    def buy(self, levels: list[Any], share: Fraction) -> tuple[list[tuple[int, str]], list[Any], list[Any]]:
        """Level by level, what its supporters can pay for together is bought: what asks least of each first, or least
        for each penny of cost. All hold whole numbers of 1/unit pence. Also tells rates, and the next higher."""
        holds, unit = [share.numerator] * len(self.groups), share.denominator
        bought, rates, others = list[tuple[int, str]](), list[Any](), list[Any]()
        for number, level in enumerate(levels):
            waiting = level.keys() - {option for _, option in bought}
            while waiting:
                offers = []
                for option in waiting:
                    groups, cost = Counter[tuple[int, int]](), self.costs[option]
                    for kind, people, weight in level[option]:
                        groups[holds[kind], weight] += people
                    price = self.least_price(groups, cost * unit)
                    if price is not None:
                        per = cost if self.rule in ("equal-shares-ranked", "equal-shares-cost") and cost else 1
                        offers.append(((price / unit / per, self.place[option]), option, price))
                if offers:
                    (rate, option, price), (other, *_), *_ = sorted([*offers, ((math.inf, 0), "", Fraction(0))])
                    bought, rates, others = [*bought, (number, option)], [*rates, rate], [*others, other]
                    unit, holds = unit * price.denominator, [amount * price.denominator for amount in holds]
                    for kind, _, weight in level[option]:
                        holds[kind] = max(0, holds[kind] - price.numerator * weight)
                waiting = {option for _, option, _ in offers} - {option for _, option in bought}
        return bought, rates, others

    def least_price(self, groups: Counter[tuple[int, int]], cost: int) -> Fraction | None:
        """Least price of a unit of weight that covers the cost, if whoever holds less gives all. None: too little."""
        rich, common = sum(weight * n for (_, weight), n in groups.items()), math.lcm(*(weight for _, weight in groups))
        if sum(held * people for (held, _), people in groups.items()) < cost:
            return None
        for held, weight in sorted(groups, key=lambda group: group[0] * (common // group[1])):
            if held * rich >= cost * weight:  # they can pay in full, and so can all that follow
                break
            cost, rich = cost - held * groups[held, weight], rich - weight * groups[held, weight]
        return Fraction(cost, rich)


def main() -> int:
    parser = argparse.ArgumentParser(description="Check a recount pack.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--code", help="the code of your ballot: is it in the record, and counted?")
    given = parser.parse_args()
    if not (pack := Pack(given.folder)).files:
        parser.error(f"nothing can be read in {given.folder}")  # with status 2
    steps = {"SHA256SUMS": pack.check_sums, "log/leaves.jsonl": pack.check_leaves}
    steps |= {"log/checkpoints.jsonl": pack.check_log, "result.json": pack.check_result}
    steps |= {"counted.txt": pack.check_counted, "spoiled.jsonl": pack.check_tested, "account.json": pack.check_account}
    steps |= {"ballots": pack.check_contests, "--code": lambda at: pack.find(at, given.code) if given.code else None}
    for name, check in steps.items():
        pack.attempt(name, check)
    for line in [*[*pack.faults][:MOST_SHOWN], *(f"Not checked: {note}" for note in pack.notes)]:
        print("".join(letter if " " <= letter <= "~" else "?" for letter in line))
    print(*(f"{number:>9,} {what}" for what, number in pack.checked.items()), sep="\n")
    print(f"{len(pack.faults):,} things are wrong." if pack.faults else "Everything agrees.")
    return 1 if pack.faults else 0


if __name__ == "__main__":
    sys.exit(main())
