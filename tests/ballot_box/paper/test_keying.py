"""Keyed twice by people who cannot see each other's work, ruled on by a third, checked by a fourth, signed by two."""

import json

import pytest

from ballot_box.accounts import paper_of
from ballot_box.models import BatchState, CountedBallot, Election, Paper, PaperBatch, PaperState
from ballot_box.paper import comparing, keying, merging, signing
from ballot_box.paper.auditing import audit, desk_of
from ballot_box.paper.comparing import agreed_marks
from ballot_box.paper.keying import BadPaper
from ballot_box.paper.refusals import PaperRefused
from ballot_box.refusals import Settled
from ledger.models import LogPending
from residents.approvals import ApprovalRefused
from residents.models import Account, Role
from tests.ballot_box.paper.paper_scenes import Scene, as_person, paper_id, person
from tests.factories import NOW
from web.refusals import NotAllowed

MANY = 40


async def test_nothing_is_keyed_before_the_slips_are_apart(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.back()
    with pytest.raises(PaperRefused, match="slips of this batch come first"):
        await keying.save(scene.keyer, batch.id, {await paper_id(batch, 1): {}}, scene.now)


async def test_one_keyer_takes_a_batch_on(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    assert await keying.save(scene.keyer, batch.id, {await paper_id(batch, 1): scene.marks("1")}, scene.now) == 1
    with pytest.raises(PaperRefused, match="Somebody else is keying"):
        await keying.save(scene.keyer2, batch.id, {await paper_id(batch, 2): scene.marks("1")}, scene.now)
    with pytest.raises(PaperRefused, match="3 ballots are not keyed yet"):
        await keying.finish(scene.keyer, batch.id, scene.now)
    for who in (await person("P", Role.PUBLISHER), await person("R")):
        with pytest.raises(NotAllowed):
            await keying.desk_of(who, batch.id)


async def test_the_second_keyer_is_somebody_else_under_whichever_account(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    await scene.key(scene.keyer, batch, {number: scene.marks("1") for number in range(1, 5)})
    me = await Account.get(id=scene.keyer.account_id)
    name, _at, domain = str(me.email).partition("@")
    twin = as_person(
        await Account.create(email=f"{name}+two@{domain}", display_name="Twin", created_at=NOW), Role.KEYER
    )
    for who in (scene.keyer, twin):
        with pytest.raises(PaperRefused, match="Somebody else has to key it"):
            await keying.desk_of(who, batch.id)


async def test_the_second_keyer_sees_nothing_of_the_first_keying(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    await scene.key(scene.keyer, batch, {number: scene.marks("1", "2") for number in range(1, 5)})
    desk = await keying.desk_of(scene.keyer2, batch.id)
    assert desk.second
    assert [sheet.marks for sheet in desk.sheets] == [None] * 4
    assert desk.keyed == 0


async def test_a_keyer_goes_on_where_they_stopped(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips(used=12, issued=12)
    marks = {await paper_id(batch, number): scene.marks("1") for number in range(1, 11)}
    await keying.save(scene.keyer, batch.id, marks, scene.now)
    desk = await keying.desk_of(scene.keyer, batch.id)
    number, sheets = desk.page(None)
    assert (desk.keyed, desk.pages, number) == (10, 2, 2)
    assert [sheet.serial for sheet in sheets] == [11, 12]
    assert desk.page(1)[1][0].marks == scene.marks("1")
    assert desk.page(99)[0] == 2


BAD_MARKS = ["0", "-1", "1.5", "1e3", "100", "9" * 50, "null", "[1]", '{"a":1}', "one", "1,2", "٣", "a" * 5000]


@pytest.mark.parametrize("mark", BAD_MARKS)
async def test_a_mark_that_no_ballot_carries_stores_nothing(db: None, mark: str) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    first, second = await paper_id(batch, 1), await paper_id(batch, 2)
    with pytest.raises(BadPaper, match="HAN-01-0002, project 3"):
        await keying.save(
            scene.keyer, batch.id, {first: scene.marks("1"), second: scene.marks("1", "2", mark)}, scene.now
        )
    assert not await Paper.filter(keyed_a__isnull=False).exists()


async def test_projects_and_ballots_of_other_batches_store_nothing(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    await scene.with_slips(name="HAN-02")
    other = await PaperBatch.get(name="HAN-02")
    with pytest.raises(BadPaper):
        await keying.save(scene.keyer, batch.id, {await paper_id(batch, 1): {"999999": "1"}}, scene.now)
    for paper in (await paper_id(other, 1), 999_999, await paper_id(batch, 6)):  # the last one is unused
        with pytest.raises(PaperRefused, match="not to be keyed"):
            await keying.save(scene.keyer, batch.id, {paper: scene.marks("1")}, scene.now)
    assert not await Paper.filter(keyed_a__isnull=False).exists()


async def test_what_one_keyer_began_another_begins_anew(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.with_slips()
    with pytest.raises(PaperRefused, match="Nobody is keying"):
        await keying.give_up(scene.roll, batch.id, "Ill.", scene.now)
    await keying.save(scene.keyer, batch.id, {await paper_id(batch, 1): scene.marks("1")}, scene.now)
    with pytest.raises(PaperRefused, match="Write down why"):
        await keying.give_up(scene.roll, batch.id, "", scene.now)
    await keying.give_up(scene.roll, batch.id, "Kim is ill.", scene.now)
    desk = await keying.desk_of(scene.keyer2, batch.id)
    assert desk.keyed == 0


async def test_equal_keyings_agree_and_others_are_listed(db: None) -> None:
    scene = await Scene.set()
    agreed = await scene.agreed({1: scene.marks("1", "2"), 2: scene.marks("x")})
    assert agreed.state is BatchState.AGREED
    with pytest.raises(PaperRefused, match="“Agreed”"):
        await comparing.compare(scene.roll, agreed.id, scene.now)

    batch = await scene.with_slips(name="HAN-02")
    await scene.key(scene.keyer, batch, {number: scene.marks("1", "2") for number in range(1, 5)})
    # The same ballot by the rules, but not the same marks: that shows a keyer's slip all the same.
    other = {**{number: scene.marks("1", "2") for number in range(1, 5)}, 3: scene.marks("1", "3")}
    await scene.key(scene.keyer2, batch, other)
    batch = await comparing.compare(scene.roll, batch.id, scene.now)
    assert batch.state is BatchState.DIFFERS
    found = await comparing.differences(batch.id)
    assert [(one.paper.serial, one.options) for one in found] == [(3, [str(scene.projects[1].id)])]


async def differing(scene: Scene) -> PaperBatch:
    batch = await scene.with_slips(used=2, issued=2)
    await scene.key(scene.keyer, batch, {1: scene.marks("1"), 2: scene.marks("1", "2")})
    await scene.key(scene.keyer2, batch, {1: scene.marks("2"), 2: scene.marks("1")})
    return await comparing.compare(scene.roll, batch.id, scene.now)


async def test_a_third_person_rules_once_with_a_reason(db: None) -> None:
    scene = await Scene.set()
    batch = await differing(scene)
    both = as_person(await Account.get(id=scene.keyer2.account_id), Role.KEYER, Role.ROLL_OFFICER)
    one, two = await paper_id(batch, 1), await paper_id(batch, 2)
    with pytest.raises(PaperRefused, match="third person"):
        await comparing.rule(both, batch.id, one, scene.marks("1"), "I saw it.", scene.now)
    with pytest.raises(NotAllowed):
        await comparing.to_rule_on(await person("K", Role.KEYER), batch.id)
    with pytest.raises(PaperRefused, match="Write down why"):
        await comparing.rule(scene.roll, batch.id, one, scene.marks("1"), " ", scene.now)
    batch = await comparing.rule(scene.roll, batch.id, one, scene.marks("1"), "Checked.", scene.now)
    assert batch.state is BatchState.DIFFERS
    with pytest.raises(PaperRefused, match="ruled on already"):
        await comparing.rule(scene.roll2, batch.id, one, scene.marks("2"), "No.", scene.now)
    batch = await comparing.rule(scene.roll, batch.id, two, scene.marks("1", "2"), "Checked.", scene.now)
    assert batch.state is BatchState.AGREED
    assert agreed_marks(await Paper.get(id=one)) == scene.marks("1")


async def test_the_audit_is_done_by_somebody_who_had_no_part(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.agreed({number: scene.marks("1", "2", "3") for number in range(1, MANY + 1)})
    for who in (scene.keyer, scene.keyer2):
        with pytest.raises(PaperRefused, match="Somebody else has to check"):
            await desk_of(who, batch.id)
    drawn = (await desk_of(scene.roll, batch.id)).sheets
    assert len(drawn) == MANY // 10
    other = next(number for number in range(1, MANY + 1) if number not in {one.serial for one in drawn})
    with pytest.raises(PaperRefused, match="was not drawn"):
        await audit(scene.roll, batch.id, {await paper_id(batch, other): scene.marks("1")}, scene.now)
    await audit(scene.roll, batch.id, {drawn[0].id: scene.marks("1", "2", "3")}, scene.now)
    with pytest.raises(PaperRefused, match="Somebody else is checking"):
        await desk_of(scene.roll2, batch.id)
    batch = await audit(scene.roll, batch.id, {paper.id: scene.marks("1", "2", "3") for paper in drawn}, scene.now)
    assert batch.audit is not None
    assert (batch.audit["passed"], batch.audit["fields"], batch.audit["wrong"]) == (True, 16, 0)
    with pytest.raises(PaperRefused, match="passed its audit"):
        await desk_of(scene.roll, batch.id)


async def test_too_many_wrong_fields_and_the_whole_batch_is_keyed_again(db: None) -> None:
    scene = await Scene.set()
    marks = {number: scene.marks("1", "2") for number in range(1, 5)}
    batch = await scene.agreed(marks)
    drawn = (await desk_of(scene.roll, batch.id)).sheets
    batch = await audit(scene.roll, batch.id, {drawn[0].id: scene.marks("2", "1")}, scene.now)
    assert (batch.state, batch.times_keyed, batch.keyer_a_id) == (BatchState.RETURNED, 2, None)
    assert not await Paper.filter(batch_id=batch.id, keyed_a__isnull=False).exists()

    await scene.key(scene.keyer2, batch, marks)
    await scene.key(scene.keyer, batch, marks)
    batch = await comparing.compare(scene.roll, batch.id, scene.now)
    with pytest.raises(PaperRefused, match="audit comes first"):
        await scene.asked(batch)
    batch = await scene.audited(batch)
    assert batch.audit is not None
    assert batch.audit["passed"]
    assert [one["passed"] for one in batch.audit["earlier"]] == [False]  # type: ignore[attr-defined]


async def test_two_officers_sign_exactly_the_same(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.audited(await scene.agreed({1: scene.marks("1"), 2: scene.marks("x", "x")}))
    with pytest.raises(PaperRefused, match="name of the observer"):
        await scene.asked(batch, observer="")
    asked = await scene.asked(batch)
    assert (asked.payload["valid"], asked.payload["invalid"], asked.payload["good_slips"]) == (1, 1, 2)
    assert "1" not in str(asked.payload["doubts"].keys())  # type: ignore[attr-defined]
    with pytest.raises(ApprovalRefused, match="second officer"):
        await signing.sign_off(scene.roll, batch.id, asked.id, scene.now)
    with pytest.raises(NotAllowed):
        await signing.sign_off(scene.keyer, batch.id, asked.id, scene.now)
    await Paper.filter(batch_id=batch.id, serial=1).update(keyed_a=scene.marks("2"))
    with pytest.raises(ApprovalRefused, match="has changed"):
        await signing.sign_off(scene.roll2, batch.id, asked.id, scene.now)
    await Paper.filter(batch_id=batch.id, serial=1).update(keyed_a=scene.marks("1"))
    batch = await signing.sign_off(scene.roll2, batch.id, asked.id, scene.now)
    assert (batch.state, batch.observer, batch.signed_off_by_id) == (
        BatchState.SIGNED_OFF, "Olive Observer", scene.roll2.account_id,
    )  # fmt: skip


async def test_merged_ballots_lead_to_no_serial(db: None) -> None:
    scene = await Scene.set()
    marks = {1: scene.marks("1", "2"), 2: scene.marks("x"), 3: scene.marks("x", "x"), 4: scene.marks("2", "2", "3")}
    batch = await scene.signed_off(marks)

    batch = await merging.merge(scene.roll, batch.id, scene.now)

    assert (batch.state, batch.merged_at) == (BatchState.COUNTED, scene.now)
    one, two = (str(project.id) for project in scene.projects[:2])
    stored = await CountedBallot.all().order_by("id")
    assert [ballot.choices for ballot in stored] == [[one], [one, two]], "in the order of their content"
    assert {ballot.batch_id for ballot in stored} == {batch.id}
    (leaf,) = await LogPending.filter(leaf__contains='"k":"paper"')
    assert json.loads(leaf.leaf)["n"] == 2
    invalid = await Paper.filter(state=PaperState.INVALID).order_by("serial").values_list("serial", "state_because")
    assert invalid == [(3, "ticks"), (4, "repeated_first")]
    account = await paper_of(scene.election.id, str(scene.pot.id))
    assert (account.issued, account.used, account.entered, account.invalid) == (6, 4, 2, 2)
    with pytest.raises(PaperRefused, match="“In the box”"):
        await merging.merge(scene.roll, batch.id, scene.now)
    assert await CountedBallot.all().count() == 2


async def test_nothing_is_merged_unsigned_or_into_a_settled_vote(db: None) -> None:
    scene = await Scene.set()
    batch = await scene.audited(await scene.agreed({1: scene.marks("1")}))
    with pytest.raises(PaperRefused, match="“Agreed”"):
        await merging.merge(scene.roll, batch.id, scene.now)
    asked = await scene.asked(batch)
    await signing.sign_off(scene.roll2, batch.id, asked.id, scene.now)
    await Election.filter(id=scene.election.id).update(settled_at=NOW)
    with pytest.raises(Settled):
        await merging.merge(scene.roll, batch.id, scene.now)
    assert not await CountedBallot.exists()
