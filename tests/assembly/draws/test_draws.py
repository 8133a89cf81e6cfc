"""A draw from the frozen pool to the panel, on a real database, with the real sums in their own process."""

import json
import subprocess
import sys
import zipfile
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from assembly.draws import DrawRefused, beginning, committing, files, holding, preparing, sources, terms, voiding
from assembly.models import (
    CategoryValue,
    Draw,
    DrawKind,
    DrawState,
    FrozenPool,
    Member,
    MemberState,
    Portfolio,
    Registration,
    RegistrationState,
)
from assembly.sortition.drawing.receipts import check_receipt
from ledger import log
from ledger.models import JournalEntry
from residents.approvals import ApprovalRefused
from residents.models import Role
from tests.assembly.draws.draw_scenes import ROLLED, SEATS, committed, held, pool_scene, prepared
from tests.assembly.scenes import officer, publisher, register
from web.refusals import NotAllowed, Refused
from web.settings import ROOT

NOW = datetime.now(UTC)
LATER = NOW + timedelta(hours=1)


async def test_a_draw_goes_from_the_pool_to_a_panel_that_meets_every_quota(db: None) -> None:
    assembly = await pool_scene()
    draw = await held(assembly, now=NOW)
    assert draw.state is DrawState.DRAWN and draw.line == int(ROLLED)
    seated = await Member.filter(draw_id=draw.id, state=MemberState.SELECTED).select_related("registration")
    assert len(seated) == SEATS
    for value in await CategoryValue.filter(category__assembly_id=assembly.id):
        count = await value.answers.filter(registration_id__in=[one.registration_id for one in seated]).count()  # type: ignore[attr-defined]
        assert value.least <= count <= value.most
    assert sorted(one.registration.pseudonym for one in seated) == sorted(holding.panel_of(draw))
    places = await Member.filter(draw_id=draw.id, state=MemberState.RESERVE).order_by("reserve_place")
    assert [one.reserve_place for one in places] == list(range(1, 24 - SEATS + 1))


async def test_while_a_draw_is_under_way_nobody_enters_the_pool_and_no_other_draw_begins(db: None) -> None:
    assembly = await pool_scene()
    by = await officer()
    await beginning.begin(by, assembly.id, terms.Terms(), NOW)
    with pytest.raises(Refused, match="under way already|can no longer"):
        await beginning.begin(by, assembly.id, terms.Terms(), NOW)
    late = await register(assembly, gender="female", age="16-to-34", home="owned")
    pool = await FrozenPool.get()
    assert late.pseudonym not in {one["p"] for one in pool.people}


async def test_an_impossible_quota_stops_the_draw_names_the_change_and_opens_the_pool_again(db: None) -> None:
    assembly = await pool_scene()
    await CategoryValue.filter(category__assembly_id=assembly.id, slug="rented").update(least=2)
    renting = await Registration.filter(answers__value__slug="rented").order_by("id")
    await Registration.filter(id__in=[one.id for one in renting[1:]]).update(state=RegistrationState.WITHDRAWN)
    draw = await prepared(assembly, now=NOW)
    assert draw.state is DrawState.STOPPED and "rented needs at least 2, and the pool has 1" in draw.trouble
    assert draw.changes == [["home", "rented", "least", 2, 1]]
    assert not await FrozenPool.exists()
    again = await beginning.begin(await officer(), assembly.id, terms.Terms(), NOW)
    assert again.number == 2


async def test_too_few_people_are_refused_before_anything_is_frozen(db: None) -> None:
    assembly = await pool_scene(people=3)
    with pytest.raises(DrawRefused, match="6 seats to fill and 3 people"):
        await beginning.begin(await officer(), assembly.id, terms.Terms(), NOW)
    assert not await Draw.exists()


async def test_the_second_officer_fixes_exactly_what_the_first_proposed(db: None) -> None:
    assembly = await pool_scene()
    first = await officer()
    draw = await prepared(assembly, first, NOW)
    asked = await committing.ask(first, draw.id, ["balls"], LATER, "Town Hall", "It is time.", NOW)
    with pytest.raises(ApprovalRefused, match="second officer"):
        await committing.commit(first, draw.id, asked.id, NOW)
    with pytest.raises(NotAllowed):
        await committing.commit(await officer(Role.MODERATOR), draw.id, asked.id, NOW)
    fixed = await committing.commit(await publisher(), draw.id, asked.id, NOW)
    commitment = json.loads(fixed.commitment)
    assert commitment["pool"] == {"root": draw.pool_root, "size": 24}
    assert commitment["portfolio"]["sha256"] == (await Portfolio.get(draw_id=draw.id)).hash
    assert await log.holds({"a": str(assembly.id), "d": 1, "h": fixed.commitment_hash, "k": "draw"}) == [True]


async def test_the_commitment_names_no_person_and_no_small_number(db: None) -> None:
    assembly = await pool_scene()
    draw = await committed(assembly, now=NOW)
    people = await Registration.filter(assembly_id=assembly.id)
    assert not any(one.name in draw.commitment or one.household in draw.commitment for one in people)
    assert all(one["have"] is None or one["have"] >= 5 for one in json.loads(draw.commitment)["quotas"])


async def test_chance_is_not_heard_before_the_announced_time(db: None) -> None:
    draw = await committed(await pool_scene(), now=NOW)
    with pytest.raises(DrawRefused, match="has not begun"):
        await holding.keep(await officer(), draw.id, "balls", "412", NOW + timedelta(minutes=59))
    assert not await Member.exists()


async def test_chance_is_not_heard_before_everybody_can_see_the_commitment_in_the_record(db: None) -> None:
    draw = await prepared(await pool_scene(), now=NOW)
    asked = await committing.ask(await officer(), draw.id, ["balls"], LATER, "Town Hall", "It is time.", NOW)
    await committing.commit(await publisher(), draw.id, asked.id, NOW)
    with pytest.raises(DrawRefused, match="has not taken this draw in yet"):
        await holding.keep(await officer(), draw.id, "balls", "412", LATER)


async def test_what_a_source_said_is_never_changed(db: None) -> None:
    draw = await committed(await pool_scene(), ("balls", "dice"), now=NOW)
    by = await officer()
    await holding.keep(by, draw.id, "balls", "412", LATER)
    with pytest.raises(DrawRefused, match="spoken already"):
        await holding.keep(by, draw.id, "balls", "413", LATER)
    assert (await Draw.get(id=draw.id)).state is DrawState.COMMITTED
    with pytest.raises(DrawRefused, match="1 to 6"):
        await holding.keep(by, draw.id, "dice", "9", LATER)


async def test_a_number_that_would_favour_some_lines_is_drawn_again_and_stays_to_be_seen(db: None) -> None:
    draw = await committed(await pool_scene(), ("dice",), now=NOW)
    times = json.loads(draw.commitment)["randomness"][0]["dice"]
    by = await officer()
    waiting = await holding.keep(by, draw.id, "dice", "6" * times, LATER)
    assert waiting.state is DrawState.COMMITTED
    assert waiting.randomness == {"said": {"dice": "6" * times}}
    drawn = await holding.keep(by, draw.id, "dice", "1" * times, LATER)
    assert drawn.state is DrawState.DRAWN and drawn.line == 0
    assert json.loads(await files.file(drawn, "randomness.json"))["sources"][0]["rolls"] == ["6" * times, "1" * times]


async def test_two_sources_are_added_so_that_neither_alone_decides(db: None) -> None:
    draw = await committed(await pool_scene(), ("balls", "dice"), now=NOW)
    times = json.loads(draw.commitment)["randomness"][1]["dice"]
    by = await officer()
    await holding.keep(by, draw.id, "balls", "998", LATER)
    drawn = await holding.keep(by, draw.id, "dice", "1" * (times - 1) + "6", LATER)
    assert drawn.line == (998 + 5) % 1000


async def test_a_beacon_decides_only_with_the_round_that_was_named(db: None) -> None:
    draw = await committed(await pool_scene(), ("drand",), now=NOW)
    named = json.loads(draw.commitment)["randomness"][0]["round"]
    by, after = await officer(), LATER + sources.AFTER + timedelta(minutes=1)
    with pytest.raises(DrawRefused, match="not out yet"):
        await holding.keep(by, draw.id, "drand", "ab" * 32, LATER)
    with pytest.raises(DrawRefused, match=f"{named}"):
        await holding.keep(by, draw.id, "drand", json.dumps({"round": named + 1, "randomness": "ab" * 32}), after)
    drawn = await holding.keep(by, draw.id, "drand", json.dumps({"round": named, "randomness": "ab" * 32}), after)
    assert drawn.state is DrawState.DRAWN


async def test_who_withdrew_after_the_freeze_is_drawn_as_the_portfolio_says_and_has_left(db: None) -> None:
    assembly = await pool_scene(people=12)
    draw = await committed(assembly, now=NOW)
    await Registration.filter(assembly_id=assembly.id).update(state=RegistrationState.WITHDRAWN)
    drawn = await holding.keep(await officer(), draw.id, "balls", "412", LATER)
    seated = await Member.filter(draw_id=drawn.id)
    assert len(seated) == SEATS and {one.state for one in seated} == {MemberState.WITHDRAWN}


async def test_a_void_draw_stays_to_be_seen_and_the_next_one_names_it(db: None) -> None:
    assembly = await pool_scene()
    draw = await held(assembly, now=NOW)
    first = await officer()
    asked = await voiding.ask(first, draw.id, "A ball had fallen out.", LATER)
    with pytest.raises(ApprovalRefused):
        await voiding.void(first, draw.id, asked.id, LATER)
    gone = await voiding.void(await publisher(), draw.id, asked.id, LATER)
    assert gone.state is DrawState.VOID and gone.voided_because == "A ball had fallen out."
    assert {one.state for one in await Member.filter(draw_id=draw.id)} == {MemberState.VOID}
    second = await committed(assembly, by=first, now=LATER)
    assert second.number == 2 and second.kind is DrawKind.PANEL
    assert json.loads(second.commitment)["after"] == draw.commitment_hash


async def test_a_worker_that_dies_leaves_the_draw_to_the_next_one(db: None) -> None:
    assembly = await pool_scene()
    draw = await beginning.begin(await officer(), assembly.id, terms.Terms(), NOW)
    await Draw.filter(id=draw.id).update(leased_until=NOW + timedelta(seconds=30), tries=1)
    assert await preparing.prepare_next(NOW) == 0
    assert await preparing.prepare_next(NOW + timedelta(minutes=2)) == 1
    assert (await Draw.get(id=draw.id)).state is DrawState.PREPARED


async def test_work_that_breaks_off_three_times_is_given_up_with_a_sentence(db: None) -> None:
    draw = await beginning.begin(await officer(), (await pool_scene()).id, terms.Terms(), NOW)
    await Draw.filter(id=draw.id).update(tries=3)
    await preparing.prepare_next(NOW)
    given_up = await Draw.get(id=draw.id)
    assert given_up.state is DrawState.STOPPED and "three times" in given_up.trouble


async def test_a_stopped_draw_gives_nothing_away_and_a_late_worker_changes_nothing(db: None) -> None:
    assembly = await pool_scene()
    by = await officer()
    draw = await beginning.begin(by, assembly.id, terms.Terms(), NOW)
    await beginning.stop(by, draw.id, "People were still ringing up.", NOW)
    assert await preparing.prepare_next(NOW) == 0
    with pytest.raises(DrawRefused, match="Only a draw whose panels are made"):
        await committing.ask(by, draw.id, ["balls"], LATER, "Town Hall", "Now.", NOW)
    assert not await Portfolio.exists() and not await FrozenPool.exists()


async def test_everybody_in_the_pool_has_a_receipt_that_leads_to_the_committed_root(db: None) -> None:
    assembly = await pool_scene()
    draw = await committed(assembly, now=NOW)
    for person in await Registration.filter(assembly_id=assembly.id):
        entry = check_receipt(await files.receipt(draw, person), str(assembly.id), draw.pool_root, draw.pool_size)
        assert entry.pseudonym == person.pseudonym


async def test_the_journal_tells_the_whole_draw_and_names_nobody(db: None) -> None:
    assembly = await pool_scene()
    draw = await held(assembly, now=NOW)
    told = await JournalEntry.filter(thing=f"draw:{draw.id}").order_by("id")
    assert [one.act for one in told] == [
        "draw.begun", "draw.prepared", "draw.commitment.asked", "draw.commitment.approved", "draw.committed",
        "draw.chance", "draw.drawn",
    ]  # fmt: skip
    pseudonyms = {one.pseudonym for one in await Registration.filter(assembly_id=assembly.id)}
    assert not any(name in json.dumps(one.detail) for one in told for name in pseudonyms)


async def test_the_folder_of_a_draw_satisfies_its_program(db: None, tmp_path: Path) -> None:
    draw = await held(await pool_scene(), now=NOW)
    with zipfile.ZipFile(BytesIO(await files.folder(draw))) as packed:
        packed.extractall(tmp_path)
    told = subprocess.run(
        [sys.executable, "-I", "draw.py", "."], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert told.returncode == 0, told.stdout + told.stderr
    named = next(line for line in told.stdout.splitlines() if line.startswith("Next in line")).split(": ")[1].split()
    reserves = Member.filter(draw_id=draw.id, state=MemberState.RESERVE).order_by("reserve_place")
    assert named == [one.registration.pseudonym for one in await reserves.select_related("registration")]


def test_the_commitment_names_the_program_by_what_sha256sum_says_of_its_files() -> None:
    told = subprocess.run(
        "find . -name '*.py' | LC_ALL=C sort | xargs sha256sum | sha256sum",
        shell=True, cwd=ROOT / "assembly/sortition", capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert committing.program() == f"wardmote, assembly/sortition {told.stdout.split()[0]}"
