"""The officer's pages of a fund: one group of questions a page, nothing typed is lost, nobody else gets in."""

from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from pb.cycles import planning, pots
from pb.models import Cycle, Split
from residents.models import Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account, make_cycle, make_place, make_pot, make_project
from tests.pb.cycles.test_planning import OFFICER

GROUPS = ["basics", "money", "bands", "themes", "dates", "eligibility", "counting"]
PAGES = ["", *(f"/{group}" for group in GROUPS), "/ballot", "/publication", "/cancellation", "/closure"]


async def officer(client: Client, *roles: Role) -> None:
    account = await make_account("Olive Officer", *(roles or (Role.CYCLE_OFFICER,)))
    await client.sign_in(account, SessionKind.OFFICER)


def filled(page: BeautifulSoup, **changes: Any) -> dict[str, Any]:
    """What a browser would send of the page's form, with some answers changed."""
    form = page.select_one("main form[method=post]")
    assert form is not None
    sent: dict[str, Any] = {}
    for field in form.select("input[name], select[name], textarea[name]"):
        name, kind = str(field["name"]), field.get("type")
        if kind in ("radio", "checkbox") and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            value = str(chosen["value"]) if isinstance(chosen, Tag) and chosen.has_attr("value") else ""
        else:
            value = field.get_text().removeprefix("\n") if field.name == "textarea" else str(field.get("value", ""))
        if kind == "checkbox":
            sent.setdefault(name, []).append(value)
        else:
            sent[name] = value
    return {**sent, **changes}


def errors(page: BeautifulSoup) -> str:
    return " ".join(text_of(item) for item in page.select(".govuk-error-summary li"))


@pytest.mark.parametrize("phase", ["draft", "soon", "ideas", "review", "voting", "counting", "delivery"])
async def test_every_page_of_a_fund_opens_in_every_phase(client: Client, phase: str) -> None:
    await officer(client, Role.CYCLE_OFFICER, Role.PUBLISHER)
    cycle = await make_cycle(phase)
    await make_project(await make_pot(cycle))
    for path in [*PAGES, "/decision"]:
        await client.get(f"/office/cycles/{cycle.slug}{path}")
    await client.get("/office/cycles")


async def test_residents_and_other_officers_are_kept_out(client: Client) -> None:
    cycle = await make_cycle("draft")
    for path in PAGES:
        await client.raw_get(f"/office/cycles/{cycle.slug}{path}")
        assert (await client.raw_get(f"/office/cycles/{cycle.slug}{path}")).status_code == 303
    await officer(client, Role.MODERATOR)
    for path in PAGES:
        await client.get(f"/office/cycles/{cycle.slug}{path}", status=403)
    await client.post(f"/office/cycles/{cycle.slug}/basics", {"name": "Mine", "version": "0"}, status=403)
    assert (await Cycle.get(id=cycle.id)).name == cycle.name


async def test_a_fund_goes_from_nothing_to_public(client: Client) -> None:
    await officer(client)
    place = await make_place("Fenton")
    await client.post("/office/cycles/new", {"name": "Winter fund"})
    cycle = await Cycle.get(slug="winter-fund")
    here = "/office/cycles/winter-fund"
    page = await client.follow()
    assert "Only officers see it" in text_of(page) and "Before you can publish" in text_of(page)

    async def answer(group: str, **changes: Any) -> None:
        await client.post(f"{here}/{group}", filled(await client.get(f"{here}/{group}"), **changes))

    await answer("basics", question="What would warm us up?", about="- soup\n- coats")
    await answer("money", budget="£9,000", area="places", neighbourhoods=[str(place.id)], way="equal")
    await answer("bands", name_1="small", least_1="100", most_1="1,000.50")
    await answer("themes", usual=["green", "lounge"], own="Soup kitchens")
    await answer("dates", ideas_open_at="2030-01-01T09:00", ideas_close_at="2030-01-31T23:59")
    await answer("eligibility", age_from="14", ties=["live", "work"], vote="E2")
    await answer("counting", ranks="3", rule="greedy-votes")
    await client.post(f"{here}/publication", filled(await client.get(f"{here}/publication"), sure="y"))
    await cycle.refresh_from_db()
    assert cycle.published_at is not None and cycle.version == 8
    assert (cycle.budget_pence, cycle.ranks, cycle.age_from) == (9_000_00, 3, 14)
    assert cycle.ideas_open_at == datetime(2030, 1, 1, 9, 0, tzinfo=UTC)
    public = await client.get("/cycles/winter-fund")
    assert "What would warm us up?" in text_of(public) and "£1,000.50" in text_of(public)


async def test_times_are_those_of_the_place(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle("draft")
    here = f"/office/cycles/{cycle.slug}/dates"
    plan = {"ideas_open_at": "2030-07-01T09:00", "ideas_close_at": "", "voting_opens_at": "", "voting_closes_at": ""}
    await client.post(here, filled(await client.get(here), **plan))
    await cycle.refresh_from_db()
    assert cycle.ideas_open_at == datetime(2030, 7, 1, 8, 0, tzinfo=UTC)
    shown = await client.get(here)
    field = shown.select_one("#ideas_open_at")
    assert field is not None and field["value"] == "2030-07-01T09:00" and field["type"] == "datetime-local"


async def test_dates_that_were_not_touched_keep_their_seconds(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle("voting")  # its dates have seconds and less
    here = f"/office/cycles/{cycle.slug}/dates"
    page = await client.get(here)
    assert page.select_one("#voting_opens_at") is None and "frozen" in text_of(page)
    await client.post(here, filled(page, delivery_ends_at="2040-01-01T12:00"))
    again = await Cycle.get(id=cycle.id)
    assert again.voting_closes_at == cycle.voting_closes_at and again.voting_opens_at == cycle.voting_opens_at
    assert again.delivery_ends_at == datetime(2040, 1, 1, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("group", "changes", "said"),
    [
        ("basics", {"name": "  "}, "Give the fund a name"),
        ("basics", {"question": "x" * 301}, "Shorten"),
        ("money", {"budget": "lots"}, "Write an amount of money"),
        ("money", {"budget": ""}, "Write how much money there is"),
        ("money", {"budget": "10", "neighbourhoods": []}, "at least one neighbourhood"),
        ("money", {"budget": "10", "way": "need"}, "Etruria"),
        ("money", {"budget": "10", "way": "by_hand"}, "less than the budget"),
        ("bands", {"name_1": "small", "least_1": "5"}, "Write the most"),
        ("bands", {"name_1": "small", "least_1": "5", "most_1": "4"}, "must not be less"),
        ("bands", {"name_1": "", "least_1": "5", "most_1": "6"}, "Give this size a name"),
        ("dates", {"ideas_open_at": "2030-02-30T09:00"}, "Choose a day and a time"),
        ("dates", {"ideas_open_at": "2030-02-03T09:00", "ideas_close_at": "2030-02-02T09:00"}, "must be after"),
        ("eligibility", {"age_from": "eleven"}, "Write the age"),
        ("eligibility", {"ties": []}, "Choose at least one"),
        ("counting", {"ranks": "0"}, ""),
        ("counting", {"rule": "dice"}, ""),
        ("themes", {"own": "y" * 61}, "Shorten"),
    ],
)
async def test_bad_answers_are_refused_beside_their_field_and_kept(
    client: Client, group: str, changes: dict[str, Any], said: str
) -> None:
    await officer(client)
    await make_place("Etruria")
    from residents.places.models import Neighbourhood

    await Neighbourhood.all().update(deprived_residents=None)
    cycle = await make_cycle("draft")
    here = f"/office/cycles/{cycle.slug}/{group}"
    page = await client.post(here, filled(await client.get(here), **changes), status=422)
    assert said in errors(page) and errors(page)
    assert page.select(".govuk-error-message")
    for name, typed in changes.items():
        field = page.select_one(f"input#{name}, textarea#{name}")
        if field is not None and isinstance(typed, str) and field.get("type") not in ("radio", "checkbox"):
            assert str(field.get("value", field.get_text())).strip() == typed.strip()
    assert (await Cycle.get(id=cycle.id)).version == 0


async def test_two_officers_two_tabs(client: Client) -> None:
    await officer(client)
    cycle = await make_cycle("draft", question="The old question?")
    here = f"/office/cycles/{cycle.slug}/basics"
    stale = await client.get(here)
    await planning.describe(OFFICER, cycle.id, 0, name="By Ann", question="Hers?", about="", now=datetime.now(UTC))
    page = await client.post(here, filled(stale, name="By Bob"), status=422)
    assert "Somebody else changed this fund" in errors(page)
    field = page.select_one("#name")
    assert field is not None and field["value"] == "By Bob"
    await client.post(here, filled(page))
    assert (await Cycle.get(id=cycle.id)).name == "By Bob"


async def test_the_working_is_shown_without_saving_with_and_without_script(client: Client) -> None:
    await officer(client)
    place = await make_place("Fenton")
    cycle = await make_cycle("draft")
    here = f"/office/cycles/{cycle.slug}/money"
    answers = filled(await client.get(here), budget="1,000", way="population", neighbourhoods=[str(place.id)])
    page = await client.post(f"{here}/working", answers, status=200)
    assert "1,000 of 1,000 people live here" in text_of(page.select_one("#working"))
    field = page.select_one("#budget")
    assert field is not None and field["value"] == "1,000"
    headers = {"hx-request": "true", "hx-request-type": "partial"}
    part = await client.post(f"{here}/working", answers, status=200, headers=headers)
    assert part.find("h1") is None and "£1,000" in text_of(part.select_one("#working"))
    unfinished = await client.post(f"{here}/working", {**answers, "budget": ""}, status=200, headers=headers)
    assert "Fill in the questions" in text_of(unfinished)
    assert (await Cycle.get(id=cycle.id)).version == 0


async def test_the_ballot_is_frozen_and_taken_back_on_one_page(client: Client) -> None:
    await officer(client)
    now = datetime.now(UTC)
    cycle = await make_cycle("review", voting_opens_at=now + days(9), voting_closes_at=now + days(20))
    here = f"/office/cycles/{cycle.slug}/ballot"
    page = await client.get(here)
    assert "The button works once every point is green" in text_of(page)
    await client.post(here, {"version": "0"}, status=422)
    place = await make_place()
    plan = pots.MoneyPlan(budget_pence=1_000_00, neighbourhoods=[place.id], way=Split.EQUAL)
    await pots.set_money(OFFICER, cycle.id, 0, plan, now)
    await make_project((await pots.pots_of(cycle.id))[0], 900, title="A bench")
    await client.post(f"{here}/lots", {"version": "1", "words": "short"}, status=422)
    await client.post(f"{here}/lots", {"version": "1", "words": "First snow on the Wedgwood statue"})
    page = await client.follow()
    assert "A bench" in text_of(page.select_one("#lots"))
    await client.post(here, {"version": "2"})
    page = await client.follow()
    assert "The ballot was frozen" in text_of(page) and page.select_one("code.fingerprint")
    public = await client.get(f"/cycles/{cycle.slug}")
    assert "First snow on the Wedgwood statue" in text_of(public)
    await client.post(f"{here}/return", {"version": "3", "reason": ""}, status=422)
    await client.post(f"{here}/return", {"version": "3", "reason": "A price was wrong."})
    assert (await Cycle.get(id=cycle.id)).ballot_frozen_at is None


async def test_pages_of_a_fund_that_is_not_there(client: Client) -> None:
    await officer(client)
    for slug in ("nothing", "%00", "x" * 300, "%E2%80%AE", "NEW"):
        assert (await client.raw_get(f"/office/cycles/{slug}")).status_code == 404


async def test_the_list_needs_as_many_queries_for_one_fund_as_for_many(
    client: Client, count_queries: CountQueries
) -> None:
    await officer(client)
    counts = []
    for _number in range(2):
        await make_cycle("ideas")
        async with count_queries() as counted:
            await client.get("/office/cycles")
        counts.append(counted.count)
        await make_cycle("voting")
    assert counts[0] == counts[1]
