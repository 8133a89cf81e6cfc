"""`verify.html` as a reader has it: opened from a file, in a browser, without a network."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.async_api import Page

from pb.counting.completion import completion
from pb.counting.instance import Instance
from pb.counting.profile import Profile
from pb.counting.project import ProjectId
from pb.counting.rules import rule
from pb.counting.ties import TieBreaking
from tests.ballot_box.verifiers.pack_scenes import Pack
from tests.house import ROOT

FILE = ROOT / "ballot_box" / "verifiers" / "verify.html"

# Files are handed over once; for each further pack only what differs from them.
REMEMBER = """files => { window.base = Object.entries(files).map(([name, data]) =>
    [name, Uint8Array.from(atob(data), letter => letter.charCodeAt(0))]) }"""
VERIFY = """async packs => {
    const verdicts = [];
    for (const changed of packs) {
        const files = Object.fromEntries(window.base);
        for (const [name, data] of Object.entries(changed)) {
            if (data === null) delete files[name];
            else files[name] = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
        }
        verdicts.push(await window.verifyFiles(files));
    }
    return verdicts;
}"""


@dataclass(frozen=True, slots=True)
class Verdict:
    status: int
    faults: list[str]
    checked: list[str]
    unchecked: list[str]
    contests: list[dict[str, Any]]

    def names(self, file: str, words: str = "") -> bool:
        return any(fault.startswith(f"{file}: ") and words in fault for fault in self.faults)


async def opened(page: Page) -> Page:
    """Whatever the page would throw or ask a network for fails the test that looks."""
    await page.goto(FILE.as_uri())
    return page


async def verdicts(page: Page, packs: Sequence[Pack]) -> list[Verdict]:
    """What the page says of each. The first is handed over whole, of the others what differs."""
    base = packs[0]
    await page.evaluate(REMEMBER, as_text(base))
    answers = await page.evaluate(VERIFY, [differences(base, pack) for pack in packs])
    keys = Verdict.__slots__
    return [Verdict(**{key: one[key] for key in keys}) for one in answers]


async def verdict(page: Page, pack: Pack) -> Verdict:
    return (await verdicts(page, [pack]))[0]


def as_text(pack: Mapping[str, bytes]) -> dict[str, str]:
    return {name: b64encode(data).decode() for name, data in pack.items()}


def differences(base: Pack, pack: Pack) -> dict[str, str | None]:
    gone: dict[str, str | None] = {name: None for name in base if name not in pack}
    return gone | as_text({name: data for name, data in pack.items() if base.get(name) != data})


@dataclass(frozen=True, slots=True)
class Count:
    """One election to be counted by the page and by the engine of the site."""

    instance: Instance
    profile: Profile
    ties: TieBreaking
    rule: str
    completion: str
    lots: tuple[ProjectId, ...] = ()

    def ours(self) -> list[ProjectId]:
        return list(rule(self.rule).winners(self.instance, self.profile, self.ties, completion(self.completion)))

    def for_page(self) -> dict[str, Any]:
        """Options are called otherwise than projects, as on the site, so that the two cannot be mixed up unnoticed."""
        return {
            "kind": "ordinal" if self.profile.kind.value == "ordinal" else "approval",
            "budget": self.instance.budget,
            "unit": self.instance.unit,
            "rule": self.rule,
            "completion": self.completion,
            "tieBreaking": self.ties.name,
            "lots": [option(one) for one in self.lots],
            "projects": [{"option": option(one.id), "reference": one.id, "cost": one.cost} for one in self.instance],
            "ballots": [[count, [option(one) for one in ballot.chosen]] for ballot, count in self.profile.groups],
        }


def option(project: ProjectId) -> str:
    return f"{project[::-1]}!"


async def different(page: Page, counts: Sequence[Count]) -> list[str]:
    """The counts that come out otherwise on the page than in the engine."""
    answers = await page.evaluate("elections => ask('fundedBy', elections)", [one.for_page() for one in counts])
    assert len(answers) == len(counts)
    pairs = zip(counts, ([option(project) for project in one.ours()] for one in counts), answers, strict=True)
    return [
        f"{one.rule} {one.completion} {one.ties.name}: {ours}, and the page says {answer}"
        for one, ours, answer in pairs
        if ours != answer
    ]
