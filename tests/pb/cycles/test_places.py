"""The map of the neighbourhoods, and the office pages that change them."""

import pytest

from ledger.models import JournalEntry
from pb.cycles import places
from residents.models import Role, SessionKind
from residents.people import COMMAND_LINE
from residents.places.map import redraw
from residents.places.models import Neighbourhood, Ward
from residents.places.neighbourhoods import with_parts
from residents.places.plans import Parts, PlaceRefused, Plan
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account, make_cycle, make_idea, make_place, make_pot


@pytest.fixture
async def officer(client: Client) -> Client:
    await client.sign_in(await make_account("Cara", Role.CYCLE_OFFICER), SessionKind.OFFICER)
    return client


async def test_the_map_lists_money_and_ideas_of_each_neighbourhood(client: Client) -> None:
    cycle = await make_cycle("ideas")
    place = await make_place("Hanley")
    pot = await make_pot(cycle, place, pounds=22_000)
    await make_idea(cycle, pot)
    await redraw()
    page = await client.get("/neighbourhoods")
    assert text_of(page.select_one(".map-beside-list__list li")) == "Hanley £22,000, 1 idea"
    area = page.select_one("svg a path")
    assert area is not None and str(area["d"]).startswith("M")
    links = {str(link["href"]) for link in page.select(".map-beside-list a")}
    assert links == {f"/neighbourhoods/{place.slug}"}


async def test_without_neighbourhoods_the_page_says_so(client: Client) -> None:
    assert "No neighbourhoods yet" in text_of(await client.get("/neighbourhoods"))


async def test_the_map_costs_the_same_for_one_and_for_many(client: Client, count_queries: CountQueries) -> None:
    cycle = await make_cycle("ideas")
    counts = []
    for names in (["Hanley"], ["Burslem", "Fenton", "Longton"]):
        for name in names:
            await make_pot(cycle, await make_place(name))
        await redraw()
        async with count_queries() as counted:
            await client.get("/neighbourhoods")
        counts.append(counted.count)
    assert counts[0] == counts[1]


async def test_an_officer_adds_a_neighbourhood(officer: Client) -> None:
    ward = await Ward.create(code="E05000001", name="Etruria", area_code="E06000021", lat=53.0, long=-2.1)
    page = await officer.get("/office/neighbourhoods")
    assert "In no neighbourhood yet: Etruria" in text_of(page)
    await officer.get("/office/neighbourhoods/new")
    data = {"name": "Canal side", "residents": "12,500", "deprived_residents": "", "wards": [ward.code]}
    await officer.post("/office/neighbourhoods/new", data)
    page = await officer.follow()
    assert "Added Canal side." in text_of(page)
    place = await Neighbourhood.get(name="Canal side")
    assert (place.residents, place.deprived_residents, place.slug) == (12_500, None, "canal-side")
    assert (await with_parts(place.id))[1] == Parts(wards=(ward.code,))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Give the neighbourhood a name."),
        ({"name": "x" * 81}, "80 characters or fewer"),
        ({"residents": "a few"}, "Write the number of people as a whole number"),
        ({"residents": "10", "deprived_residents": "11"}, "than live there at all"),
        ({"lsoas": "Etruria"}, "is not the code of an LSOA"),
        ({"postcodes": "Etruria"}, "is not a postcode"),
        ({"postcodes": "M1 1AE"}, "is not in the area that this site knows"),
        ({"wards": ["E05999999"]}, "wards"),
    ],
)
async def test_what_cannot_be_kept_is_said_beside_its_question(
    officer: Client, changes: dict[str, object], sentence: str
) -> None:
    page = await officer.post(
        "/office/neighbourhoods/new", {"name": "Canal side", "description": "By the water", **changes}, status=422
    )
    assert page.select(".govuk-error-summary")
    assert "By the water" in str(page.find("textarea", {"name": "description"}))
    if sentence != "wards":
        assert sentence in text_of(page.select_one(".govuk-error-message"))
    assert not await Neighbourhood.exists()


async def test_an_officer_changes_one_and_takes_it_off_the_map(officer: Client) -> None:
    place = await make_place("Hanley")
    page = await officer.get(f"/office/neighbourhoods/{place.id}")
    assert page.select("input[name=wards][checked]")
    ward = str(page.select_one("input[name=wards][checked]")["value"])  # type: ignore[index]
    await officer.post(f"/office/neighbourhoods/{place.id}", {"name": "Hanley town", "wards": [ward]})
    assert (await Neighbourhood.get(id=place.id)).name == "Hanley town"
    page = await officer.post(f"/office/neighbourhoods/{place.id}/retirement", status=422)
    assert "Tick the box to go on." in text_of(page) and page.select_one("input[name=name]")["value"] == "Hanley town"  # type: ignore[index]
    await officer.post(f"/office/neighbourhoods/{place.id}/retirement", {"sure": "y"})
    assert "Hanley town is off the map." in text_of(await officer.follow())
    await officer.get(f"/office/neighbourhoods/{place.id}", status=404)
    assert await JournalEntry.filter(act="neighbourhood.retired").exists()


async def test_a_neighbourhood_with_money_stays_until_the_result_is_out(officer: Client) -> None:
    place = await make_place("Hanley")
    await make_pot(await make_cycle("ideas", name="The fund"), place)
    page = await officer.post(f"/office/neighbourhoods/{place.id}/retirement", {"sure": "y"}, status=422)
    assert "“The fund” has money for this neighbourhood." in text_of(page)
    assert (await Neighbourhood.get(id=place.id)).retired_at is None


async def test_what_belongs_to_a_neighbourhood_stays_while_people_vote_there(db: None) -> None:
    place = await make_place("Hanley")
    cycle = await make_cycle("voting", name="The fund", now=NOW)
    await make_pot(cycle, place)
    _place, parts = await with_parts(place.id)
    with pytest.raises(PlaceRefused, match="People here vote in “The fund” now"):
        await places.change(COMMAND_LINE, place.id, Plan(name="Hanley"), NOW)
    await places.change(COMMAND_LINE, place.id, Plan(name="New name", parts=parts), NOW)
    assert (await Neighbourhood.get(id=place.id)).name == "New name"


async def test_residents_cannot_change_places(client: Client) -> None:
    await client.sign_in(await make_account())
    await client.get("/office/neighbourhoods", status=403)
