"""From a postcode to a receipt, page by page, as the pages themselves offer it."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from ballot_box.models import Ballot, Election, RollEntry
from ledger.codes import code_of
from pb import ballots
from pb.models import Cycle, Pot, Project
from post.models import Message
from residents.models import Account, Claim, Evidence, Role
from residents.people import COMMAND_LINE, Person
from residents.places.models import NeighbourhoodPart, PartKind, Postcode, Ward
from tests.boxes import choices_in_the_box
from tests.browsing import Client, text_of
from tests.factories import days, make_account, make_claim, make_cycle, make_place, make_pot, make_project


class Vote:
    """An open vote of two neighbourhoods: Hanley (ST1 1AA) with six projects, Burslem (ST6 1AA) with two."""

    cycle: Cycle
    hanley: Pot
    burslem: Pot
    projects: list[Project]
    others: list[Project]

    @classmethod
    async def open(cls, **values: Any) -> "Vote":
        vote = cls()
        now = datetime.now(UTC)
        vote.cycle = await make_cycle("voting", ballot_frozen_at=None, ranks=3, **values)
        vote.hanley = await make_pot(vote.cycle, await make_place("Hanley", postcode="ST11AA"), 5_000)
        vote.burslem = await make_pot(vote.cycle, await make_place("Burslem", postcode="ST61AA"), 4_000)
        vote.projects = [await make_project(vote.hanley, 1_000 * (n + 1), title=f"Hanley {n}") for n in range(6)]
        vote.others = [await make_project(vote.burslem, 500, title=f"Burslem {n}") for n in range(2)]
        await ballots.freeze(vote.cycle, COMMAND_LINE, now)
        return vote

    def ids(self, *numbers: int) -> list[str]:
        return [str(self.projects[number].id) for number in numbers]

    async def election(self) -> Election:
        return await Election.get(id=self.cycle.election_id)

    async def resident(self, pot: Pot | None = None, evidence: Evidence = Evidence.E1) -> Account:
        account = await make_account()
        await pot_place(pot or self.hanley, account, evidence)
        return account


async def pot_place(pot: Pot, account: Account, evidence: Evidence) -> None:
    await pot.fetch_related("neighbourhood")
    assert pot.neighbourhood is not None
    await make_claim(account, pot.neighbourhood, evidence)


def fields_of(page: BeautifulSoup, action: str) -> dict[str, Any]:
    """The hidden fields of the page's form that is sent to `action`; several of one name as a list."""
    form = next(form for form in page.find_all("form") if action in (form.get("action"), *_own_actions(form)))
    found: dict[str, Any] = {}
    for field in form.select("input[type=hidden]"):
        name, text = str(field["name"]), str(field.get("value", ""))
        found[name] = [*found[name], text] if isinstance(found.get(name), list) else text
        if name == "choice" and not isinstance(found[name], list):
            found[name] = [text]
    return found


def _own_actions(form: Tag) -> list[str]:
    return [str(button["formaction"]) for button in form.select("button[formaction]")]


def chosen(page: BeautifulSoup) -> list[str]:
    return [str(field["value"]) for field in page.select("#ballot input[name=choice]")]


async def press(client: Client, page: BeautifulSoup, act: str, **more: str) -> BeautifulSoup:
    return await client.post("/vote/ballot", {**fields_of(page, "/vote/ballot"), "act": act, **more}, 200)


async def to_check(client: Client, ids: list[str], postcode: str = "ST1 1AA") -> BeautifulSoup:
    page = await client.get(f"/vote/ballot?postcode={postcode}" if postcode else "/vote/ballot")
    for project in ids:
        page = await press(client, page, f"add:{project}")
    return await client.post("/vote/check", fields_of(page, "/vote/check"), 200)


async def last_code() -> str:
    message = await Message.all().order_by("-id").first()
    assert message is not None
    found = re.search(r"\b(\d{4}) ?(\d{4})\b", message.body)
    assert found, message.body
    return "".join(found.groups())


async def send_vote(client: Client, ids: list[str]) -> BeautifulSoup:
    """Somebody who is signed in and known here votes for these; returns the receipt page."""
    checked = await to_check(client, ids, "")
    await client.post("/vote/cast", fields_of(checked, "/vote/cast"))
    return await client.follow()


async def test_somebody_new_votes_with_a_postcode_an_email_and_a_code(client: Client) -> None:
    vote = await Vote.open()

    await client.get("/vote?postcode=st11aa", 303)
    page = await client.follow()
    for place, project in enumerate(vote.ids(2, 0, 4), start=1):
        page = await press(client, page, f"add:{project}")
        assert len(chosen(page)) == place
    page = await client.post("/vote/check", fields_of(page, "/vote/check"), 200)
    assert [text_of(item) for item in page.select(".ballot-order__title")] == ["Hanley 2", "Hanley 0", "Hanley 4"]
    assert not await Ballot.exists(), "nothing is stored before the vote is sent"
    page = await client.post("/vote/code", {**fields_of(page, "/vote/code"), "email": "new@example.com"}, 200)
    await client.post("/vote/cast", {**fields_of(page, "/vote/cast"), "code": await last_code()})
    page = await client.follow()

    ballot = await Ballot.get()
    assert await choices_in_the_box() == [vote.ids(2, 0, 4)]
    assert "Your vote is in" in text_of(page.h1)
    assert text_of(page.select_one(".ballot-code")) == code_of(ballot.commitment)
    assert not any(f"Hanley {n}" in text_of(page) for n in range(6)), "a receipt does not say what was chosen"
    [questions] = page.select("a[href^='/equality']")
    await client.get(str(questions["href"]))
    claim = await Claim.get().select_related("neighbourhood")
    assert (claim.neighbourhood.name, claim.evidence) == ("Hanley", Evidence.E1)


async def test_a_returning_voter_sees_that_they_voted_and_can_change_it(client: Client) -> None:
    vote = await Vote.open()
    account = await vote.resident()
    await client.sign_in(account)
    first = await send_vote(client, vote.ids(0, 1))

    page = await client.get("/vote")
    assert "You have voted" in text_of(page.h1)
    assert "Hanley 0" not in text_of(page)
    page = await client.get("/vote/ballot")
    assert chosen(page) == []
    assert "You have already voted" in text_of(page)
    second = await send_vote(client, vote.ids(5))

    assert await choices_in_the_box() == [vote.ids(5)]
    assert "taken the place of your earlier one" in text_of(second)
    assert text_of(first.select_one(".ballot-code")) != text_of(second.select_one(".ballot-code"))


async def test_of_two_tabs_the_last_one_sent_counts_and_both_show_its_receipt(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    one, other = await to_check(client, vote.ids(0), ""), await to_check(client, vote.ids(1), "")

    await client.post("/vote/cast", fields_of(one, "/vote/cast"))
    await client.post("/vote/cast", fields_of(other, "/vote/cast"))
    pages = [await client.get("/vote/receipt"), await client.get(f"/vote/receipt?fund={vote.cycle.slug}")]

    assert await choices_in_the_box() == [vote.ids(1)]
    for page in pages:
        assert text_of(page.select_one(".ballot-code")) == code_of((await Ballot.get()).commitment)
        assert "if you voted in two windows" in text_of(page)


async def test_the_same_form_sent_twice_is_one_ballot_with_one_receipt(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0), "")

    await client.post("/vote/cast", fields_of(page, "/vote/cast"))
    first = (await Ballot.get()).commitment
    await client.post("/vote/cast", fields_of(page, "/vote/cast"))

    assert (await Ballot.get()).commitment == first
    assert await RollEntry.all().count() == 1


@pytest.mark.parametrize(
    "choices",
    [
        ["own:0", "own:0"],
        ["own:0", "other:0"],
        ["own:0", "own:1", "own:2", "own:3"],
        ["0"],
        ["-1"],
        ["1.5"],
        ["null"],
        ["999999999999999999999999"],
        ['["1"]'],
        ["own:0", ""],
        ["' OR 1=1"],
    ],
)
async def test_a_ballot_that_was_tampered_with_is_refused(client: Client, choices: list[str]) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    sources = {"own": vote.projects, "other": vote.others}
    sent = [
        str(sources[part[0]][int(part[2])].id) if (part := choice.partition(":"))[1] else choice for choice in choices
    ]
    page = await to_check(client, vote.ids(0), "")
    fields = fields_of(page, "/vote/cast")

    await client.post("/vote/cast", {**fields, "choice": sent}, 422)
    page = await client.post("/vote/check", {**fields, "choice": sent}, 422)

    assert page.select(".govuk-error-summary")
    assert not await Ballot.exists()
    assert not await RollEntry.exists()


async def test_a_ballot_that_was_never_on_the_check_page_is_shown_there_first(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    fields = fields_of(await to_check(client, vote.ids(0), ""), "/vote/cast")

    page = await client.post("/vote/cast", {**fields, "choice": vote.ids(3, 1)}, 422)

    assert "check your choices once more" in text_of(page)
    assert [text_of(item) for item in page.select(".ballot-order__title")] == ["Hanley 3", "Hanley 1"]
    assert not await Ballot.exists()


async def test_a_stale_ballot_is_refused_with_the_new_one_and_the_choices_kept(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0, 1), "")
    election = await vote.election()
    await Election.filter(id=election.id).update(definition_hash="f" * 64)

    page = await client.post("/vote/cast", fields_of(page, "/vote/cast"), 422)

    assert "The ballot has changed" in text_of(page)
    assert chosen(page) == vote.ids(0, 1)
    assert fields_of(page, "/vote/check")["definition"] == "f" * 64
    assert not await Ballot.exists()


async def test_a_project_taken_off_during_the_vote_cannot_be_chosen(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0, 1), "")
    await Project.filter(id=vote.projects[1].id).update(withdrawn_at=datetime.now(UTC))

    page = await client.post("/vote/cast", fields_of(page, "/vote/cast"), 422)

    assert "“Hanley 1” was taken off the ballot" in text_of(page)
    assert chosen(page) == vote.ids(0)
    assert not await Ballot.exists()


async def test_a_vote_that_closed_while_the_page_was_open_is_refused_in_words(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0), "")
    await Election.filter(id=vote.cycle.election_id).update(closes_at=datetime.now(UTC) - days(0.001))

    page = await client.post("/vote/cast", fields_of(page, "/vote/cast"), 422)

    assert "The vote is closed" in text_of(page)
    assert not await Ballot.exists()
    assert "The vote is closed" in text_of(await client.get("/vote"))


async def test_a_vote_that_has_not_opened_says_when_it_will(client: Client) -> None:
    vote = await Vote.open()
    await Election.filter(id=vote.cycle.election_id).update(opens_at=datetime.now(UTC) + days(1))

    assert "has not opened yet" in text_of(await client.get("/vote"))
    assert "has not opened yet" in text_of(await client.get("/vote/ballot?postcode=ST11AA"))


async def test_without_any_vote_there_is_a_friendly_page(client: Client) -> None:
    assert "no vote just now" in text_of(await client.get("/vote"))


async def test_whoever_voted_in_one_place_cannot_vote_in_another(client: Client) -> None:
    vote = await Vote.open()
    account = await vote.resident()
    await client.sign_in(account)
    await send_vote(client, vote.ids(0))
    await Claim.filter(account=account).update(neighbourhood_id=vote.burslem.neighbourhood_id)

    page = await client.get("/vote/ballot?postcode=ST61AA")
    assert "Your ballot for Hanley" in text_of(page.h1)
    with pytest.raises(ballots.BallotRefused):
        await cast_directly(vote, account, [str(vote.others[0].id)])

    assert await choices_in_the_box() == [vote.ids(0)]
    await cast_directly(vote, account, vote.ids(4))
    assert await choices_in_the_box() == [vote.ids(4)], "the vote they have they may change"


async def cast_directly(vote: Vote, account: Account, choices: list[str]) -> None:
    now = datetime.now(UTC)
    found = await ballots.vote_at(now, vote.cycle.slug)
    assert found is not None
    person = Person(account.id, roles=frozenset({Role.RESIDENT}))
    await ballots.cast(
        found, person, choices, definition_hash=found.definition_hash, attempt="a", whereabouts=None, now=now
    )


async def test_who_shows_too_little_cannot_vote(db: None) -> None:
    vote = await Vote.open(evidence={"vote": "E2"})
    weak, strong = await vote.resident(), await vote.resident(evidence=Evidence.E2)

    with pytest.raises(ballots.BallotRefused, match="show first that you belong here"):
        await cast_directly(vote, weak, vote.ids(0))
    await cast_directly(vote, strong, vote.ids(0))

    assert await Ballot.all().count() == 1


async def test_a_wrong_postcode_is_explained_and_kept(client: Client) -> None:
    await Vote.open()

    page = await client.get("/vote?postcode=M1+1AE", 422)
    assert "outside our area" in text_of(page)
    field = page.select_one("#postcode")
    assert field is not None and field["value"] == "M1 1AE"
    assert "whole postcode" in text_of(await client.get("/vote?postcode=ST1", 422))
    await client.get("/vote?postcode=", 422)


async def test_a_postcode_on_the_line_asks_which_side(client: Client) -> None:
    vote = await Vote.open()
    burslem = await NeighbourhoodPart.get(neighbourhood_id=vote.burslem.neighbourhood_id, kind=PartKind.WARD)
    ward = await Ward.get(code=burslem.code)
    await Postcode.filter(code="ST11AA").update(near_ward_id=ward.code)

    page = await client.get("/vote?postcode=ST11AA")
    assert "Which side are you on?" in text_of(page.h1)
    sides = [str(radio["value"]) for radio in page.select("input[name=ward]")]
    assert ward.code in sides
    await client.get(f"/vote?postcode=ST11AA&ward={ward.code}", 303)
    page = await client.follow()

    assert "Your ballot for Burslem" in text_of(page.h1)


async def test_a_place_without_a_pot_gets_the_ballot_of_the_whole_city(client: Client) -> None:
    vote = await Vote.open()
    await make_place("Fenton", postcode="ST41AA")
    assert "nothing to vote on for this postcode" in text_of(await client.get("/vote?postcode=ST41AA", 422))
    election = await vote.election()
    city = await Pot.create(cycle=vote.cycle, name="Whole city", amount_pence=1_000_00)
    project = await make_project(city, 10, title="A city thing")
    contests: Any = election.definition["contests"]
    election.definition["contests"] = {**contests, str(city.id): [str(project.id)]}
    await election.save()

    await client.get("/vote?postcode=ST41AA", 303)

    assert "A city thing" in text_of(await client.follow())


async def test_buttons_and_selects_put_choices_in_order(client: Client) -> None:
    vote = await Vote.open()
    page = await client.get("/vote/ballot?postcode=ST11AA")
    for project in vote.ids(0, 1, 2, 3):
        page = await press(client, page, f"add:{project}")
    assert chosen(page) == vote.ids(0, 1, 2), "no more than three"

    page = await press(client, page, f"up:{vote.ids(2)[0]}")
    assert chosen(page) == vote.ids(0, 2, 1)
    page = await press(client, page, f"down:{vote.ids(0)[0]}")
    assert chosen(page) == vote.ids(2, 0, 1)
    page = await press(client, page, "order", **{f"position-{vote.ids(1)[0]}": "1"})
    assert chosen(page) == vote.ids(1, 2, 0)
    page = await press(client, page, "order", **{f"position-{vote.ids(1)[0]}": "3"})
    assert chosen(page) == vote.ids(2, 0, 1)
    page = await press(client, page, f"remove:{vote.ids(0)[0]}")
    assert chosen(page) == vote.ids(2, 1)


async def test_the_order_of_projects_is_a_persons_own_and_stays(client: Client, app: Any) -> None:
    await Vote.open()

    async def order(browser: Client) -> list[str]:
        page = await browser.get("/vote/ballot?postcode=ST11AA")
        return [text_of(title) for title in page.select(".rank-list__project h3")]

    first = await order(client)
    orders = {tuple(await order(Client(app))) for _ in range(8)}

    assert await order(client) == first
    assert len(orders) > 3


async def test_htmx_gets_the_ballot_alone(client: Client) -> None:
    vote = await Vote.open()
    page = await client.get("/vote/ballot?postcode=ST11AA")
    fields = {**fields_of(page, "/vote/ballot"), "act": f"add:{vote.ids(0)[0]}"}

    await client.post("/vote/ballot", fields, 200, headers={"hx-request": "true", "hx-request-type": "partial"})

    assert client.last is not None
    assert client.last.text.strip().startswith('<div id="ballot">')


async def test_a_wrong_code_keeps_the_whole_ballot(client: Client) -> None:
    vote = await Vote.open()
    page = await to_check(client, vote.ids(3, 1))
    page = await client.post("/vote/code", {**fields_of(page, "/vote/code"), "email": "new@example.com"}, 200)
    fields = fields_of(page, "/vote/cast")

    page = await client.post("/vote/cast", {**fields, "code": "00000000"}, 422)
    assert fields_of(page, "/vote/cast")["choice"] == vote.ids(3, 1)
    assert not await Ballot.exists()
    await client.post("/vote/cast", {**fields_of(page, "/vote/cast"), "code": await last_code()})

    assert await choices_in_the_box() == [vote.ids(3, 1)]


async def test_a_wrong_address_keeps_the_whole_ballot(client: Client) -> None:
    vote = await Vote.open()
    page = await to_check(client, vote.ids(3, 1))

    page = await client.post("/vote/code", {**fields_of(page, "/vote/code"), "email": "a@x, b@y"}, 422)

    assert fields_of(page, "/vote/code")["choice"] == vote.ids(3, 1)
    field = page.select_one("#email")
    assert field is not None and field["value"] == "a@x, b@y"


async def test_nobody_sees_anybody_elses_receipt(client: Client) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    await send_vote(client, vote.ids(0))
    code = code_of((await Ballot.get()).commitment)

    await client.sign_in(await vote.resident())
    response = await client.raw_get(f"/vote/receipt?fund={vote.cycle.slug}")

    assert response.status_code == 303
    assert code not in response.text


async def test_the_ballot_has_its_hash_in_the_journal_and_cannot_be_frozen_twice(db: None) -> None:
    from ledger.models import JournalEntry

    vote = await Vote.open()
    election = await vote.election()

    entry = await JournalEntry.get(act="cycle.frozen")
    assert entry.detail["definition"] == election.definition_hash
    with pytest.raises(ballots.BallotRefused):
        await ballots.freeze(vote.cycle, COMMAND_LINE, datetime.now(UTC))


async def test_a_ballot_can_be_printed(client: Client) -> None:
    vote = await Vote.open()

    page = await client.get(f"/cycles/{vote.cycle.slug}/paper-ballot/{vote.hanley.id}")

    assert len(page.select(".paper__box")) == 6
    assert "this paper counts and that vote is taken out" in text_of(page.main)
    assert not page.select(".paper__code")
    easy = await client.get(f"/cycles/{vote.cycle.slug}/paper-ballot/{vote.hanley.id}?look=easy")
    assert easy.select(".paper--easy")
    await client.get(f"/cycles/{vote.cycle.slug}/paper-ballot/999999", 404)
    await client.get(f"/cycles/nothing/paper-ballot/{vote.hanley.id}", 404)


async def test_the_ballot_needs_as_many_queries_for_many_projects_as_for_few(
    client: Client, count_queries: Any
) -> None:
    await Vote.open()
    async with count_queries() as few:
        await client.get("/vote/ballot?postcode=ST61AA")
    async with count_queries() as many:
        await client.get("/vote/ballot?postcode=ST11AA")

    assert few.count == many.count <= 8


async def test_casting_a_ballot_takes_few_queries(client: Client, count_queries: Any) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0, 1, 2), "")
    fields = {**fields_of(page, "/vote/cast"), "form_token": await client.form_token()}

    async with count_queries() as counted:
        await client.post("/vote/cast", fields)

    assert counted.count <= 16  # two of them are locks, which only PostgreSQL is asked for


@pytest.mark.parametrize("odd", ["\x00", "' OR 1=1 --", "9" * 40, "\u202e", "é" * 300, "[]"])
async def test_odd_texts_in_any_field_of_the_vote_break_nothing(client: Client, odd: str) -> None:
    vote = await Vote.open()
    await client.sign_in(await vote.resident())
    page = await to_check(client, vote.ids(0), "")
    fields = fields_of(page, "/vote/cast")

    for name in ("fund", "definition", "postcode", "ward", "checked", "choice", "act", "challenge", "code", "email"):
        for path in ("/vote/ballot", "/vote/check", "/vote/code", "/vote/cast"):
            token = await client.form_token()
            data = {**fields, name: odd, f"position-{odd}": odd, "form_token": token}
            response = await client._http.post(path, data=data, headers={"sec-fetch-site": "same-origin"})
            assert response.status_code < 500, (path, name)
    for path in ("/vote", "/vote/ballot", "/vote/receipt"):
        response = await client._http.get(path, params={"fund": odd, "postcode": odd, "ward": odd})
        assert response.status_code < 500, path
    assert await RollEntry.all().count() <= 1
