"""What officers and people with a card see on the pages."""

import json
import logging
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from residents.models import (
    Account,
    AgeBand,
    Claim,
    ClaimState,
    Franchise,
    Organisation,
    Role,
    Session,
    SessionKind,
    Tie,
    Voucher,
    VoucherBatch,
    VoucherState,
)
from residents.places.models import Postcode, Ward
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account, make_place
from tests.residents.vouchers.decks import make_cards, make_vote
from web.log import JsonFormatter

TODAY = datetime.now(UTC)
SAID = {"postcode": "ST1 5HN", "tie": "live", "age": "25 to 44", "name": "", "named": "yes"}


async def open_vote() -> Franchise:
    return await make_vote(confirm_by=TODAY + timedelta(days=20))


async def codes_of_cards(count: int = 3) -> list[str]:
    await make_place(postcode="ST15HN")
    return (await make_cards(await open_vote(), now=TODAY)).codes[:count]


async def as_roll_officer(client: Client) -> None:
    await client.sign_in(await make_account("Rolf", Role.ROLL_OFFICER), SessionKind.OFFICER)


async def an_organisation() -> Organisation:
    return await Organisation.create(name="Hanley Lounge", added_at=TODAY)


async def test_an_officer_adds_an_organisation_and_mistakes_keep_what_was_typed(client: Client) -> None:
    await as_roll_officer(client)
    typed = {"name": "Hanley Lounge", "contact_name": "Lou", "contact_email": "not an address"}
    page = await client.post("/office/organisations/new", typed, status=422)
    assert page.select_one("#name")["value"] == "Hanley Lounge"  # type: ignore[index]
    await client.post("/office/organisations/new", {**typed, "contact_email": "lou@example.com"})
    assert "Hanley Lounge" in text_of((await client.follow()).main)
    await client.post("/office/organisations/new", {"name": "Hanley Lounge"}, status=422)
    made = await Organisation.get(name="Hanley Lounge")
    page = await client.get(f"/office/organisations/{made.id}/details")
    assert page.select_one("#contact_email")["value"] == "lou@example.com"  # type: ignore[index]
    await client.post(f"/office/organisations/{made.id}/details", {"name": "Hanley Community Lounge"})
    await client.post(f"/office/organisations/{made.id}/retirement", {"act": "retire"})
    assert "Gets no more cards" in text_of((await client.get("/office/organisations")).main)
    await client.post(f"/office/organisations/{made.id}/retirement", {"act": "back"})
    assert (await Organisation.get(id=made.id)).retired_at is None


async def test_cards_are_shown_once_with_their_pdf_and_the_form_works_once(client: Client) -> None:
    await as_roll_officer(client)
    vote, organisation = await open_vote(), await an_organisation()
    path = f"/office/organisations/{organisation.id}/batches/new"
    form = await client.get(path)
    attempt = str(form.select_one("#attempt")["value"])  # type: ignore[index]
    typed = {"franchise": str(vote.id), "size": "25", "attempt": attempt}

    page = await client.post(path, typed, status=200)

    assert client.last is not None and "no-store" in client.last.headers["cache-control"]
    shown = [card.select_one(".voucher-card__code") for card in page.select(".voucher-card")]
    codes = [text_of(code) for code in shown]
    assert len(codes) == 25 and page.select(".voucher-card svg path")
    assert "http" not in text_of(page.select_one(".voucher-card"))

    again = await client.post(path, typed, status=422)
    assert "made already" in text_of(again.main) and not set(codes) & set(text_of(again.main).split())
    assert await VoucherBatch.all().count() == 1

    batch = await VoucherBatch.all().first()
    assert batch is not None
    hidden = str(page.select_one("input[name=codes]")["value"])  # type: ignore[index]
    pdf = f"/office/voucher-batches/{batch.id}/cards"
    await client.post(pdf, {"codes": hidden}, status=200)
    assert client.last.headers["content-type"] == "application/pdf"
    printed = "".join(one.extract_text() for one in PdfReader(BytesIO(client.last.content)).pages)
    assert all(code in printed for code in codes)
    for other in ("", hidden[:-9], " ".join(reversed(hidden.split())), "K7QX-4MPD " * 300):
        await client.post(pdf, {"codes": other}, status=422)


@pytest.mark.parametrize(
    "wrong",
    [{"size": "24"}, {"size": "many"}, {"size": "9" * 400}, {"size": ""}, {"franchise": "9" * 30}, {"franchise": "x"},
     {"last_day": "2020-01-01"}, {"last_day": "9999-12-31"}, {"last_day": "soon"}],
)  # fmt: skip
async def test_a_batch_that_cannot_be_is_refused(client: Client, wrong: dict[str, str]) -> None:
    await as_roll_officer(client)
    vote, organisation = await open_vote(), await an_organisation()
    path = f"/office/organisations/{organisation.id}/batches/new"
    right = {"franchise": str(vote.id), "size": "25", "attempt": "a"}
    await client.post(path, {**right, **wrong}, status=422)
    assert not await VoucherBatch.exists()
    form = await client.post(path, {**right, **wrong}, status=422)
    attempt = str(form.select_one("#attempt")["value"])  # type: ignore[index]
    await client.post(path, {**right, "attempt": attempt}, status=200)  # a mistake does not use the form up


async def test_an_officer_follows_a_batch_from_signature_to_void(client: Client) -> None:
    minted = await make_cards(await open_vote(), signed=False, now=TODAY - timedelta(days=1))
    await as_roll_officer(client)
    path = f"/office/voucher-batches/{minted.batch.id}"
    assert "do not work yet" in text_of((await client.get(path)).main)
    await client.get(f"{path}/hand-outs")
    await client.post(f"{path}/signature", {"signed_by": " "}, status=422)
    await client.post(f"{path}/signature", {"signed_by": "Lou Lounge"})
    await client.get(f"{path}/signature")
    given = {"first": "1", "last": "4", "day": TODAY.date().isoformat(), "place": "Hanley", "worker": "Wanda"}
    page = await client.post(f"{path}/hand-outs", {**given, "last": "99"}, status=422)
    assert page.select_one("#worker")["value"] == "Wanda"  # type: ignore[index]
    await client.post(f"{path}/hand-outs", given)
    assert "4 cards are ticked off" in text_of(await client.follow())
    await client.get(f"{path}/voids")
    await client.post(f"{path}/voids", {"which": "some", "because": "lost"}, status=422)
    await client.post(f"{path}/voids", {"which": "some", "first": "4", "because": "lost"})
    page = await client.get(path)
    rows = [text_of(row) for row in page.select("table")[1].select("tbody tr")]
    assert rows[0].startswith(f"{minted.batch.name}-001 to {minted.batch.name}-003 Handed out")
    assert "Wanda Hanley" in rows[0] and rows[1].startswith(f"{minted.batch.name}-004 Void")
    await client.post(f"{path}/voids", {"which": "all", "first": "9", "because": "stolen"})
    assert "Void since" in text_of((await client.get(path)).main)
    assert await Voucher.filter(state=VoucherState.VOID).count() == 25


async def test_pages_of_a_batch_cost_the_same_with_200_cards(client: Client, count_queries: CountQueries) -> None:
    vote = await open_vote()
    small, big = await make_cards(vote, 25, now=TODAY), await make_cards(vote, 200, now=TODAY)
    await Voucher.filter(batch_id=big.batch.id, serial__in=range(1, 200, 2)).update(state=VoucherState.VOID)
    await as_roll_officer(client)
    costs = []
    for batch in (small.batch, small.batch, big.batch):
        async with count_queries() as counted:
            await client.get(f"/office/voucher-batches/{batch.id}")
        costs.append(counted.count)
    assert costs[1] == costs[2]


async def test_somebody_scans_a_card_answers_and_comes_to_the_vote(client: Client) -> None:
    code = (await codes_of_cards())[0]
    page = await client.get(f"/v/{code.replace('-', '').lower()}")
    assert client.last is not None
    assert client.last.headers["referrer-policy"] in ("no-referrer", "strict-origin")
    assert "no-store" in client.last.headers["cache-control"]
    answers = {"postcode": "st15hn", "tie": "study", "age": "16 to 17", "name": "Zoë", "promise": "y"}
    asked = []
    for _step in range(5):
        question, fields = await answer(page, answers)
        asked.append(question)
        page = await client.post("/v", fields, status=200 if question != "promise" else 303)
    assert asked == ["postcode", "tie", "age", "name", "promise"]
    assert client.last.headers["location"] == "/vote"
    claim = await Claim.all().first()
    assert claim is not None
    assert (claim.state, claim.tie, claim.age_band) == (ClaimState.VERIFIED, Tie.STUDY, AgeBand.FROM_16)
    assert await Session.filter(account_id=claim.account_id).count() == 1
    assert "Your account" in text_of((await client.get("/how-it-works")).header)


async def answer(page: BeautifulSoup, answers: dict[str, str]) -> tuple[str, dict[str, str]]:
    """The question on the page, and its form filled in as a browser would send it."""
    form = page.select("form[action='/v']")[-1]
    fields = {str(field["name"]): str(field.get("value", "")) for field in form.select("input[type=hidden]")}
    question = fields["asked"]
    return question, {**fields, question: answers[question]}


async def test_nothing_typed_is_lost_when_an_answer_is_changed(client: Client) -> None:
    code = (await codes_of_cards())[0]
    page = await client.post("/v", {"code": code, **SAID, "name": "Zoë", "asked": "name"}, status=200)
    change = page.select("form[action='/v']")[0]
    fields = {str(field["name"]): str(field["value"]) for field in change.select("input[type=hidden]")}
    page = await client.post("/v", {**fields, "again": "tie"}, status=200)
    assert "What do you do there?" in text_of(page.h1) and not page.select(".govuk-error-summary")
    _question, fields = await answer(page, {"tie": "work"})
    page = await client.post("/v", fields, status=200)
    assert "Does everything fit?" in text_of(page.h1)
    assert "I work there" in text_of(page.main) and "Zoë" in text_of(page.main)
    page = await client.post("/v", {**fields, "asked": "promise", "again": "named"}, status=200)
    assert page.select_one("#name")["value"] == "Zoë"  # type: ignore[index]


@pytest.mark.parametrize(
    ("wrong", "asked"),
    [({"postcode": ""}, "postcode"), ({"postcode": "SW1A 1AA"}, "postcode"), ({"tie": "rule"}, "tie"),
     ({"age": ""}, "age"), ({"age": "150"}, "age"), ({}, "promise")],
)  # fmt: skip
async def test_each_question_says_what_is_wrong(client: Client, wrong: dict[str, str], asked: str) -> None:
    code = (await codes_of_cards())[0]
    page = await client.post("/v", {"code": code, **SAID, **wrong, "asked": asked}, status=422)
    assert page.select(".govuk-error-summary li")
    assert (await Voucher.get(serial=1)).state is VoucherState.ASSIGNED and not await Claim.exists()


async def test_a_postcode_on_a_line_is_asked_for_its_side(client: Client) -> None:
    code = (await codes_of_cards())[0]
    near = await Ward.all().first()
    place = await make_place("Burslem")
    ward = await Ward.get(name="Burslem ward")
    await Postcode.create(code="ST68ZZ", ward=ward, near_ward=near)
    said = {"code": code, **SAID, "postcode": "ST6 8ZZ"}
    page = await client.post("/v", {**said, "asked": "postcode"}, status=200)
    assert len(page.select("input[name=side]")) == 2 and "Which side" in text_of(page.h1)
    await client.post("/v", {**said, "asked": "side"}, status=422)
    await client.post("/v", {**said, "side": ward.code, "asked": "promise", "promise": "y"})
    assert (await Claim.all().first()).neighbourhood_id == place.id  # type: ignore[union-attr]


async def test_used_and_unknown_cards_are_refused_kindly(client: Client) -> None:
    code = (await codes_of_cards())[0]
    done = {"code": code, **SAID, "asked": "promise", "promise": "y"}
    await client.post("/v", done)
    client.cookies.clear()
    page = await client.post("/v", done, status=422)
    assert "has been used" in text_of(page.main) and page.select_one("#code")["value"] == code  # type: ignore[index]
    assert "has been used" in text_of((await client.get(f"/v/{code}", status=404)).main)
    unknown = text_of((await client.post("/v", {"code": "K7QX4MPD"}, status=422)).select_one("#code-error"))
    nonsense = text_of((await client.post("/v", {"code": "hello"}, status=422)).select_one("#code-error"))
    assert unknown == nonsense
    await client.get("/v")
    for _number in range(20):
        await client.get("/v/K7QX4MPD", status=404) if _number < 19 else None
    await client.get("/v/K7QX4MPD", status=429)


async def test_a_family_shares_a_phone(client: Client) -> None:
    first, second, _third = await codes_of_cards()
    done = {**SAID, "asked": "promise", "promise": "y"}
    await client.post("/v", {"code": first, **done})
    page = await client.get(f"/v/{second}")
    assert "You do not need this card" in text_of(page.h1)
    page = await client.post("/v", {"code": second, "somebody_else": "yes"}, status=200)
    assert "postcode" in text_of(page.h1)
    await client.post("/v", {"code": second, "somebody_else": "yes", **done})
    assert await Account.filter(email__isnull=True).count() == 2
    assert await Claim.filter(state=ClaimState.VERIFIED).count() == 2
    assert await Session.filter(revoked_at__isnull=True).count() == 1


async def test_who_is_signed_in_only_promises(client: Client) -> None:
    code = (await codes_of_cards())[0]
    me = await make_account("Sue")
    await Claim.create(
        account=me, neighbourhood=await make_place("Burslem"), evidence="E1", state="provisional", made_at=TODAY
    )
    await client.sign_in(me)
    page = await client.get(f"/v/{code}")
    assert "belong to Burslem" in text_of(page.main) and "here as Sue" in text_of(page.main)
    await client.post("/v", {"code": code, "asked": "promise", "promise": "y"})
    assert (await Claim.get(account_id=me.id)).state is ClaimState.VERIFIED


async def test_codes_are_in_no_log_no_header_and_no_address(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = (await codes_of_cards())[0]
    monkeypatch.setattr(logging.getLogger("wardmote"), "propagate", True)
    caplog.set_level(logging.DEBUG, logger="wardmote")
    await client.get(f"/v/{code}")
    await client.post("/v", {"code": code, **SAID, "asked": "promise", "promise": "y"})
    await client.get(f"/v/{code}", status=404)
    assert client.last is not None and code not in str(client.last.headers)
    lines = [JsonFormatter().format(one) for one in caplog.records if one.name.startswith("wardmote")]
    assert '"route": "/v/{code:str}"' in json.dumps([json.loads(line) for line in lines]).replace('\\"', '"')
    plain = code.replace("-", "")
    assert not [line for line in lines if re.search(f"{code}|{plain}", line)]
