"""A whole batch as it could come back from a library: 60 ballots issued, 40 counted, everything else accounted for."""

import json
from pathlib import Path
from typing import Any

from ballot_box.accounts import paper_of
from ballot_box.models import (
    Ballot,
    BatchState,
    Channel,
    CountedBallot,
    Paper,
    PaperBatch,
    PaperRule,
    PaperState,
    RollEntry,
)
from ballot_box.paper import batches, comparing, keying, merging, signing, slips
from ballot_box.paper.auditing import audit, desk_of
from ballot_box.paper.batches import Return
from ballot_box.paper.comparing import agreed_marks
from ledger import journal
from residents.belonging import claims, marks
from residents.models import Franchise, MarkKind, Tie
from residents.places.postcodes import locate
from tests.ballot_box.paper.paper_scenes import TWO, Scene, states
from tests.boxes import put_in
from tests.factories import make_account
from tests.shared_data import shared

SAMPLE = Path(__file__).with_name("paper_batch_sample.json")


def told() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((shared("demo", SAMPLE.name) or SAMPLE).read_text("utf-8"))
    return found


def number_of(serial: str) -> int:
    return int(serial.rpartition("-")[2])


class Sample:
    """The batch of the file, in a vote with the seven projects that its ballots name."""

    def __init__(self, scene: Scene) -> None:
        self.scene, self.told = scene, told()
        named = sorted({one for line in self.told["ballots"] for one in [*line["keyed_a"], *line["keyed_b"]]})
        assert len(named) == len(scene.projects)
        self.option = {name: str(project.id) for name, project in zip(named, scene.projects, strict=True)}

    def marks(self, ranked: list[str]) -> dict[str, str]:
        return {self.option[name]: str(place) for place, name in enumerate(ranked, start=1)}

    def of(self, key: str) -> dict[int, dict[str, str]]:
        return {number_of(line["serial"]): self.marks(line[key]) for line in self.told["ballots"]}

    async def someone_who_voted_on_a_screen(self, name: str) -> None:
        scene, account = self.scene, await make_account(name)
        franchise = await Franchise.get(id=scene.election.franchise_id)
        whereabouts = await locate(scene.postcode)
        claim = await claims.declare(
            account.id, whereabouts, Tie.LIVE, scene.now, age_band="65 and over", franchise_id=franchise.id
        )
        await marks.keep(franchise, claim.id, MarkKind.PERSON, name, scene.postcode, "65 and over")
        await put_in(scene.election, account.id, [str(scene.projects[0].id)], str(scene.pot.id))

    async def come_back(self) -> PaperBatch:
        scene, file = self.scene, self.told
        batch = await batches.register(
            scene.roll, election_id=scene.election.id, contest=str(scene.pot.id), name=file["batch"],
            venue_id=scene.venue.id, seal=file["seal"], issued=file["issued"], now=scene.now,
        )  # fmt: skip
        await batches.send_out(scene.roll, batch.id, TWO, scene.now)
        used, spoiled, issued = file["used"], file["spoiled"], file["issued"]
        counted = Return(
            file["seal"], used, spoiled, file["unused"],
            spoiled_serials=f"{used + 1}", unused_serials=f"{used + spoiled + 1}-{issued}",
        )  # fmt: skip
        return await batches.take_back(scene.roll, batch.id, counted, TWO, scene.now)

    async def enter_slips(self, batch: PaperBatch) -> None:
        for number in range(1, self.told["used"] + 1):
            name = "Dot Shaw" if number == self.told["used"] else f"Voter {number}"
            slip = self.scene.slip(name, serial=str(number) if name == "Dot Shaw" else "")
            await slips.enter(self.scene.roll, batch.id, slip, self.scene.now)
        await slips.finish(self.scene.roll, batch.id, "", self.scene.now)

    async def key_twice_and_rule(self, batch: PaperBatch) -> list[str]:
        """Returns the serials on which the two keyings differ."""
        scene = self.scene
        await scene.key(scene.keyer, batch, self.of("keyed_a"))
        await scene.key(scene.keyer2, batch, self.of("keyed_b"))
        await comparing.compare(scene.roll, batch.id, scene.now)
        _batch, found = await comparing.to_rule_on(scene.roll2, batch.id)
        lines = {number_of(line["serial"]): line for line in self.told["ballots"]}
        for one in found:
            line = lines[one.paper.serial]
            right = self.marks(line["ruling"]["value"])
            boxes = {option: right.get(option, "") for option in one.options}
            await comparing.rule(scene.roll2, batch.id, one.paper.id, boxes, line["ruling"]["why"], scene.now)
        return [str(lines[one.paper.serial]["serial"]) for one in found]


async def test_the_sample_batch_comes_out_as_it_says(db: None) -> None:
    sample = Sample(await Scene.set(options=7, rule=PaperRule.ONLINE_STANDS, ranks=5))
    scene, file = sample.scene, sample.told
    await sample.someone_who_voted_on_a_screen("Dot Shaw")

    batch = await sample.come_back()
    assert batch.mismatch == ""
    assert {state: len(found) for state, found in (await states(batch)).items()} == {
        PaperState.USED: 41, PaperState.SPOILED: 1, PaperState.UNUSED: 18,
    }  # fmt: skip
    await sample.enter_slips(batch)
    assert (await states(batch))[PaperState.SET_ASIDE] == [41]
    assert await slips.left_to_key(batch.id) == file["entered"] == 40
    assert len((await keying.desk_of(scene.keyer, batch.id)).sheets) == 40

    assert await sample.key_twice_and_rule(batch) == file["differences"]
    for line in file["ballots"]:
        paper = await Paper.get(batch_id=batch.id, serial=number_of(line["serial"]))
        assert agreed_marks(paper) == sample.marks((line["ruling"] or {}).get("value") or line["keyed_a"])

    batch = await PaperBatch.get(id=batch.id)
    assert batch.state is BatchState.AGREED
    desk = await desk_of(scene.roll, batch.id)
    right = {one.id: agreed_marks(await Paper.get(id=one.id)) for one in desk.sheets}
    batch = await audit(scene.roll, batch.id, right, scene.now)
    assert batch.audit is not None
    assert (len(desk.sheets), batch.audit["fields"], batch.audit["wrong"]) == (4, 28, 0)
    asked = await scene.asked(batch)
    assert (asked.payload["keyed"], asked.payload["valid"], asked.payload["good_slips"]) == (40, 40, 40)
    await signing.sign_off(scene.roll2, batch.id, asked.id, scene.now)
    await merging.merge(scene.roll, batch.id, scene.now)

    expected = sorted(
        [sample.option[name] for name in ((line["ruling"] or {}).get("value") or line["keyed_a"])[:5]]
        for line in file["ballots"]
    )
    stored = await CountedBallot.all()
    assert sorted(ballot.choices for ballot in stored) == expected
    assert await Ballot.all().count() == 1
    assert await RollEntry.filter(channel=Channel.PAPER).count() == 40
    account = await paper_of(scene.election.id, str(scene.pot.id))
    assert (account.issued, account.used, account.spoiled, account.unused) == (60, 41, 1, 18)
    assert (account.set_aside, account.invalid, account.entered, account.mismatches) == (1, 0, 40, ())
    assert await journal.first_broken_entry() is None


def test_the_file_of_the_project_is_the_one_that_is_shared() -> None:
    assert told() == json.loads(SAMPLE.read_text("utf-8"))
