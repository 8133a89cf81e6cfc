"""What an officer plans: kept, journalled, refused where it cannot be, and never overwritten unseen."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest

from database import rows
from ledger.journal import first_broken_entry
from ledger.models import JournalEntry
from pb.cycles import ChangedMeanwhile, CycleRefused, bands, dates, decisions, planning, pots, themes
from pb.cycles.bands import BandPlan
from pb.cycles.pots import MoneyPlan
from pb.models import Band, Cycle, Pot, Split, Theme
from residents.models import Role
from residents.people import Person
from residents.places.models import Neighbourhood
from tests.factories import NOW, days, make_cycle, make_idea, make_place, make_pot, make_theme
from web.refusals import NotAllowed

pytestmark = pytest.mark.usefixtures("db")
OFFICER = Person(account_id=None, roles=frozenset({Role.RESIDENT, Role.CYCLE_OFFICER, Role.PUBLISHER}))
RESIDENT = Person(roles=frozenset({Role.RESIDENT}))


async def last_entry() -> JournalEntry:
    entry = await JournalEntry.all().order_by("-id").first()
    assert entry is not None
    return entry


async def test_a_new_fund_is_a_draft_with_an_address_of_its_own() -> None:
    first = await planning.create(OFFICER, "  Neighbourhood Fund – 2027  ", NOW)
    second = await planning.create(OFFICER, "Neighbourhood fund 2027!", NOW)
    assert (first.slug, second.slug) == ("neighbourhood-fund-2027", "neighbourhood-fund-2027-2")
    assert first.published_at is None and first.evidence == planning.DEFAULT_EVIDENCE
    assert (await planning.create(OFFICER, "New", NOW)).slug != "new"
    assert (await planning.create(OFFICER, "مال", NOW)).slug == "fund"
    assert (await last_entry()).act == "cycle.created"


@pytest.mark.parametrize("name", ["", "   ", "x" * 121])
async def test_a_fund_without_a_usable_name_is_refused(name: str) -> None:
    with pytest.raises(CycleRefused) as refused:
        await planning.create(OFFICER, name, NOW)
    assert refused.value.field == "name"
    assert await Cycle.all().count() == 0


async def test_only_a_cycle_officer_plans() -> None:
    cycle = await make_cycle("draft", NOW)
    with pytest.raises(NotAllowed):
        await planning.create(RESIDENT, "A fund", NOW)
    with pytest.raises(NotAllowed):
        await decisions.publish(RESIDENT, cycle.id, 0, NOW)
    assert await JournalEntry.all().count() == 0


async def describe(cycle: Cycle, version: int, by: Person = OFFICER, **values: str) -> None:
    kept = {"name": cycle.name, "question": cycle.question, "about": cycle.about, **values}
    await planning.describe(by, cycle.id, version, **kept, now=NOW)


async def test_a_change_is_journalled_with_before_and_after() -> None:
    cycle = await make_cycle("draft", NOW, name="Old name")
    await describe(cycle, 0, name="New name", about="Some **good** news")
    entry = await last_entry()
    changes: Any = entry.detail["changes"]
    assert (entry.act, entry.thing) == ("cycle.described", f"cycle:{cycle.id}")
    assert changes["name"] == ["Old name", "New name"]
    assert "question" not in changes
    await cycle.refresh_from_db()
    assert cycle.version == 1 and "<strong>good</strong>" in cycle.about_html
    assert await first_broken_entry() is None


async def test_nothing_changed_is_not_journalled() -> None:
    cycle = await make_cycle("draft", NOW, about_html="")
    await describe(cycle, 0)
    assert await JournalEntry.all().count() == 0


async def test_the_second_of_two_officers_is_told_and_nothing_is_lost() -> None:
    cycle = await make_cycle("draft", NOW)
    await describe(cycle, 0, name="By Ann")
    with pytest.raises(ChangedMeanwhile) as refused:
        await describe(cycle, 0, name="By Bob")
    assert refused.value.version == 1
    assert (await Cycle.get(id=cycle.id)).name == "By Ann"
    await describe(cycle, 1, name="By Bob")
    assert (await Cycle.get(id=cycle.id)).name == "By Bob"


async def test_once_the_ballot_is_frozen_only_the_text_about_it_can_change() -> None:
    cycle = await make_cycle("voting", NOW, question="What next?")
    await describe(cycle, 0, about="Voting tables are in every library.")
    with pytest.raises(CycleRefused) as refused:
        await describe(cycle, 1, name="Another name")
    assert refused.value.field == "name"
    acts: list[Callable[[], Awaitable[None]]] = [
        lambda: planning.set_counting(
            OFFICER, cycle.id, 1, ranks=3, rule="greedy-votes", completion="none", tie_breaking="cost-id", now=NOW
        ),
        lambda: planning.set_eligibility(
            OFFICER,
            cycle.id,
            1,
            age_from=16,
            ties=["live"],
            evidence=planning.DEFAULT_EVIDENCE,
            proofs=["letter"],
            paper_rule="paper-stands",
            now=NOW,
        ),  # fmt: skip
        lambda: pots.set_money(OFFICER, cycle.id, 1, MoneyPlan(budget_pence=100, whole_city=True), NOW),
        lambda: bands.set_bands(OFFICER, cycle.id, 1, [], NOW),
        lambda: themes.set_themes(OFFICER, cycle.id, 1, usual=[], own=["Bees"], now=NOW),
    ]
    for act in acts:
        with pytest.raises(CycleRefused, match="frozen"):
            await act()
    assert (await Cycle.get(id=cycle.id)).version == 1


async def test_counting_is_chosen_from_what_exists() -> None:
    cycle = await make_cycle("draft", NOW)

    async def choose(version: int, ranks: int, rule: str, completion: str, ties: str) -> None:
        await planning.set_counting(
            OFFICER, cycle.id, version, ranks=ranks, rule=rule, completion=completion, tie_breaking=ties, now=NOW
        )

    await choose(0, 3, "greedy-votes", "add1-greedy", "cost-supporters-lot")
    await cycle.refresh_from_db()
    assert (cycle.ranks, cycle.rule, cycle.completion) == (3, "greedy-votes", "none")
    for wrong, field in (
        ((0, "greedy-votes", "none", "cost-id"), "ranks"),
        ((99, "greedy-votes", "none", "cost-id"), "ranks"),
        ((3, "dice", "none", "cost-id"), "rule"),
        ((3, "greedy-votes", "magic", "cost-id"), "completion"),
        ((3, "greedy-votes", "none", "coin"), "tie_breaking"),
    ):
        with pytest.raises(CycleRefused) as refused:
            await choose(1, *wrong)
        assert refused.value.field == field


async def test_eligibility_is_kept_and_nonsense_refused() -> None:
    cycle = await make_cycle("draft", NOW)
    levels = {**planning.DEFAULT_EVIDENCE, "vote": "E2"}
    kept: dict[str, Any] = {
        "age_from": 14,
        "ties": ["work", "live", "moon"],
        "evidence": levels,
        "proofs": ["letter", "voucher", "a wink"],
        "paper_rule": "online-stands",
        "now": NOW,
    }
    await planning.set_eligibility(OFFICER, cycle.id, 0, **kept)
    await cycle.refresh_from_db()
    assert (cycle.age_from, cycle.ties, cycle.evidence["vote"]) == (14, ["live", "work"], "E2")
    assert (await planning.proofs_of(cycle), cycle.paper_rule) == (["voucher", "letter"], "online-stands")
    for wrong, field in (
        ({"age_from": -1}, "age_from"),
        ({"ties": []}, "ties"),
        ({"evidence": {**levels, "vote": "E9"}}, "vote"),
        ({"evidence": {**levels, "count": "E1"}}, "count"),
        ({"proofs": ["contact"]}, "proofs"),
        ({"paper_rule": "coin"}, "paper_rule"),
    ):
        with pytest.raises(CycleRefused) as refused:
            await planning.set_eligibility(OFFICER, cycle.id, 1, **{**kept, **wrong})
        assert refused.value.field == field


async def two_places() -> tuple[Neighbourhood, Neighbourhood]:
    small, large = await make_place("Fenton"), await make_place("Longton")
    await Neighbourhood.filter(id=small.id).update(residents=17125, deprived_residents=4138, position=1)
    await Neighbourhood.filter(id=large.id).update(residents=60506, deprived_residents=18738, position=2)
    return small, large


async def amounts(cycle: Cycle) -> list[int]:
    return [pot.amount_pence for pot in await pots.pots_of(cycle.id)]


async def test_money_is_shared_out_with_its_working() -> None:
    cycle = await make_cycle("draft", NOW)
    places = [place.id for place in await two_places()]
    plan = MoneyPlan(budget_pence=10_000_00, neighbourhoods=places, way=Split.POPULATION, unit_pence=100_00)
    await pots.set_money(OFFICER, cycle.id, 0, plan, NOW)
    assert await amounts(cycle) == [2_200_00, 7_800_00]
    first = (await pots.pots_of(cycle.id))[0]
    words = pots.working_in_words(first.working)
    assert "17,125 of 77,631" in words and "£2,205.95" in words
    equal = MoneyPlan(budget_pence=10_000_01, neighbourhoods=places, way=Split.EQUAL, unit_pence=1)
    await pots.set_money(OFFICER, cycle.id, 1, equal, NOW)
    assert await amounts(cycle) == [5_000_01, 5_000_00]
    kept: Any = (await last_entry()).detail["pots"]
    assert kept[0] == {"Fenton": 2_200_00, "Longton": 7_800_00}


async def test_one_pot_for_the_whole_city() -> None:
    cycle = await make_cycle("draft", NOW)
    await pots.set_money(OFFICER, cycle.id, 0, MoneyPlan(budget_pence=5_000_00, whole_city=True), NOW)
    pot = await Pot.get(cycle_id=cycle.id)
    assert (pot.neighbourhood_id, pot.amount_pence) == (None, 5_000_00)


async def test_amounts_by_hand_must_come_to_the_budget() -> None:
    cycle = await make_cycle("draft", NOW)
    small, large = await two_places()
    by_hand = {small.id: 4_000_00, large.id: 5_000_00}
    plan = MoneyPlan(budget_pence=10_000_00, neighbourhoods=list(by_hand), way=Split.BY_HAND, by_hand=by_hand)
    with pytest.raises(CycleRefused, match="£9,000. That is £1,000 less than"):
        await pots.set_money(OFFICER, cycle.id, 0, plan, NOW)
    assert await amounts(cycle) == [] and (await Cycle.get(id=cycle.id)).version == 0
    by_hand[large.id] = 6_000_00
    await pots.set_money(OFFICER, cycle.id, 0, plan, NOW)
    assert await amounts(cycle) == [4_000_00, 6_000_00]


async def test_a_missing_figure_names_the_neighbourhood() -> None:
    cycle = await make_cycle("draft", NOW)
    small, large = await two_places()
    await Neighbourhood.filter(id=large.id).update(deprived_residents=None)
    plan = MoneyPlan(budget_pence=100_00, neighbourhoods=[small.id, large.id], way=Split.NEED)
    with pytest.raises(CycleRefused, match="Longton") as refused:
        await pots.set_money(OFFICER, cycle.id, 0, plan, NOW)
    assert refused.value.field == "way"


async def test_a_pot_with_ideas_cannot_go_away_but_can_get_another_amount() -> None:
    cycle = await make_cycle("ideas", NOW, published_at=NOW - days(1))
    small, large = await two_places()
    pot = await make_pot(cycle, small, 1_000)
    await make_pot(cycle, large, 1_000)
    await make_idea(cycle, pot)
    with pytest.raises(CycleRefused, match="Fenton") as refused:
        await pots.set_money(OFFICER, cycle.id, 0, MoneyPlan(budget_pence=100, neighbourhoods=[large.id]), NOW)
    assert refused.value.field == "neighbourhoods"
    await pots.set_money(OFFICER, cycle.id, 0, MoneyPlan(budget_pence=700_00, neighbourhoods=[small.id]), NOW)
    assert [(kept.id, kept.amount_pence) for kept in await pots.pots_of(cycle.id)] == [(pot.id, 700_00)]


async def test_neighbourhoods_may_swap_names_but_not_share_one() -> None:
    cycle = await make_cycle("draft", NOW)
    one, other = await make_place("Hanley"), await make_place("Burslem")
    plan = MoneyPlan(budget_pence=10_000, neighbourhoods=[one.id, other.id])
    await pots.set_money(OFFICER, cycle.id, cycle.version, plan, NOW)
    version = (await Cycle.get(id=cycle.id)).version
    await Neighbourhood.filter(id=one.id).update(name="Burslem")

    with pytest.raises(CycleRefused, match="Two neighbourhoods are called Burslem"):
        await pots.set_money(OFFICER, cycle.id, version, plan, NOW)
    await Neighbourhood.filter(id=other.id).update(name="Hanley")
    await pots.set_money(OFFICER, cycle.id, version, plan, NOW)

    assert (await Pot.get(cycle=cycle, neighbourhood=one)).name == "Burslem"
    assert (await Pot.get(cycle=cycle, neighbourhood=other)).name == "Hanley"


@pytest.mark.parametrize(
    ("plan", "field"),
    [
        (MoneyPlan(budget_pence=0, whole_city=True), "budget"),
        (MoneyPlan(budget_pence=10**13, whole_city=True), "budget"),
        (MoneyPlan(budget_pence=100, unit_pence=7, whole_city=True), "unit"),
        (MoneyPlan(budget_pence=100, neighbourhoods=[987654]), "neighbourhoods"),
        (MoneyPlan(budget_pence=100), "neighbourhoods"),
    ],
)
async def test_money_that_makes_no_sense_is_refused_beside_its_field(plan: MoneyPlan, field: str) -> None:
    with pytest.raises(CycleRefused) as refused:
        await pots.preview(plan)
    assert refused.value.field == field


async def test_bands_are_replaced_as_a_whole() -> None:
    cycle = await make_cycle("draft", NOW)
    await bands.set_bands(
        OFFICER, cycle.id, 0, [BandPlan(1, "small", 500_00, 1_000_00), BandPlan(2, "large", 1_000_00, 9_000_00)], NOW
    )
    assert [band.name for band in await bands.bands_of(cycle.id)] == ["small", "large"]
    for wrong, field in (
        ([BandPlan(1, "", 1, 2)], "name_1"),
        ([BandPlan(1, "A", 1, 2), BandPlan(3, "a", 1, 2)], "name_3"),
        ([BandPlan(2, "A", 5, 2)], "most_2"),
    ):
        with pytest.raises(CycleRefused) as refused:
            await bands.set_bands(OFFICER, cycle.id, 1, wrong, NOW)
        assert refused.value.field == field
    assert await Band.filter(cycle_id=cycle.id).count() == 2


async def test_themes_keep_their_row_and_those_in_use_stay() -> None:
    cycle = await make_cycle("draft", NOW)
    await themes.set_themes(OFFICER, cycle.id, 0, usual=["green"], own=["Bees & honey", "bees - honey", " "], now=NOW)
    found = {theme.slug: theme for theme in await themes.themes_of(cycle.id)}
    assert list(found) == ["green", "bees-honey", "bees-honey-1"]
    pot = await make_pot(cycle)
    await make_idea(cycle, pot, theme=found["green"])
    with pytest.raises(CycleRefused, match="Parks and green spaces"):
        await themes.set_themes(OFFICER, cycle.id, 1, usual=[], own=[], now=NOW)
    await themes.set_themes(OFFICER, cycle.id, 1, usual=["green", "youth"], own=[], now=NOW)
    assert {theme.slug: theme.id for theme in await themes.themes_of(cycle.id)}["green"] == found["green"].id
    assert await Theme.filter(cycle_id=cycle.id).count() == 2


async def test_own_themes_survive_the_form_as_it_was_shown() -> None:
    cycle = await make_cycle("draft", NOW)
    own = await make_theme(cycle, "Dogs")
    await themes.set_themes(OFFICER, cycle.id, 0, usual=[], own=["Dogs"], now=NOW)
    assert [theme.id for theme in await themes.themes_of(cycle.id)] == [own.id]


async def test_dates_must_be_in_order_and_the_sentence_names_both() -> None:
    cycle = await make_cycle("draft", NOW)
    asked = {"ideas_open_at": NOW + days(10), "ideas_close_at": NOW + days(5)}
    with pytest.raises(CycleRefused, match=r"25 June 2026.*ideas open.*20 June 2026") as refused:
        await dates.set_dates(OFFICER, cycle.id, 0, asked, "", NOW)
    assert refused.value.field == "ideas_close_at"
    with pytest.raises(CycleRefused):
        await dates.set_dates(OFFICER, cycle.id, 0, {"ideas_open_at": NOW, "delivery_ends_at": NOW}, "", NOW)
    good = {"ideas_open_at": NOW + days(1), "ideas_close_at": NOW + days(5), "voting_opens_at": NOW + days(30)}
    await dates.set_dates(OFFICER, cycle.id, 0, good, "", NOW)
    await cycle.refresh_from_db()
    assert cycle.voting_opens_at == NOW + days(30) and cycle.voting_closes_at is None


async def test_a_draft_is_published_once_nothing_is_missing() -> None:
    cycle = await make_cycle("draft", NOW)
    with pytest.raises(CycleRefused, match=r"question.*money"):
        await decisions.publish(OFFICER, cycle.id, 0, NOW)
    await Cycle.filter(id=cycle.id).update(question="What next?", budget_pence=100)
    await make_pot(cycle)
    await decisions.publish(OFFICER, cycle.id, 0, NOW)
    await cycle.refresh_from_db()
    assert cycle.published_at == NOW
    with pytest.raises(CycleRefused, match="public already"):
        await decisions.publish(OFFICER, cycle.id, 1, NOW)


async def test_a_fund_is_cancelled_for_a_reason_and_not_after_its_result() -> None:
    cycle = await make_cycle("review", NOW)
    with pytest.raises(CycleRefused) as refused:
        await decisions.cancel(OFFICER, cycle.id, 0, "  ", NOW)
    assert refused.value.field == "reason"
    await decisions.cancel(OFFICER, cycle.id, 0, "The grant was withdrawn.", NOW)
    await cycle.refresh_from_db()
    assert (cycle.cancelled_at, cycle.cancelled_because) == (NOW, "The grant was withdrawn.")
    done = await make_cycle("delivery", NOW)
    with pytest.raises(CycleRefused):
        await decisions.cancel(OFFICER, done.id, 0, "Too late", NOW)


async def test_the_council_decides_after_the_result_and_the_fund_is_closed_at_the_end() -> None:
    cycle = await make_cycle("delivery", NOW)
    today = NOW.date()
    for day in (today + timedelta(days=1), today - timedelta(days=300)):
        with pytest.raises(CycleRefused) as refused:
            await decisions.record_decision(OFFICER, cycle.id, 0, who="Cabinet", on=day, minute="12/26", now=NOW)
        assert refused.value.field == "on"
    await decisions.record_decision(OFFICER, cycle.id, 0, who="Cabinet", on=today, minute="Minute 12/26", now=NOW)
    await cycle.refresh_from_db()
    assert (cycle.decision_by, cycle.decision_on, cycle.decision_minute) == ("Cabinet", today, "Minute 12/26")
    await decisions.close(OFFICER, cycle.id, 1, NOW)
    with pytest.raises(CycleRefused):
        await describe(cycle, 2, about="Too late")
    early = await make_cycle("voting", NOW)
    with pytest.raises(CycleRefused):
        await decisions.record_decision(OFFICER, early.id, 0, who="Cabinet", on=today, minute="1", now=NOW)
    with pytest.raises(CycleRefused):
        await decisions.close(OFFICER, early.id, 0, NOW)


async def test_the_journal_holds_no_more_than_the_change() -> None:
    cycle = await make_cycle("draft", NOW)
    await describe(cycle, 0, about="word " * 1000)
    (entry,) = await rows("SELECT detail FROM journal_entry")
    assert len(entry.detail) < 1500
