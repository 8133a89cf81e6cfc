"""The pages of flags, as an officer uses them."""

from datetime import UTC, datetime, timedelta
from typing import Any

from database import execute
from residents.belonging import marks
from residents.flags import working
from residents.models import Approval, ClaimState, Flag, FlagState, Franchise, MarkKind, Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import make_account
from tests.residents.flags.flag_samples import (
    as_person,
    flagged,
    make_claim,
    make_claims,
    make_franchise,
    state_of,
    taken_on,
)

NOW = datetime.now(UTC)


async def signed_in(client: Client, name: str = "Rosa Roll", **values: Any) -> Any:
    account = await make_account(name, Role.ROLL_OFFICER, **values)
    await client.sign_in(account, SessionKind.OFFICER)
    return as_person(account, Role.ROLL_OFFICER)


async def test_a_flag_is_taken_on_and_explained(client: Client) -> None:
    await signed_in(client)
    franchise = await make_franchise()
    claim = await make_claim(franchise)
    flag = await flagged(franchise, claim)

    page = await client.get("/office/flags")
    assert "Many ballots from one device" in text_of(page.select_one(".queue"))
    await client.post(f"/office/flags/{flag.id}/assignment")
    page = await client.follow()
    assert "You are working on it" in text_of(page)
    page = await client.post(f"/office/flags/{flag.id}/dismissal", {"because": ""}, status=422)
    assert "Write down why" in text_of(page)
    await client.post(f"/office/flags/{flag.id}/dismissal", {"because": "A family of five"})

    assert "A family of five" in text_of(await client.follow())
    assert await state_of(claim) is ClaimState.VERIFIED
    page = await client.get("/office/flags?part=settled")
    assert page.select_one(".queue") is not None


async def test_an_officer_alone_is_refused_with_a_sentence(client: Client) -> None:
    by = await signed_in(client, email="rosa@council.example")
    franchise = await make_franchise()
    bad, good = await make_claims(2, franchise)
    flag = await taken_on(by, franchise, bad, good)
    await working.contact(by, flag.id, "phone", "", NOW - timedelta(days=20))
    await client.post(
        f"/office/flags/{flag.id}/confirmation", {"claim": [str(bad.id)], "because": "Nobody lives there"}
    )
    asked = await Approval.get()
    page = await client.follow()
    assert "another officer has to say yes" in text_of(page)
    assert page.select_one(f'form[action$="/confirmation/{asked.id}/yes"]') is None

    page = await client.post(f"/office/flags/{flag.id}/confirmation/{asked.id}/yes", status=422)
    assert "You asked for this yourself. A second officer has to say yes." in text_of(page)
    await signed_in(client, "Rosa Again", email="rosa+again@council.example")
    page = await client.post(f"/office/flags/{flag.id}/confirmation/{asked.id}/yes", status=422)
    assert "You asked for this yourself. A second officer has to say yes." in text_of(page)
    assert await state_of(bad) is ClaimState.UNDER_REVIEW

    await signed_in(client, "Sam Second")
    await client.post(f"/office/flags/{flag.id}/confirmation/{asked.id}/yes")
    assert "Confirmed" in text_of(await client.follow())
    assert [await state_of(bad), await state_of(good)] == [ClaimState.REJECTED, ClaimState.VERIFIED]


async def test_every_claim_of_a_long_flag_is_chosen_with_one_tick(client: Client) -> None:
    by = await signed_in(client)
    franchise = await make_franchise()
    flag = await taken_on(by, franchise, *await make_claims(3, franchise))
    path = f"/office/flags/{flag.id}/confirmation"
    await client.post(f"/office/flags/{flag.id}/contact", {"how": "in-person"})

    page = await client.post(path, {"because": "x", "every": "y"}, status=422)
    assert "to answer" in text_of(page), "ten working days have not gone by"
    page = await client.post(path, {"because": "kept words", "answered": "y"}, status=422)
    assert "Choose which claims" in text_of(page)
    assert "kept words" in text_of(page.select_one("textarea"))
    await client.post(path, {"because": "x", "every": "y", "answered": "y"})

    asked = await Approval.get()
    assert len(asked.payload["claims"]) == 3  # type: ignore[arg-type]
    await client.post(f"/office/flags/{flag.id}/confirmation/{asked.id}/no")
    assert "Nothing is taken out" in text_of(await client.follow())


async def test_duplicates_stand_side_by_side(client: Client) -> None:
    by = await signed_in(client)
    franchise = await make_franchise()
    keep, other = await make_claims(2, franchise)
    for one in (keep, other):
        await marks.keep(franchise, one.id, MarkKind.ADDRESS, "1 High Street")
    flag = await taken_on(by, franchise, keep, other, rule="registered_twice")

    page = await client.get(f"/office/flags/{flag.id}")
    assert f"Claim {keep.id}" in text_of(page)
    assert f"Claim {other.id}" in text_of(page)
    assert "They share: the address" in text_of(page)
    path = f"/office/flags/{flag.id}/confirmation"
    page = await client.post(path, {"because": "Same"}, status=422)
    assert "Choose which claim stays" in text_of(page)
    page = await client.post(path, {"because": "", "keep": str(keep.id)}, status=422)
    assert "Write down why" in text_of(page)
    await client.post(path, {"because": "Same", "keep": str(keep.id)})

    assert (await Approval.get()).payload["claims"] == [other.id]
    await signed_in(client, "Sam Second")
    await client.post(f"{path}/{(await Approval.get()).id}/yes")
    assert [await state_of(keep), await state_of(other)] == [ClaimState.VERIFIED, ClaimState.REJECTED]


async def test_no_name_is_shown_where_none_is_needed(client: Client) -> None:
    """AC-073: nobody but officers of the roll comes here, and they see claim numbers."""
    await signed_in(client)
    franchise = await make_franchise()
    claim = await make_claim(franchise, account=await make_account("Nadia Nameless", email="nadia@example.com"))
    flag = await flagged(franchise, claim)

    page = text_of(await client.get(f"/office/flags/{flag.id}"))

    assert str(claim.id) in page
    assert "Nadia" not in page
    assert "nadia@" not in page


async def test_flags_are_closed_to_everybody_else(client: Client) -> None:
    """AC-073"""
    franchise = await make_franchise()
    flag = await flagged(franchise, await make_claim(franchise))
    paths = ["/office/flags", f"/office/flags/{flag.id}", "/office/flags/rules", f"/office/flags/{flag.id}/dismissal"]
    for role in (Role.RESIDENT, Role.VERIFIER, Role.FACILITATOR, Role.MODERATOR, Role.KEYER):
        account = await make_account("Somebody", *([] if role is Role.RESIDENT else [role]))
        await client.sign_in(account, SessionKind.OFFICER)
        for path in paths:
            await client.get(path, status=403)


async def test_odd_addresses_and_answers_are_no_trouble(client: Client) -> None:
    by = await signed_in(client)
    franchise = await make_franchise()
    flag = await taken_on(by, franchise, await make_claim(franchise))

    await client.get("/office/flags?part=nonsense&rule=%27&after=-1")
    await client.get("/office/flags?after=99999999999999999999")
    await client.get("/office/flags/999999", status=404)
    await client.post("/office/flags/999999/assignment", status=404)
    await client.post(f"/office/flags/{flag.id}/confirmation/999999/yes", status=404)
    await client.post(f"/office/flags/{flag.id}/confirmation/999999/no", status=404)
    await client.post(f"/office/flags/{flag.id}/contact", {"how": "x"}, status=422)
    odd = {"claim": ["x", "-1", "9" * 30], "because": "x", "answered": "y"}
    await client.post(f"/office/flags/{flag.id}/confirmation", odd, status=422)
    await client.post(f"/office/flags/{flag.id}/dismissal", {"because": "x" * 2001}, status=422)


async def test_the_rules_are_tuned_on_a_page(client: Client) -> None:
    await signed_in(client)
    franchise = await make_franchise()
    page = await client.get("/office/flags/rules")
    assert franchise.name in text_of(page)
    path = f"/office/flags/rules/{franchise.id}"
    page = await client.get(path)
    kept: dict[str, Any] = {
        str(field["name"]): field["value"]
        for field in page.select("main input[name]")
        if field["name"] != "form_token" and (field["type"] != "checkbox" or field.has_attr("checked"))
    }

    for odd in ("", "0", "-1", "six", "٦", "1e3", "99999999999"):
        page = await client.post(path, {**kept, "address_cap-most": odd}, status=422)
        field = page.select_one("#address_cap-most")
        assert field is not None
        assert field["value"] == odd, "what was typed stays"
    del kept["network_burst-on"]
    await client.post(path, {**kept, "address_cap-most": "9"})

    limits = (await Franchise.get()).limits
    assert (limits["address_cap"]["most"], limits["network_burst"]["on"], limits["device_cap"]["on"]) == (9, 0, 1)
    await client.get("/office/flags/rules/999999", status=404)


async def test_the_procedure_is_there_to_be_read(client: Client) -> None:
    await signed_in(client)

    assert "Believe them first" in text_of(await client.get("/office/flags/procedure"))


async def test_the_list_asks_as_much_for_one_flag_as_for_sixty(client: Client, count_queries: CountQueries) -> None:
    await signed_in(client)
    franchise = await make_franchise()
    claims = await make_claims(3, franchise)
    await flagged(franchise, *claims, subject="first")
    async with count_queries() as few:
        await client.get("/office/flags")
    for number in range(60):
        await flagged(franchise, *claims, subject=str(number))

    async with count_queries() as many:
        page = await client.get("/office/flags")
    assert many.count == few.count
    assert len(page.select(".queue__item")) == 50
    further = page.select_one(".pager a")
    assert further is not None
    page = await client.get(str(further["href"]))
    assert len(page.select(".queue__item")) == 11


async def test_a_flag_asks_as_much_for_two_claims_as_for_forty(client: Client, count_queries: CountQueries) -> None:
    by = await signed_in(client)
    franchise = await make_franchise()
    few_claims, many_claims = await make_claims(2, franchise), await make_claims(40, franchise)
    small, big = await flagged(franchise, *few_claims), await flagged(franchise, *many_claims, subject="big")
    for flag in (small, big):
        await working.take_on(by, flag.id, NOW)
    await client.get(f"/office/flags/{small.id}")

    async with count_queries() as few:
        await client.get(f"/office/flags/{small.id}")
    async with count_queries() as many:
        page = await client.get(f"/office/flags/{big.id}")

    assert many.count == few.count
    assert len(page.select("main .queue__item")) == 40


async def test_what_needs_a_second_officer_has_a_part_of_its_own(client: Client) -> None:
    by = await signed_in(client)
    franchise = await make_franchise()
    keep, other = await make_claims(2, franchise)
    flag = await taken_on(by, franchise, keep, other, rule="registered_twice")
    await client.post(f"/office/flags/{flag.id}/confirmation", {"because": "Same", "keep": str(keep.id)})

    page = await client.get("/office/flags?part=second")
    assert len(page.select(".queue__item")) == 1
    await execute("UPDATE approval SET expires_at = ?", NOW - timedelta(days=2))
    page = await client.get("/office/flags?part=second")
    assert not page.select(".queue__item")
    assert (await Flag.get()).state is FlagState.ASSIGNED
