"""Whoever owns the database may change what they like: either the pack stays the same, or both verifiers name it.

The fields of each file are walked beside the verifiers (`test_verify_tampering.py`, `test_verify_html_tampering.py`);
here it is the tables that a pack is made of.
"""

import json
import logging
import os
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page
from tortoise.context import TortoiseContext

from ballot_box import elections
from ballot_box.disclosure import Form
from database import transaction
from ledger import keys as record_keys
from tests.ballot_box.verifiers.conftest import offline as offline
from tests.ballot_box.verifiers.offline_page import verdict, verdicts
from tests.ballot_box.verifiers.verifying import faults_of
from tests.conftest import SECRET_KEY
from tests.journeys.conftest import browser as browser
from tests.pb.tampering import Pack, Tampered, built, tables_of, tamperings
from tests.pb.whole_votes import WholeVote
from web import keys

LOG = {"SHA256SUMS", "log/checkpoints.jsonl", "log/leaves.jsonl"}
FEW = {"full_percent": 10, "least": 20, "pattern": 3, "suppressed_percent": 20}

# Columns that a pack does not depend on, and why. A new column has to be put here, or to be noticed.
KEYS = "rows elsewhere point to it, so the database does not let it change alone"
NUMBER = "a number of the row, which is nowhere else"
FROZEN = "the definition holds it as it was frozen, and the pack goes by that"
PLANS = "what the fund is about, and when it was planned to happen"
PAGES = "shown on pages of the site; what the pack says comes from the ballots and the definition"
STEPS = "when the site did what; the journal holds that, and the record the journal"
SECRET = "nothing of a person or of a single paper is in a pack"
NOT_BEHIND = {
    "checkpoint": {"the signed note says it, and the pack goes by that": "root"},
    "cosignature": {NUMBER: "id"},
    "counted_ballot": {"stored in the order of content": "id"},
    "counted_box": {"a box goes when auditors are done": "box"},
    "cycle": {
        KEYS: "id",
        FROZEN: "budget_pence completion currency lot_seed lots paper_rule ranks rule sealing tie_breaking trustees_id",
        PLANS: "about about_html age_from challenge_ends_at confirm_by delivery_ends_at evidence franchise_id "
        "ideas_close_at ideas_open_at name question sample slug split split_unit_pence ties voting_closes_at "
        "voting_opens_at",
        STEPS: "ballot_frozen_at cancelled_at cancelled_because closed_at closing_moved_because created_at "
        "decision_by decision_minute decision_on published_at result_published_at version",
    },
    "election": {
        KEYS: "id",
        FROZEN: "definition_hash name",
        "who may vote is settled when the box is emptied": "franchise_id paper_rule",
        "the key is destroyed by then": "key_name",
        STEPS: "closed_at closes_at emptied_at key_destroyed_at opened_at opens_at rewritten_at settled_at",
    },
    "journal_entry": {
        NUMBER: "id",
        "the journal’s own chain is checked by `journal verify`": "actor at hash previous_hash",
    },
    "log_leaf": {"whoever checks hashes the leaf": "hash"},
    "paper": {
        NUMBER: "id",
        SECRET: "audited keyed_a keyed_b ruled_because ruled_by_id ruling serial state_because",
    },
    "paper_batch": {
        KEYS: "id",
        "in the record under a hash that only auditors can make": "name",
        STEPS: "audit audited_by_id keyer_a_id keyer_b_id merged_at observer out_at out_signed_by registered_at "
        "returned_at returned_seal returned_signed_by seal signed_off_by_id slips_done_at times_keyed venue_id version "
        "void_because",
    },
    "pot": {KEYS: "id", FROZEN: "amount_pence cycle_id name", PLANS: "neighbourhood_id position working"},
    "pot_tally": {NUMBER: "id", PAGES: "ballots comparison on_roll residents steps"},
    "project": {
        KEYS: "id",
        FROZEN: "cost_pence cycle_id reference title",
        PLANS: "body_html cost_note created_at lat long owner photo_alt photo_name summary theme_id",
        "what was passed over is what the count has no line of": "withdrawn_at withdrawn_because",
    },
    "project_tally": {NUMBER: "id", PAGES: "first_choices funded reason supporters"},
    "roll_entry": {NUMBER: "id", SECRET: "account_id evidence to_be_told"},
    "tally": {
        KEYS: "id",
        FROZEN: "completion rule tie_breaking",
        PAGES: "ballots ballots_hash outcome_hash",
        STEPS: "counted_at counted_by_id published_at published_by_id",
    },
}


@dataclass(frozen=True)
class Walk:
    """`read`: the tables that were looked into while the honest pack was built."""

    honest: Pack
    account: dict[str, dict[str, object]]
    read: set[str]
    walked: set[str]
    found: list[Tampered]

    def with_pack(self) -> list[tuple[Tampered, Pack]]:
        return [
            (one, {name: data for name, data in {**self.honest, **one.pack}.items() if data is not None})
            for one in self.found
            if one.pack
        ]


class _Back(Exception):
    pass


@pytest_asyncio.fixture(scope="module")
async def walk(_open_database: TortoiseContext, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Walk]:
    """One vote for all tests here, small, with limits by which it is published in all forms; taken back at once."""
    folder = tmp_path_factory.mktemp("whole_vote")
    keys.use(SECRET_KEY, tmp_path_factory.getbasetemp() / "keys")
    record_keys.forget()  # the database forgets as well
    with _open_database, pytest.MonkeyPatch.context() as patched:
        patched.setattr(elections, "DISCLOSURE", FEW)
        patched.setattr(os, "fsync", lambda _file: None)  # hundreds of packs, of which none has to outlive a power cut
        try:
            async with transaction():
                vote = await WholeVote.published(folder)
                with statements() as said:
                    honest = await built(vote, folder / "pack")
                read = {table for one in said for table in re.findall(r'(?:FROM|JOIN) "?(\w+)', one)}
                names = {name: str(pot.id) for name, pot in vote.pots.items()}
                contests = json.loads(honest["account.json"])["contests"]
                account = {name: contests[contest] for name, contest in names.items()}
                found = [one async for one in tamperings(vote, folder / "pack")]
                of_all = Walk(honest, account, read, {one.name for one in await tables_of(vote)}, found)
                raise _Back
        except _Back:
            pass
    yield of_all


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is said to the database meanwhile."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("tortoise.db_client")
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    yield said
    logger.setLevel(before)
    logger.removeHandler(handler)


def forms_of(pack: Pack) -> set[str]:
    return {json.loads(data)["form"] for name, data in pack.items() if name.startswith("ballots/")}


@pytest.mark.journey
async def test_both_verifiers_agree_with_a_vote_of_a_thousand_people(db: None, offline: Page, tmp_path: Path) -> None:
    vote = await WholeVote.published(tmp_path, times=22)

    pack = await built(vote, tmp_path / "pack")

    assert forms_of(pack) == set(Form)
    assert faults_of(pack, tmp_path / "read") == []
    found = await verdict(offline, pack)
    assert (found.faults, found.status) == ([], 0)


async def test_an_honest_pack_of_a_vote_in_which_everything_happened_agrees(walk: Walk, tmp_path: Path) -> None:
    assert forms_of(walk.honest) == set(Form)
    assert len(walk.honest["spoiled.jsonl"].splitlines()) == 2
    paper = walk.account["Hanley"]["paper"]
    assert isinstance(paper, dict) and (paper["entered"], paper["invalid"], paper["unused"]) == (2, 1, 2)
    assert walk.account["Hanley"]["removed"] == {"registered_twice": 1}
    assert (walk.account["Longton"]["unconfirmed"], walk.account["Longton"]["withdrawn"]) == (1, 1)
    assert json.loads(walk.honest["result.json"])["withdrawn"]
    assert b'cosignatures":["' in walk.honest["log/checkpoints.jsonl"]
    assert faults_of(walk.honest, tmp_path) == []


async def test_each_table_that_a_pack_is_made_of_is_walked(walk: Walk) -> None:
    assert walk.read <= walk.walked
    assert walk.walked - walk.read == {"pot"}, "of which the definition holds all"


async def test_what_changes_the_pack_is_named_by_verify_py(walk: Walk, tmp_path: Path) -> None:
    changed = walk.with_pack()
    missed = [
        str(one)
        for number, (one, pack) in enumerate(changed)
        if not names_a_file(faults_of(pack, tmp_path / str(number))) and not says_less(one, walk.honest, pack)
    ]
    assert len(changed) > 150
    assert missed == []


@pytest.mark.journey
async def test_what_changes_the_pack_is_named_by_the_page(walk: Walk, offline: Page) -> None:
    changed = walk.with_pack()
    honest, *found = await verdicts(offline, [walk.honest, *(pack for _, pack in changed)])
    assert honest.faults == []
    missed = [
        str(one)
        for (one, pack), said in zip(changed, found, strict=True)
        if not names_a_file(said.faults) and not says_less(one, walk.honest, pack)
    ]
    assert missed == []


def names_a_file(faults: list[str]) -> bool:
    return any(re.match(r"((log|ballots)/)?\w+\.(json|jsonl|txt)(, line \d+)?: ", fault) for fault in faults)


def says_less(one: Tampered, honest: Pack, pack: Pack) -> bool:
    """Was only left out that a checkpoint was signed, or that a witness has seen one? What is left is true. If it was
    the last one, the pack goes on to the next."""
    if one.table not in ("checkpoint", "cosignature") or one.pack.keys() - LOG:
        return False
    ours, all_of_them = (
        {line["note"]: set(line["cosignatures"]) for line in map(json.loads, data.splitlines())}
        for data in (pack["log/checkpoints.jsonl"], honest["log/checkpoints.jsonl"])
    )
    *before, last = ours
    leaves, more = honest["log/leaves.jsonl"], pack["log/leaves.jsonl"]
    goes_on = more.startswith(leaves) and (more == leaves) == (last in all_of_them)
    known = ours if last in all_of_them else before
    return goes_on and all(note in all_of_them and ours[note] <= all_of_them[note] for note in known)


async def test_a_ballot_added_later_is_named_although_all_was_made_to_fit(walk: Walk, tmp_path: Path) -> None:
    """Of the list of counted ballots and of the result there can be one leaf each, and those had been signed."""
    [pack] = [pack for one, pack in walk.with_pack() if "made to fit" in one.what]
    faults = faults_of(pack, tmp_path)
    assert {fault.split(":")[0] for fault in faults} == {"counted.txt", "result.json"}


async def test_what_a_pack_cannot_be_made_of_is_refused_with_a_sentence(walk: Walk) -> None:
    refused = {one.refused for one in walk.found if one.refused}
    assert {re.sub(r"\(.*\)", "(…)", one) for one in refused} == {
        "The result is not in the public record yet. It is taken in within a few minutes; try again then.",
        "The result of this fund is not published yet. The pack comes with it.",
        "This vote was held elsewhere, so there is no record of it here to make a pack of.",
        "What the database holds of this vote makes no sense, so no pack can be made of it. Somebody or something "
        "changed it (…). Packs that were made before still hold good.",
    }


async def test_every_other_column_is_known_not_to_be_in_a_pack(walk: Walk) -> None:
    columns = {(one.table, one.what) for one in walk.found if not one.what.startswith("row ")}
    behind = {(one.table, one.what) for one in walk.found if one.pack or one.refused}
    listed = {
        (table, name) for table, named in NOT_BEHIND.items() for names in named.values() for name in names.split()
    }
    assert columns - behind == listed
