"""For auditors, in a closed room: do the codes and the ballots of a vote belong together?

    python audit.py PACK OPENINGS [--key FILE]

PACK is the recount pack that everybody has; check it with verify.py first. OPENINGS holds body and nonce of every
counted ballot, a line each; FILE the key of the hashes of those lists that are not published. Needs Python 3.11, only
reads, uses no network. It counts again what the public cannot, with the verify.py that lies beside it. What it prints
tells nothing of what anybody chose, so it can be signed and shown. It cannot check paper: that takes the papers.
Status: 0 everything agrees, 1 something does not, 2 nothing to read."""

import argparse
import hmac
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from hashlib import sha256
from json import dumps, loads
from pathlib import Path
from runpy import run_path
from typing import Any

BODY, MOST_SHOWN, CELLS = {"c", "d", "e", "r", "v", "x"}, 40, ("first", "lower", "supporters")
Groups = Counter[tuple[str, ...]]  # choices, and how many ballots have exactly these


def canonical(value: Any) -> bytes:
    return dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def parsed(data: bytes) -> Any:
    if canonical(value := loads(data)) != data:
        raise ValueError("not canonical JSON")
    return value


class Audit:
    def __init__(self, pack: Path, openings: Path, key: bytes) -> None:
        self.pack, self.key, self.opened = pack, key, openings.read_bytes()
        self.faults, self.notes, self.checked = list[str](), list[str](), list[str]()
        self.codes, self.ballots = Counter[str](), dict[str, Groups]()
        self.result = parsed((pack / "result.json").read_bytes())
        self.election = self.json("election.json")
        self.vote = {"d": sha256(canonical(self.election)).hexdigest(), "e": self.election["election"], "v": 1}
        self.contests: dict[str, list[str]] = self.election["contests"]
        self.account = self.json("account.json")["contests"]

    def file(self, name: str) -> bytes:  # of the pack, as the result vouches for it
        content = (self.pack / name).read_bytes()
        self.expect(sha256(content).hexdigest() == self.result["files"].get(name), name, "is not as result.json says")
        return content

    def json(self, name: str) -> Any:
        return parsed(self.file(name))

    def expect(self, true: object, name: str, what: str) -> bool:
        self.faults += [] if true else [f"{name}: {what}"]
        return bool(true)

    def attempt(self, name: str, check: Callable[..., None], *given: Any) -> None:
        try:
            check(name, *given)
        except Exception as error:  # what makes no sense is a fault, and the rest goes on; its text could tell choices
            self.expect(False, name, f"cannot be checked, as it makes no sense ({type(error).__name__})")

    def check_openings(self, name: str) -> None:
        first, *lines = self.opened.split(b"\n")
        self.expect(lines[-1:] == [b""], name, "its last line has no end")
        says = {"election": self.election["election"], "kind": "ballots", "n": len(lines) - 1}
        self.expect(parsed(first) == says, name, "its first line is not that of as many opened ballots of this vote")
        for number, line in enumerate(lines[:-1], 2):
            self.attempt(f"{name}, line {number}", self.check_opening, line)

    def check_opening(self, where: str, line: bytes) -> None:
        one = parsed(line)
        text, nonce = one["b"].encode(), bytes.fromhex(one["n"])
        self.expect(len(nonce) == 32 and len(one) == 2, where, "is not a body and a nonce of 32 bytes")
        self.codes[code := hmac.new(nonce, text, "sha256").hexdigest()] += 1
        self.expect(self.codes[code] == 1, where, "is there twice")
        self.expect(code in self.counted, where, "gives a code that is not counted: it is altered, or from elsewhere")
        body = parsed(text)
        if not self.expect(
            body.keys() == BODY and self.vote.items() <= body.items(), where, "is no ballot of this vote"
        ):
            return
        choices, once = body["r"], {*body["r"]}
        right = 0 < len(once) == len(choices) <= self.election["ranks"] and once <= {*self.contests[body["c"]]}
        right &= re.fullmatch("[0-9]{0,8}", body["x"]) is not None
        if self.expect(right, where, "could not be cast on the paper of its place"):
            ranked = self.election["kind"] == "ordinal"
            self.ballots.setdefault(body["c"], Counter())[tuple(choices if ranked else sorted(choices))] += 1

    def check_codes(self, name: str) -> None:
        *lines, _ = self.file(name).decode().split("\n")
        self.counted = {*lines}
        self.expect(len(self.counted) == len(lines), name, "has a code twice")
        self.attempt("openings", self.check_openings)
        for number, code in enumerate(lines, 1):
            self.expect(self.codes[code], f"{name}, line {number}", "no opening gives this code")
        self.checked.append(f"{self.codes.total():,} openings against {len(lines):,} codes in {name}, one to one")

    def check_contest(self, name: str, contest: str) -> None:
        one, account, opened = self.json(name), self.account[contest], self.ballots.get(contest, Counter())
        screen, paper = account["counted"] - account["cast"].get("paper", 0), account["paper"]["entered"]
        self.expect(opened.total() == screen, name, f"{opened.total():,} openings, but account.json has {screen:,}")
        self.expect(one["n"] == screen + paper, name, "holds another number of ballots than account.json")
        pattern = self.election["disclosure"]["pattern"]
        follows = {"full": full, "prefix": prefix, "aggregate": aggregate, "withheld": withheld}
        for fault in follows[one["form"]](one, opened, paper, pattern):
            self.expect(False, name, fault)
        how = f"published as “{one['form']}”" + (f", {paper:,} more came on paper" if paper else "")
        self.checked.append(f"{screen:,} ballots of contest {contest}, {how}")
        if paper:
            said = "the result and the hash of all ballots" if one["form"] != "full" else "which ballots came on paper"
            self.notes.append(f"contest {contest}: {said}, for which the papers are needed")
        else:
            self.check_hash(name, contest, one["form"], opened)
            self.check_count(name, contest, one, opened)

    def check_hash(self, name: str, contest: str, form: str, opened: Groups) -> None:
        content = canonical(listed(opened))
        hidden = hmac.new(self.key, contest.encode() + b"|" + content, "sha256").hexdigest()
        right = sha256(content).hexdigest() if form == "full" else hidden
        if form == "full" or self.key:
            self.expect(right == self.result["ballots"][contest], name, "result.json names another list of ballots")
        else:
            self.notes.append(f"contest {contest}: the hash of its ballots, without --key")

    def check_count(self, name: str, contest: str, one: Any, opened: Groups) -> None:
        program = Path(__file__).with_name("verify.py")
        if not program.is_file():
            return self.notes.append(f"contest {contest}: its form and result, without verify.py beside audit.py")
        verify = run_path(str(program), run_name="verify")
        due = verify["Pack"].form(None, {"form": "full", "n": one["n"]}, opened, self.election, contest)
        self.expect(due == one["form"], name, f"should be published as “{due}”")
        poll = verify["Poll"](self.election, contest, self.result["withdrawn"], {"ballots": listed(opened)})
        if not re.fullmatch(verify["RULES"], f"{poll.rule} {poll.completion} {poll.ties}"):
            return self.notes.append(f"contest {contest}: its result, which is counted by no rule that verify.py knows")
        right = poll.winners() == self.result["contests"][contest]["funded"]
        self.expect(right, name, "counting the openings gives another result")
        self.checked.append(f"{opened.total():,} ballots of contest {contest}, counted again")


def listed(groups: Groups) -> list[list[Any]]:
    return [[count, [*choices]] for choices, count in sorted(groups.items())]


def shown_in(one: Any) -> Groups:
    return Counter({tuple(choices): count for count, choices in one["ballots"]})


def beginnings(groups: Groups) -> Groups:
    found = Groups()
    for choices, count in groups.items():
        found.update({choices[: length + 1]: count for length in range(len(choices))})
    return found


def full(one: Any, opened: Groups, paper: int, _: int) -> Iterator[str]:
    shown = shown_in(one)
    if opened - shown:
        yield f"lacks {(opened - shown).total():,} ballots that were cast on a screen"
    if (shown - opened).total() != paper:
        yield f"has {(shown - opened).total():,} ballots that are no opening, but {paper:,} came on paper"


def prefix(one: Any, opened: Groups, paper: int, k: int) -> Iterator[str]:
    """Cut as docs/recount-packs.md says. With papers among them: of a beginning that is shown by itself exactly those
    ballots are shown that begin so, of any other all but fewer than k."""
    shown, cut = shown_in(one), Counter(opened)
    for size in range(max(map(len, opened), default=0), 0, -1):
        for choices in [key for key in cut if len(key) == size and cut[key] < k]:
            cut[choices[:-1]] += cut.pop(choices)
    suppressed = cut.pop((), 0)
    if not paper and (cut, suppressed) != (shown, one["suppressed"]):
        yield "cutting the openings gives other ballots"
    begin, ours = beginnings(shown), beginnings(opened)
    for beginning in begin | ours if paper else ():
        most = begin[beginning] + (0 if beginning in shown else k - 1)
        if begin[beginning] > ours[beginning] + paper or ours[beginning] > most:
            yield "shows more or fewer ballots with some beginning than there can be"


def aggregate(one: Any, opened: Groups, paper: int, _: int) -> Iterator[str]:
    for option, numbers in one["options"].items():
        both = sum(count for choices, count in opened.items() if option in choices)
        first = sum(count for choices, count in opened.items() if choices[:1] == (option,))
        for cell, ours in zip(CELLS, (first, both - first, both), strict=True):
            if numbers[cell] is not None and not ours <= numbers[cell] <= ours + paper:
                yield f"the number “{cell}” of option {option:.90} does not follow from the openings"


def withheld(*_: Any) -> Iterator[str]:
    yield from ()  # nothing is published but the number


def report(audit: Audit) -> None:
    vote = f"“{audit.election['name']:.200}” (vote {audit.election['election']:.90})"
    files = {"result.json": (audit.pack / "result.json").read_bytes(), "openings": audit.opened}
    found = [*dict.fromkeys(audit.faults)]
    lines = [*found[:MOST_SHOWN], *(f"Not checked: {note}" for note in audit.notes), "", f"Audit of {vote}, of"]
    lines += [f"    {name}, SHA-256 {sha256(content).hexdigest()}" for name, content in files.items()]
    lines += ["Checked:", *(f"    {what}" for what in audit.checked), ""]
    agrees = "Everything agrees: each counted code has one opening, and what is published follows from the openings, as"
    agrees += (
        " far as\nsaid above. We saw the openings by ourselves, on a computer without a network, and kept no copy."
    )
    agrees += "\n\nDate, names and signatures:"
    known = sys.stdout.encoding or "utf-8"
    for line in [*lines, f"{len(found):,} things are wrong. Do not sign." if found else agrees]:
        plain = "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in line)
        print(plain.encode(known, "replace").decode(known))


def main() -> int:
    parser = argparse.ArgumentParser(description="Check that the codes and the ballots of a vote belong together.")
    parser.add_argument("pack", type=Path, help="the folder of the recount pack")
    parser.add_argument("openings", type=Path, help="the file of opened ballots")
    parser.add_argument("--key", type=Path, help="the file with the key of the hashes of ballots")
    given = parser.parse_args()
    try:
        key = bytes.fromhex(given.key.read_text()) if given.key else b""
        audit = Audit(given.pack, given.openings, key)
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        parser.error(f"there is no pack, no openings or no key to read: {error!s:.200}")  # with status 2
    audit.attempt("counted.txt", audit.check_codes)
    for contest in audit.contests:
        audit.attempt(f"ballots/{contest}.json", audit.check_contest, contest)
    report(audit)
    return 1 if audit.faults else 0


if __name__ == "__main__":
    sys.exit(main())
