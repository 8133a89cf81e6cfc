"""The list of the sample's people: every officer once, under what they work on."""

from residents.models import Role
from residents.sample_sign_ins import officers
from tests.browsing import Client, text_of
from tests.factories import make_account


async def test_every_officer_stands_once_under_what_they_work_on(client: Client) -> None:
    works_here = [role for role in Role if role is not Role.RESIDENT]
    for role in works_here:
        await make_account(f"{role.value} (sample)", role, sample=True)
    await make_account("Both (sample)", Role.KEYER, Role.PUBLISHER, sample=True)
    page = await client.get("/sample-sign-ins")
    listed = [text_of(one) for one in page.select(".sample-sign-ins--officers strong")]
    assert sorted(listed) == sorted([*(f"{role.value} (sample)" for role in works_here), "Both (sample)"])
    assert len(await officers()) == len(listed)
    groups = [text_of(title) for title in page.select("h3")]
    assert groups[0] == "The fund, the vote and the result" and len(groups) == 6
    assert "Both (sample)" in text_of(page.select_one(".sample-sign-ins--officers"))


async def test_a_group_without_officers_is_left_out(client: Client) -> None:
    await make_account("Vera (sample)", Role.VERIFIER, sample=True)
    page = await client.get("/sample-sign-ins")
    assert [text_of(title) for title in page.select("h3")] == ["Meeting and helping people"]
