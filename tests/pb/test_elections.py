"""Real elections come in whole or not at all."""

import json
from argparse import Namespace
from collections import Counter
from pathlib import Path

import orjson
import pytest

import main
from ballot_box.closing import ballots_of
from ballot_box.models import Ballot, CountedBallot, Election
from ledger.models import JournalEntry
from pb import elections, tallies
from pb.counting.pabulib import read_file
from pb.cycles import current_cycle, phase_at
from pb.elections import ElectionRefused
from pb.models import Cycle, Pot, Project, ProjectTally
from pb.phases import Phase
from residents.people import COMMAND_LINE, NOBODY
from tests.factories import NOW
from tests.house import ROOT
from tests.shared_data import needed
from web.commands import run_command
from web.refusals import NotAllowed
from web.settings import Settings

OWN = ROOT / "tests" / "elections" / "own"


async def loaded(path: Path) -> Cycle:
    return await elections.load(COMMAND_LINE, path, "greedy-votes", "lexicographic", NOW)


@pytest.mark.parametrize("path", sorted(OWN.glob("*.pb")), ids=lambda path: path.stem)
async def test_an_election_comes_in_with_every_project_and_ballot(db: None, path: Path) -> None:
    instance, profile = read_file(path)
    cycle = await loaded(path)
    pot = await Pot.get(cycle=cycle)
    projects = {str(one.id): one for one in await Project.filter(cycle=cycle)}
    assert {one.reference: one.cost_pence * instance.unit for one in projects.values()} == {
        one.id: one.cost * 100 for one in instance
    }
    assert pot.amount_pence * instance.unit == instance.budget * 100
    assert cycle.election_id is not None
    stored = Counter(
        tuple(projects[choice].reference for choice in choices)
        for choices in await ballots_of(cycle.election_id, str(pot.id))
    )
    assert stored == {ballot.chosen: count for ballot, count in profile.groups}
    assert (await JournalEntry.get(act="election.loaded")).detail["ballots"] == profile.voters


async def test_it_waits_to_be_counted_and_is_not_what_the_site_is_about(db: None) -> None:
    cycle = await loaded(OWN / "minority.pb")
    assert cycle.imported
    assert phase_at(cycle, NOW) is Phase.COUNTING
    assert await current_cycle(NOW) is None


async def test_the_same_election_twice_gets_two_addresses(db: None) -> None:
    first, second = await loaded(OWN / "minority.pb"), await loaded(OWN / "minority.pb")
    assert (first.slug, second.slug) == ("minority", "minority-2")


HEAD = "META\nkey;value\nnum_projects;2\nnum_votes;{votes}\nbudget;{budget}\nvote_type;{kind}\n"
PROJECTS = "PROJECTS\nproject_id;cost\n1;{cost}\n2;20\n"
VOTES = "VOTES\nvoter_id;vote\na;{vote}\n"


def written(folder: Path, kind: str = "approval", vote: str = "1,2", budget: str = "30", cost: str = "10") -> Path:
    path = folder / "made.pb"
    text = HEAD.format(votes=1, budget=budget, kind=kind) + PROJECTS.format(cost=cost) + VOTES.format(vote=vote)
    path.write_text(text)
    return path


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"vote": "1,7"}, "made.pb: Line 13: This ballot names project “7”"),
        ({"budget": "much"}, "made.pb: Line 5: The budget"),
        ({"kind": "ordinal", "vote": "1,1"}, "made.pb: Line 13: "),
        ({"kind": "fanciful"}, "made.pb: Line 6: The vote_type “fanciful”"),
        ({"cost": "1.005"}, "more than two decimals"),
        ({"budget": "9" * 30}, "made.pb: Line 5: The budget is “999"),
        ({"budget": "9" * 18}, "larger than can be kept"),
    ],
)
async def test_a_malformed_file_is_refused_with_its_line_and_nothing_is_stored(
    db: None, tmp_path: Path, changes: dict[str, str], sentence: str
) -> None:
    with pytest.raises(ElectionRefused) as refused:
        await loaded(written(tmp_path, **changes))
    assert sentence in str(refused.value)
    for model in (Cycle, Project, Pot, Election, Ballot, JournalEntry):
        assert not await model.exists()


async def test_ballots_with_points_are_not_for_this_box(db: None, tmp_path: Path) -> None:
    path = written(tmp_path, kind="cumulative")
    path.write_text(path.read_text().replace("voter_id;vote\na;1,2", "voter_id;vote;points\na;1,2;3,1"))
    with pytest.raises(ElectionRefused, match="of the kind “cumulative”. Only ordinal, approval, choose-1"):
        await loaded(path)


async def test_a_missing_file_is_said(db: None) -> None:
    with pytest.raises(ElectionRefused, match="nowhere.pb: it cannot be opened"):
        await loaded(OWN / "nowhere.pb")


async def test_only_cycle_officers_bring_elections_in(db: None) -> None:
    with pytest.raises(NotAllowed):
        await elections.load(NOBODY, OWN / "minority.pb", "greedy-votes", "lexicographic", NOW)


def test_a_file_is_counted_without_a_database(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    arguments = ["elections", "count", str(OWN / "minority.pb"), "--rule", "greedy-votes", "--json", "-"]
    assert run_command(main.COMMANDS, arguments) == 0
    outcome = orjson.loads(capfdbinary.readouterr().out)
    assert outcome["rule"] == "greedy-votes"
    assert outcome["cost"] <= outcome["budget"]


def test_counting_writes_a_file_or_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "outcome.json"
    command = ["elections", "count", str(OWN / "minority.pb")]
    assert run_command(main.COMMANDS, [*command, "--json", str(file)]) == 0
    assert json.loads(file.read_text())["funded"]
    assert run_command(main.COMMANDS, command) == 0
    assert "Funded, in this order" in capsys.readouterr().out
    assert run_command(main.COMMANDS, [*command, "--json", str(tmp_path)]) == 1
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.elections
async def test_more_than_ten_thousand_ballots_come_in_within_seconds(db: None) -> None:
    (path,) = needed("elections").glob("Poland_Poznan_2023_5_*.pb")
    cycle = await loaded(path)
    assert await CountedBallot.filter(election_id=cycle.election_id).count() == 19_257


APPROVAL = [
    "Poland_Poznan_2023_5_",  # 19,257 ballots
    "France_Toulouse_2022_1_",
    "Hungary_Budapest_2022_VIII",
    "Netherlands_Amsterdam_522",
    "Poland_Gdynia_2023_Babie_Doly__large",
    "Poland_Lodz_2022_Mileszki",
    "Poland_Warszawa_2019_Kamionek",
    "Switzerland_Zurich_SN",
]
RANKED = [
    "Poland_Krakow_2018_Wzgorza_Krzeslawickie",
    "US_Stanford_Dataset_Saratoga_NY_2022_vote_rankings",
    "US_Stanford_Dataset_PB_Chicago_47th_Ward_2021",
    "Worldwide_Mechanical_Turk_Ranking_value_8",
]


def real(beginning: str, key: str) -> tuple[Path, list[str]]:
    """A file, and who won in it as others computed."""
    (path,) = needed("elections").glob(f"{beginning}*.pb")
    return path, sorted(json.loads(path.with_suffix(".json").read_text())["rules"][key]["winners"])


async def winners(path: Path, rule: str, ties: str) -> list[str]:
    cycle = await elections.load(COMMAND_LINE, path, rule, ties, NOW)
    tally = await tallies.count(cycle, COMMAND_LINE, NOW)
    outcomes = await ProjectTally.filter(tally=tally, funded=True).select_related("project")
    return sorted(one.project.reference for one in outcomes)


@pytest.mark.elections
@pytest.mark.parametrize("beginning", APPROVAL)
async def test_greedy_funds_what_others_computed(db: None, beginning: str) -> None:
    path, expected = real(beginning, "greedy_votes")
    assert await winners(path, "greedy-votes", "lexicographic") == expected


@pytest.mark.elections
@pytest.mark.parametrize("beginning", RANKED)
async def test_equal_shares_by_rank_fund_what_others_computed(db: None, beginning: str) -> None:
    path, expected = real(beginning, "rank_equal_shares_cost")
    assert await winners(path, "equal-shares-ranked", "cost-supporters-id") == expected


@pytest.mark.elections
@pytest.mark.parametrize("beginning", RANKED)
async def test_greedy_on_ranked_ballots_funds_what_ten_plain_lines_do(db: None, beginning: str) -> None:
    path, _winners = real(beginning, "rank_equal_shares_cost")
    instance, profile = read_file(path)
    votes = Counter(project for ballot, times in profile.groups for project in ballot.chosen for _time in range(times))
    left, expected = instance.budget, []
    for project in sorted(instance, key=lambda one: (-votes[one.id], one.id)):
        if votes[project.id] and project.cost <= left:
            expected.append(project.id)
            left -= project.cost
    assert await winners(path, "greedy-votes", "lexicographic") == sorted(expected)


async def test_a_count_by_command_says_what_is_funded(own_database: str, capsys: pytest.CaptureFixture[str]) -> None:
    cycle = await loaded(OWN / "minority.pb")
    command = next(command for command in main.COMMANDS if command.name == "tallies count")
    await command.run(Settings(), Namespace(cycle=cycle.slug))
    said = capsys.readouterr().out
    assert "Counted 10 ballots" in said
    assert "/office/tallies" in said
