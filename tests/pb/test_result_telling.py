"""What pages of a result tell of few people: that something was chosen, and no number that gives somebody away."""

from typing import Any

import pytest

from ballot_box.disclosure import Form
from pb.models import Cycle
from pb.results import result_of
from pb.results.telling import Telling, told
from tests.browsing import Client, text_of
from tests.pb.test_tallies import Election_

SENTENCES: list[dict[str, Any]] = [
    {"key": "chosen", "values": {"supporters": 40, "voters": 90}},
    {"key": "supported-by-then", "values": {"people": 25}},
    {"key": "paid-all-they-had", "values": {"people": 4}},
    {"key": "had-nothing", "values": {"people": 33}},
    {"key": "paid-at-most", "values": {"people": 20, "share": 1, "cap": 1}},
    {"key": "taken", "values": {"taken": [["A", 500], ["B", 20]]}},
    {"key": "would-with-voters", "values": {"more": 3}},
]
EXPLAINED = {"project": "C", "funded": False, "sentences": SENTENCES}


def kept(form: Form, supporters: int = 40, hidden: set[str] | None = None) -> list[dict[str, Any]]:
    return list(told(EXPLAINED, Telling(form, {}), supporters, hidden or set())["sentences"])


def test_where_all_ballots_are_published_everything_is_told() -> None:
    assert kept(Form.FULL, supporters=4) == SENTENCES


@pytest.mark.parametrize("form", [Form.PREFIX, Form.AGGREGATE])
def test_AC_070_sentences_with_small_numbers_are_left_out_and_those_that_leave_one(form: Form) -> None:
    keys = [said["key"] for said in kept(form)]

    assert keys == ["chosen", "paid-at-most", "taken", "would-with-voters"], "4 people, and 40 − 33, are too few"


def test_AC_070_projects_whose_numbers_are_kept_back_are_not_named_in_the_reasons_of_others() -> None:
    (taken,) = [said for said in kept(Form.AGGREGATE, hidden={"B"}) if said["key"] == "taken"]

    assert taken["values"]["taken"] == [["A", 500]]
    assert not [said for said in kept(Form.AGGREGATE, hidden={"A", "B"}) if said["key"] == "taken"]


def test_of_projects_that_few_chose_and_of_small_places_no_reason_is_told() -> None:
    assert kept(Form.AGGREGATE, supporters=9) == []
    assert kept(Form.WITHHELD) == []


def test_a_count_that_was_stored_before_this_tells_as_little_as_can_be() -> None:
    assert Telling.of({}, 9, imported=False).form is Form.WITHHELD
    assert Telling.of({}, 900, imported=False).supporters(1, 500) is None
    assert Telling.of({}, 900, imported=True).supporters(1, 500) == 500


async def test_AC_070_no_page_of_a_result_shows_how_many_of_a_few_chose_what(client: Client) -> None:
    it = await Election_.held()  # seven, five, and three people
    await it.published()
    result = await result_of(await Cycle.get(id=it.cycle.id))
    assert result is not None

    page = await client.get(f"/cycles/{it.cycle.slug}/result")

    cells = [text_of(cell) for cell in page.select("section.sheet td.number")]
    assert cells and not [cell for cell in cells if cell.strip().isdecimal()]
    assert [one.supporters for pot in result.pots for one in pot.projects] == [None] * 5
    for project in it.projects.values():
        said = text_of((await client.get(f"/projects/{project.id}")).find("main"))
        assert "So few people put it on their ballot" in said
        assert "people who voted chose it" not in said
    compared = text_of(await client.get(f"/cycles/{it.cycle.slug}/result/comparison"))
    assert "people who voted chose it" not in compared
