"""The privacy report: before the ballot is frozen an officer sees how much can be published, and what would help."""

from ballot_box.disclosure import Form
from pb.cycles.privacy import privacy_of
from pb.models import Cycle, Pot
from residents.models import Role, SessionKind
from residents.places.models import Neighbourhood
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account, make_cycle, make_place, make_pot, make_project


async def fund(residents: int = 250_000, projects: int = 6) -> Cycle:
    cycle = await make_cycle("review")
    place = await make_place("Hanley")
    await Neighbourhood.filter(id=place.id).update(residents=residents)
    pot = await make_pot(cycle, place)
    for _ in range(projects):
        await make_project(pot)
    return cycle


async def enter(client: Client) -> None:
    await client.sign_in(await make_account("Olu", Role.CYCLE_OFFICER), SessionKind.OFFICER)


async def test_one_in_twenty_five_residents_is_expected_to_vote(db: None) -> None:
    cycle = await fund()

    (hanley,) = await privacy_of(cycle)

    assert (hanley.voters, hanley.projects, hanley.ranks) == (10_000, 6, 5)
    assert hanley.found.form is Form.PREFIX
    assert hanley.fewer in (3, 4)
    assert "instead of 5 would let us publish all ballots" in hanley.advice


async def test_a_pot_for_the_whole_city_has_everybody_in_it(db: None) -> None:
    cycle = await fund(residents=5_000)
    pot = await make_pot(cycle, await make_place("The whole city"))
    await Pot.filter(id=pot.id).update(neighbourhood_id=None)

    found = {one.id: one.voters for one in await privacy_of(cycle)}

    assert found[pot.id] >= 200


async def test_a_small_place_and_an_empty_ballot_are_told_as_they_are(db: None) -> None:
    (small,) = await privacy_of(await fund(residents=200))
    (empty,) = await privacy_of(await fund(projects=0))

    assert small.found.form is Form.WITHHELD
    assert small.advice == ""
    assert empty.words == "No project is on this ballot yet."


async def test_an_officer_tries_other_numbers_and_nothing_is_saved(client: Client) -> None:
    cycle = await fund()
    await enter(client)
    (pot,) = await privacy_of(cycle)
    address = f"/office/cycles/{cycle.slug}/privacy"

    usual = text_of(await client.get(address))
    other = text_of(await client.get(f"{address}?ranks=3&voters-{pot.id}=300"))

    assert "ballots cut short, so that at least ten people share each one" in usual
    assert "Hanley: only sums" in other
    assert (await Cycle.get(id=cycle.id)).ranks == 5


async def test_nonsense_is_answered_beside_the_question(client: Client) -> None:
    cycle = await fund()
    await enter(client)
    (pot,) = await privacy_of(cycle)
    address = f"/office/cycles/{cycle.slug}/privacy"

    for query in ("ranks=99", f"ranks=3&voters-{pot.id}=many", f"ranks=3&voters-{pot.id}=999999999", "ranks=3"):
        page = await client.get(f"{address}?{query}", 422)
        assert page.select_one(".govuk-error-summary")


async def test_the_page_where_the_ballot_is_frozen_says_what_will_be_published(client: Client) -> None:
    cycle = await fund()
    await enter(client)

    page = await client.get(f"/office/cycles/{cycle.slug}/ballot")

    assert "Hanley: ballots cut short" in text_of(page)
    assert page.select_one(f'a[href="/office/cycles/{cycle.slug}/privacy"]')


async def test_many_pots_need_as_many_queries_as_one(client: Client, count_queries: CountQueries) -> None:
    cycle = await fund(residents=2_000)
    await enter(client)
    async with count_queries() as few:
        await client.get(f"/office/cycles/{cycle.slug}/privacy")
    for name in ("Fenton", "Longton", "Tunstall"):
        await make_project(await make_pot(cycle, await make_place(name)))
    async with count_queries() as many:
        await client.get(f"/office/cycles/{cycle.slug}/privacy")

    assert few.count == many.count
