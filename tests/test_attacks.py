"""Attacks that were tried on the running site, each with what stops it."""

import re
from datetime import UTC, datetime

import pytest

from ballot_box.models import Ballot, RollEntry
from pb import ideas, tallies
from pb.ideas import drafts
from pb.ideas.writing import IdeaRefused
from pb.models import Idea, IdeaState
from pb.tallies import TallyRefused
from residents import officers
from residents.accounts import AccountRefused
from residents.models import Account, Role, SessionKind
from residents.people import Person
from residents.sign_in import enter_with_code, request_code
from tests.browsing import Client, text_of
from tests.factories import NOW, make_account, make_idea, make_project
from tests.pb.ideas.idea_samples import code_of_last_letter, make_fund, make_resident
from tests.pb.moderation_samples import make_person
from tests.pb.test_tallies import Election_
from web.pages import local_path

ABUSE = "Something abusive"


@pytest.mark.parametrize("state", [IdeaState.REFUSED, IdeaState.RECEIVED])
async def test_taking_back_what_no_moderator_lets_through_does_not_publish_it(client: Client, state: IdeaState) -> None:
    """It was public once; then it was taken down, or its author wrote something else into it."""
    fund, author = await make_fund(), await make_account()
    idea = await make_idea(fund.cycle, fund.pot, author, title=ABUSE, state=state, published_at=NOW)
    await client.sign_in(author)

    await client.post(f"/ideas/{idea.id}/withdrawal")

    client.cookies.delete("session")
    await client.get(f"/ideas/{idea.id}", status=404)
    assert ABUSE not in text_of(await client.get("/ideas?standing=withdrawn"))


async def test_a_refusal_just_before_the_withdrawal_stands(client: Client) -> None:
    fund = await make_fund()
    author = await make_resident(fund)
    idea = await make_idea(fund.cycle, fund.pot, await Account.get(id=author.account_id))
    as_read = await Idea.get(id=idea.id)
    await Idea.filter(id=idea.id).update(state=IdeaState.REFUSED, version=idea.version + 1)

    with pytest.raises(IdeaRefused):
        await ideas.withdraw(as_read, author, datetime.now(UTC))

    assert (await Idea.get(id=idea.id)).state is IdeaState.REFUSED


async def test_titles_that_nobody_has_read_are_shown_in_no_list(client: Client) -> None:
    """An idea that people follow, that another was joined with, that became a project; then it is changed."""
    fund, follower = await make_fund(), await make_account()
    project = await make_project(fund.pot)
    idea = await make_idea(fund.cycle, fund.pot)
    joined = await make_idea(fund.cycle, fund.pot, state=IdeaState.MERGED, merged_into=idea)
    await client.sign_in(follower)
    await client.post(f"/ideas/{idea.id}/follow")
    await Idea.filter(id=idea.id).update(title=ABUSE, state=IdeaState.RECEIVED, project_id=project.id)

    for path in ("/account/follows", f"/ideas/{joined.id}", f"/projects/{project.id}", "/ideas", "/"):
        assert ABUSE not in str(await client.get(path)), path


async def test_a_stranger_who_asks_for_letters_does_not_keep_the_owner_out(db: None) -> None:
    number = await request_code("sue@example.com", "a" * 64, "/", NOW)
    code = await code_of_last_letter()
    await request_code("sue@example.com", "b" * 64, "/", NOW)

    assert (await enter_with_code(number, code, "a" * 64, "", NOW)).account_id


@pytest.mark.parametrize("name", ["Stoke-on-Trent City Council", "City Сouncil", "M0derator", "Wardmote"])
async def test_nobody_comments_under_the_councils_name(client: Client, name: str) -> None:
    await client.sign_in(await make_account("Sue"))

    page = await client.post("/account/name", {"name": name}, status=422)

    assert "nobody could mistake" in text_of(page)
    assert await Account.exists(display_name="Sue")


async def test_one_officer_with_two_accounts_cannot_count_and_publish(db: None) -> None:
    election = await Election_.held()
    counter = await make_account("Cy", Role.CYCLE_OFFICER, email="cy@council.example")
    second = await make_account("Cyril", Role.PUBLISHER, email="cy+2@council.example")
    tally = await election.counted(_person(counter, Role.CYCLE_OFFICER))

    with pytest.raises(TallyRefused, match="You counted this yourself"):
        await tallies.publish(tally, _person(second, Role.PUBLISHER), datetime.now(UTC))


async def test_an_administrator_cannot_invite_a_second_self(db: None) -> None:
    me = await make_account("Ada", Role.ADMINISTRATOR, email="ada@council.example")

    with pytest.raises(AccountRefused):
        await officers.invite(_person(me, Role.ADMINISTRATOR), "Ada+x@council.example", "Bea", [Role.PUBLISHER], NOW)


def _person(account: Account, *roles: Role) -> Person:
    return Person(account.id, account.display_name, account.email or "", frozenset({Role.RESIDENT, *roles}))


async def test_throwing_cookies_away_does_not_make_drafts_without_end(client: Client) -> None:
    await make_fund()
    for number in range(drafts._PER_HOUR):
        client.cookies.clear()
        await client.post("/ideas/new", {"title": f"Idea {number}"})
    client.cookies.clear()

    page = await client.post("/ideas/new", {"title": "One more"}, status=422)

    assert "Many ideas were begun from where you are" in text_of(page)
    assert page.find("input", {"value": "One more"})
    assert await Idea.all().count() == drafts._PER_HOUR


async def test_looking_without_getting_the_answer_does_nothing(client: Client) -> None:
    """HEAD is let through without a form's token, so it must be a GET for every view."""
    fund, author = await make_fund(), await make_account()
    idea = await make_idea(fund.cycle, fund.pot, author)
    await client.sign_in(author)

    for part in ("withdrawal", "follow", "support", "report"):
        assert (await client._http.head(f"/ideas/{idea.id}/{part}")).status_code == 200

    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED


@pytest.mark.parametrize("evil", ["//[", "http://[x", "//\u2100", "/\\evil", "/\tx", "/%09/x", "//evil", "\\\\x", ""])
def test_where_to_go_next_is_never_another_site(evil: str) -> None:
    assert local_path(evil) == "/"


async def test_going_on_with_htmx_to_an_address_in_another_script(client: Client) -> None:
    await client.post("/sign-in", {"email": "sue@example.com", "next": "/ideas?q=\u0142\u00f3d\u017a"})
    assert client.last is not None
    path = client.last.headers["location"]

    await client.post(path, {"code": await code_of_last_letter()}, status=204, headers={"hx-request": "true"})

    assert client.last.headers["hx-redirect"] == "/ideas?q=%C5%82%C3%B3d%C5%BA"


async def test_a_moderator_sees_no_draft(client: Client) -> None:
    fund = await make_fund()
    draft = await make_idea(fund.cycle, fund.pot, title="Not yet said", state=IdeaState.DRAFT)
    everything = await make_person(*(role for role in Role if role is not Role.RESIDENT))
    await client.sign_in(await Account.get(id=everything.account_id), SessionKind.OFFICER)

    for part in ("moderation/ideas", "reviews"):
        await client.get(f"/office/{part}/{draft.id}", status=404)
    await client.get(f"/ideas/{draft.id}", status=404)
    for path in ("/office", "/office/moderation", "/office/ideas", "/office/ideas?state=draft", "/office/ideas/file",
                 "/office/ideas?q=said", "/office/reviews", "/ideas?q=said", "/office/journal"):  # fmt: skip
        assert "Not yet said" not in (await client.raw_get(path)).text, path


async def test_no_office_page_tells_how_many_have_voted_before_the_close(client: Client) -> None:
    """An open vote with 15 ballots looks like one with none, to every officer."""
    everything = await make_person(*(role for role in Role if role is not Role.RESIDENT))
    await client.sign_in(await Account.get(id=everything.account_id), SessionKind.OFFICER)
    election = await Election_.held(closed=False)
    paths = ["/", "/office", "/office/tallies", "/office/journal", "/results", "/neighbourhoods", "/cycles"]
    slug = election.cycle.slug
    paths += [f"/cycles/{slug}", f"/cycles/{slug}/result", f"/office/cycles/{slug}", f"/office/cycles/{slug}/ballot"]
    paths += [f"/projects/{project.id}" for project in election.projects.values()]
    paths += [f"/office/shortlist?cycle={slug}", f"/cycles/{slug}/result/{election.hanley.id}.pb"]
    with_ballots = [await _said(client, path) for path in paths]

    await Ballot.all().delete()
    await RollEntry.all().delete()

    assert [await _said(client, path) for path in paths] == with_ballots


async def _said(client: Client, path: str) -> str:
    response = await client.raw_get(path)
    return re.sub(r'value="[0-9a-f]{40}"|\b[0-9a-f]{12}\b|\d+ (seconds?|minutes?) ago|just now', "", response.text)
