"""The pages of quotas, as an officer and as everybody sees them."""

from collections.abc import AsyncIterator
from threading import Event

import pytest

from assembly.models import Assembly, Category, CategoryValue, CensusTable
from assembly.quotas import possibility
from residents.models import Role, SessionKind
from residents.places.models import Ward
from tests.assembly.quotas.scenes import a_category, an_assembly, registered, values_of
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account

PARTIAL = {"hx-request": "true", "hx-request-type": "partial"}


@pytest.fixture
async def browser(client: Client) -> AsyncIterator[Client]:
    await client.sign_in(await make_account("Asma Officer", Role.ASSEMBLY_OFFICER), SessionKind.OFFICER)
    yield client


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(possibility, "PATIENCE", 60.0)


def office(assembly: Assembly, rest: str = "") -> str:
    return f"/office/assemblies/{assembly.id}/quotas{rest}"


async def version(assembly: Assembly) -> str:
    await assembly.refresh_from_db()
    return str(assembly.version)


async def test_an_officer_goes_from_nothing_to_quotas_with_their_working(browser: Client) -> None:
    assembly = await an_assembly(seats=45, commissioned_at=None)
    await CensusTable.create(
        slug="homes", name="Homes 2021", area="Here", source="A census", loaded_at=NOW,
        counts=CensusTable.kept({"Owned: Outright": 300, "Social rented: Council": 120, "Private rented: Other": 80}),
    )  # fmt: skip
    assert "No categories yet" in text_of(await browser.get(office(assembly)))

    await browser.post(office(assembly, "/new"), {"version": await version(assembly), "set": "tenure"})
    page = await browser.follow()
    assert "300 60.0% 27.00 27 0 to 1" in text_of(page)
    await browser.post(office(assembly, "/working-out"), {"version": await version(assembly), "slack": "1"})
    page = await browser.follow()

    assert "300 60.0% 27.00 27 26 to 28" in text_of(page)
    assert "120 24.0% 10.80 11 9 to 12" in text_of(page)
    assert "80 16.0% 7.20 7 6 to 9" in text_of(page)
    assert "From: A census (Homes 2021)" in text_of(page)
    assert "Every category is complete" in text_of(page)


async def test_a_category_of_your_own_goes_from_name_to_answers(browser: Client) -> None:
    assembly = await an_assembly(commissioned_at=None)
    sent = {"version": await version(assembly), "set": "own", "name": "Buses"}
    await browser.post(office(assembly, "/new"), sent)
    category = await Category.get(slug="buses")
    assert browser.last is not None
    assert browser.last.headers["location"] == office(assembly, f"/{category.id}")
    said = {"name": "Buses", "question": "Do you go by bus?", "why": "So that both speak.", "asked": "choice"}
    await browser.post(office(assembly, f"/{category.id}"), {"version": await version(assembly), **said})
    page = await browser.follow()
    assert len(page.select("input[name^=name_new]")) == 3

    answers = {"place_new1": "2", "name_new1": "No", "place_new2": "1", "name_new2": "Yes", "name_new3": ""}
    await browser.post(office(assembly, f"/{category.id}/values"), {"version": await version(assembly), **answers})

    assert list(await values_of(category)) == ["Yes", "No"]


async def test_what_was_typed_stays_when_it_is_refused(browser: Client) -> None:
    assembly = await an_assembly()
    category = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)}, people=[1, 1])
    owned, rented = (await values_of(category)).values()
    sent = {f"least_{owned.id}": "7", f"most_{owned.id}": "6", f"least_{rented.id}": "4", f"most_{rented.id}": "4"}
    there = office(assembly, f"/{category.id}/seats")
    page = await browser.post(there, {"version": await version(assembly), "reason": "Because", **sent}, status=422)
    assert "the most must not be smaller than the least" in text_of(page.select_one(f"#most_{owned.id}-error"))
    assert page.select_one(f"#least_{owned.id}")["value"] == "7"  # type: ignore[index]
    assert page.select_one("#reason")["value"] == "Because"  # type: ignore[index]

    page = await browser.post(there, {"version": "0", "reason": "x", **sent, f"least_{owned.id}": "x"}, status=422)
    assert "Write a whole number" in text_of(page)


async def test_somebody_elses_change_is_told_and_nothing_is_lost(browser: Client) -> None:
    assembly = await an_assembly()
    category = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)})
    await Assembly.filter(id=assembly.id).update(version=7)
    said = {"name": "Houses", "question": "Whose?", "why": "So.", "asked": "choice", "version": "3"}
    page = await browser.post(office(assembly, f"/{category.id}"), said, status=422)
    assert "Somebody else changed this assembly" in text_of(page)
    assert page.select_one("#name")["value"] == "Houses"  # type: ignore[index]
    assert page.select_one("#version")["value"] == "7"  # type: ignore[index]


async def test_rows_of_a_census_table_are_given_to_answers(browser: Client) -> None:
    assembly = await an_assembly()
    category = await a_category(assembly, "Home", {"Owned": (0, 9), "Rented": (0, 9)})
    table = await CensusTable.create(
        slug="homes",
        name="Homes",
        area="Here",
        source="A census",
        counts=CensusTable.kept({"Owned by all": 6, "Let": 4}),
        loaded_at=NOW,
    )
    there = office(assembly, f"/{category.id}/people")
    page = await browser.get(f"{there}?table={table.id}")
    selects = {text_of(page.select_one(f"label[for={one['id']}]")): one for one in page.select("select[name^=row_]")}
    guessed = selects["Owned by all (6 people)"].select_one("option[selected]")
    assert text_of(guessed) == "Owned"
    rented = (await values_of(category))["Rented"]
    sent = {str(one["name"]): str(one.select_one("option[selected]")["value"]) for one in selects.values()}  # type: ignore[index]
    sent[str(selects["Let (4 people)"]["name"])] = str(rented.id)

    await browser.post(there, {"version": await version(assembly), "table": str(table.id), **sent})

    assert [value.people for value in (await values_of(category)).values()] == [6, 4]
    fragment = await browser.get(f"{there}?table={table.id}", headers=PARTIAL)
    assert fragment.find("h1") is None
    assert fragment.select_one("#results") is not None


async def test_wards_are_written_by_name(browser: Client) -> None:
    for code, name in (("E05000001", "North"), ("E05000002", "South")):
        await Ward.create(code=code, name=name, area_code="E06000021", lat=53.0, long=-2.1, residents=10)
    assembly = await an_assembly()
    await browser.post(office(assembly, "/new"), {"version": await version(assembly), "set": "ward"})
    category = await Category.get(slug="ward")
    page = await browser.get(office(assembly, f"/{category.id}/values"))
    north = await CategoryValue.get(name="North")
    assert text_of(page.select_one(f"#rule_{north.id}")) == "North"
    await browser.post(office(assembly, f"/{category.id}/people/places"), {"version": await version(assembly)})
    assert [value.people for value in (await values_of(category)).values()] == [10, 10]


async def test_categories_move_and_go(browser: Client) -> None:
    assembly = await an_assembly()
    first = await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)})
    second = await a_category(assembly, "Age", {"Young": (5, 5), "Old": (5, 5)})
    sent = {"version": await version(assembly), "way": "up"}
    await browser.post(office(assembly, f"/{second.id}/place"), sent)
    page = await browser.get(office(assembly))
    assert [text_of(one) for one in page.select(".sheet h2")][:2] == ["Age", "Home"]
    await browser.get(office(assembly, f"/{first.id}/removal"))
    await browser.post(office(assembly, f"/{first.id}/removal"), {"version": await version(assembly)})
    assert not await Category.filter(id=first.id).exists()
    await browser.post(office(assembly, f"/{second.id}/place"), sent, status=422)


@pytest.mark.parametrize("sent", [{}, {"version": "x", "slack": "-1"}, {"slack": "999999999", "version": "0"}])
async def test_odd_forms_are_refused_in_words(browser: Client, sent: dict[str, str]) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)}, people=[1, 1])
    page = await browser.post(office(assembly, "/working-out"), sent, status=422)
    assert page.select_one(".govuk-error-summary") is not None


async def test_the_pool_page_shows_need_have_and_the_smallest_change(browser: Client) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Ethnicity", {"White": (8, 10), "Black": (1, 2)})
    await registered(assembly, 30, ethnicity="white")

    page = await browser.get(office(assembly, "/pool"))

    assert "30 people in the pool, for 10 seats." in text_of(page)
    assert "Black 1 to 2 0 1" in text_of(page)
    assert "Ethnicity: Black, at least 1 to at least 0" in text_of(page)
    part = page.select_one("#pool")
    assert part is not None
    assert (part["hx-get"], part["hx-trigger"]) == (office(assembly, "/pool"), "every 30s")
    fragment = await browser.get(office(assembly, "/pool"), headers=PARTIAL)
    assert fragment.find("h1") is None
    assert text_of(fragment).startswith("30 people in the pool")


async def test_the_change_is_made_once_somebody_says_why(browser: Client) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Ethnicity", {"White": (8, 10), "Black": (1, 2)})
    await registered(assembly, 30, ethnicity="white")
    page = await browser.get(office(assembly, "/pool/easing"))
    sent = {name: str(page.select_one(f"[name={name}]")["value"]) for name in ("version", "steps")}  # type: ignore[index]

    refused = await browser.post(office(assembly, "/pool/easing"), {**sent, "reason": " "}, status=422)
    assert "Say why the quotas are changed" in text_of(refused)
    await browser.post(office(assembly, "/pool/easing"), {**sent, "reason": "Nobody came."})
    page = await browser.follow()

    assert "Yes, a panel is possible" in text_of(page)
    assert "Everybody’s chance can be at least 1 in 3." in text_of(page)
    assert "Nothing needs to be changed" in text_of(await browser.get(office(assembly, "/pool/easing")))
    public = text_of(await browser.get(f"/assemblies/{assembly.slug}/quotas"))
    assert "Nobody came." in public
    assert "Ethnicity: Black, from 1 to 2 seats to 0 to 2" in public


@pytest.mark.parametrize("steps", ["", "1", "a:b:c:d", "1:least:2", "1:least:2:1:0", "9" * 40 + ":least:2:1"])
async def test_odd_steps_change_nothing(browser: Client, steps: str) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Ethnicity", {"White": (8, 10), "Black": (1, 2)})
    sent = {"version": await version(assembly), "steps": steps, "reason": "Why not"}
    await browser.post(office(assembly, "/pool/easing"), sent, status=422)
    assert (await CategoryValue.get(slug="black")).least == 1


async def test_while_the_sums_run_the_page_says_so_and_asks_again_soon(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(possibility, "PATIENCE", 0.1)
    assembly = await an_assembly()
    await a_category(assembly, "Ethnicity", {"White": (8, 10), "Black": (1, 2)})
    await registered(assembly, 30, ethnicity="white")
    held = Event()
    possibility._beside.submit(held.wait, 30)
    try:
        part = (await browser.get(office(assembly, "/pool"))).select_one("#pool")
        assert part is not None
        assert part["hx-trigger"] == "every 2s"
        assert "Working it out" in text_of(part)
        assert "Black 1 to 2 0 1" in text_of(part)
    finally:
        held.set()


async def test_everybody_sees_shares_and_seats_but_nobody_of_the_pool(client: Client) -> None:
    assembly = await an_assembly(seats=45)
    await a_category(assembly, "Home", {"Owned": (26, 28), "Rented": (17, 19)}, people=[300, 200])
    await registered(assembly, 7, home="owned")
    page = await client.get(f"/assemblies/{assembly.slug}/quotas")
    assert "Owned 300 60.0% 27.00 27 26 to 28" in text_of(page)
    assert "From: An invented census" in text_of(page)
    assert " 7 " not in text_of(page.select_one("main"))


async def test_a_draft_is_not_public(client: Client) -> None:
    assembly = await an_assembly(published_at=None)
    await client.get(f"/assemblies/{assembly.slug}/quotas", status=404)
    await client.get("/assemblies/nothing-here/quotas", status=404)


async def test_the_number_of_queries_does_not_grow_with_what_is_there(
    browser: Client, count_queries: CountQueries
) -> None:
    assembly = await an_assembly()
    await a_category(assembly, "Home", {"Owned": (5, 5), "Rented": (5, 5)}, people=[1, 1])
    await registered(assembly, 1, home="owned")
    pages = [office(assembly), office(assembly, "/pool"), f"/assemblies/{assembly.slug}/quotas"]
    few = []
    for path in pages:
        async with count_queries() as counted:
            await browser.get(path)
        few.append(counted.count)
    await a_category(assembly, "Age", {"Young": (2, 5), "Middle": (2, 5), "Old": (2, 5)}, people=[1, 1, 1])
    await registered(assembly, 12, home="owned", age="old")
    many = []
    for path in pages:
        async with count_queries() as counted:
            await browser.get(path)
        many.append(counted.count)
    assert many == few


async def test_a_category_that_is_not_there_is_a_page_that_says_so(browser: Client) -> None:
    assembly = await an_assembly()
    for rest in ("/99999", "/99999/values", "/99999/people", "/99999/seats", "/99999/removal"):
        await browser.get(office(assembly, rest), status=404)
    await browser.get("/office/assemblies/99999/quotas", status=404)
