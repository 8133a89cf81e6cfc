"""The pages on which officers look after claims, and on which somebody appeals."""

from datetime import UTC, datetime

from residents import rejections
from residents.claims_desk import removal
from residents.models import (
    Account,
    Approval,
    Claim,
    ClaimState,
    Evidence,
    Franchise,
    Proof,
    Rejection,
    Role,
    SessionKind,
)
from residents.people import Person
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import days, make_account
from tests.residents.rejections.people import as_person, make_franchise, verified_claim

SECRETS = ("Samira Secret", "samira@example.org", "voted", "ballot was")


async def as_officer(client: Client, name: str = "Rosa Roll") -> Person:
    account = await make_account(name, Role.ROLL_OFFICER)
    await client.sign_in(account, SessionKind.OFFICER)
    return as_person(account, Role.ROLL_OFFICER)


async def samira(franchise: Franchise | None = None) -> tuple[Account, Claim]:
    account = await make_account("Samira Secret", email="samira@example.org")
    return account, await verified_claim(account, franchise)


def soon() -> datetime:
    return datetime.now(UTC) + days(10)


async def test_the_queue_shows_claims_without_names_and_without_who_voted(client: Client) -> None:
    await as_officer(client)
    franchise = await make_franchise(confirm_by=soon())
    claim = await verified_claim(franchise=franchise, state=ClaimState.PROVISIONAL, evidence=Evidence.E1)
    await samira(franchise)
    main = text_of((await client.get("/office/claims")).main)
    assert f"Claim {claim.id}" in main and "10 days left" in main and "E1: email confirmed" in main
    assert not any(secret in main for secret in SECRETS[:2])
    page = await client.get("/office/claims?state=verified&neighbourhood=&vote=x&after=-1")
    assert "Claim" in text_of(page.main)
    for odd in ("?state=%00", "?after=9999999999999999999999", "?neighbourhood=٣", "?vote=-1"):
        assert f"Claim {claim.id}" in text_of((await client.get(f"/office/claims{odd}")).main)
    assert "No claims here" in text_of((await client.get("/office/claims?vote=none")).main)


async def test_the_queue_asks_the_database_as_often_for_many_claims_as_for_one(
    client: Client, count_queries: CountQueries
) -> None:
    await as_officer(client)
    franchise = await make_franchise(confirm_by=soon())
    first = await verified_claim(franchise=franchise)
    address = f"/office/claims?vote={franchise.id}&state=verified"
    async with count_queries() as few:
        await client.get(address)
    for _number in range(30):
        await verified_claim(franchise=franchise, neighbourhood_id=first.neighbourhood_id)
    async with count_queries() as many:
        await client.get(address)
    assert many.count == few.count <= 13


async def test_the_page_of_a_claim_asks_the_same_however_much_happened(
    client: Client, count_queries: CountQueries
) -> None:
    await as_officer(client)
    _account, claim = await samira(await make_franchise())
    async with count_queries() as few:
        await client.get(f"/office/claims/{claim.id}")
    for _number in range(10):
        await Proof.create(claim_id=claim.id, method="letter", level="E2", given_on=datetime.now(UTC).date())
    async with count_queries() as many:
        await client.get(f"/office/claims/{claim.id}")
    assert many.count == few.count


async def test_a_claim_is_looked_up_without_the_email_in_the_address(client: Client) -> None:
    await as_officer(client)
    _account, claim = await samira()
    await client.post("/office/claims/search", {"who": "samira@example.org"})
    assert client.last is not None and client.last.headers["location"] == f"/office/claims/{claim.id}"
    main = text_of((await client.follow()).main)
    assert "In person" in main and "Yes, by email" in main
    assert not any(secret in main for secret in SECRETS)
    page = await client.post("/office/claims/search", {"who": "nobody@example.org"}, 422)
    assert "No claim has this number" in text_of(page.main)
    assert page.find("input", {"name": "who"})["value"] == "nobody@example.org"  # type: ignore[index]


async def test_one_asks_another_agrees_and_the_person_appeals(client: Client) -> None:
    account, claim = await samira(await make_franchise(confirm_by=soon(), challenge_ends_at=soon()))
    one = await as_officer(client, "One")
    page = await client.post(f"/office/claims/{claim.id}/rejection", {"rule": "", "because": "Twice."}, 422)
    assert page.find("textarea").get_text().strip() == "Twice."  # type: ignore[union-attr]
    await client.post(f"/office/claims/{claim.id}/rejection", {"rule": "registered_twice", "because": "Twice."})
    question = await Approval.get()
    answer = f"/office/claims/{claim.id}/rejection/{question.id}"
    assert "You asked for this yourself" in text_of((await client.get(answer)).main)
    page = await client.post(answer, {"answer": "yes"}, 422)
    assert "A second officer has to say yes" in text_of(page.main)
    assert (await Claim.get(id=claim.id)).state is ClaimState.VERIFIED

    await as_officer(client, "Two")
    assert f"Take out claim {claim.id}?" in text_of((await client.get("/office/claims")).main)
    assert "Twice." in text_of((await client.get(answer)).main)
    await client.post(answer, {"answer": "yes"})
    assert "taken out" in text_of(await client.follow())
    assert "It is done" in text_of((await client.get(answer)).main)

    await client.sign_in(account)
    main = text_of((await client.get("/account/belonging/appeal")).main)
    assert "Twice." in main and "One" not in main and "officer " not in main
    page = await client.post("/account/belonging/appeal", {"why": " "}, 422)
    await client.post("/account/belonging/appeal", {"why": "It is my twin."})
    assert "looks at it and then writes to you" in text_of((await client.follow()).main)
    page = await client.post("/account/belonging/appeal", {"why": "And again."}, 422)
    assert "appealed already" in text_of(page.main)

    rejection = await Rejection.get()
    ruling = f"/office/claims/appeals/{rejection.id}"
    await client.sign_in(await Account.get(id=one.account_id), SessionKind.OFFICER)
    assert "Another officer has to rule" in text_of((await client.get(ruling)).main)
    await client.post(ruling, {"outcome": "upheld", "ruling": "Mine."}, 422)
    await as_officer(client, "Three")
    assert "It is my twin." in text_of((await client.get(ruling)).main)
    await client.post(ruling, {"outcome": "", "ruling": ""}, 422)
    await client.post(ruling, {"outcome": "upheld", "ruling": "They are two people."})
    assert "No appeals wait" in text_of((await client.follow()).main)
    assert (await Claim.get(id=claim.id)).state is ClaimState.VERIFIED
    assert "The appeal succeeded" in text_of((await client.get(f"/office/claims/{claim.id}")).main)


async def test_a_confirmation_is_taken_back_on_a_page(client: Client) -> None:
    await as_officer(client)
    _account, claim = await samira()
    proof = await Proof.get(claim_id=claim.id)
    address = f"/office/claims/{claim.id}/proofs/{proof.id}/revocation"
    assert "In person" in text_of((await client.get(address)).main)
    await client.post(address, {"because": ""}, 422)
    await client.post(address, {"because": "Meant for somebody else."})
    assert "Meant for somebody else." in text_of((await client.follow()).main)
    await client.get(address, 404)


async def test_nobody_reads_another_persons_rejection(client: Client) -> None:
    """AC-024: the page has no number in its address; it is one's own or nothing."""
    account, claim = await samira()
    officers = [as_person(await make_account(str(n), Role.ROLL_OFFICER), Role.ROLL_OFFICER) for n in range(2)]
    asked = await removal.ask(officers[0], claim.id, "not_here", "Not here.", datetime.now(UTC))
    await removal.agree(officers[1], claim.id, asked.id, datetime.now(UTC))
    await client.sign_in(await make_account("Somebody else"))
    await client.get("/account/belonging/appeal", 404)
    await client.post("/account/belonging/appeal", {"why": "Let me in."}, 404)
    rejection = await Rejection.get()
    await client.get(f"/office/claims/appeals/{rejection.id}", 403)
    await client.get(f"/office/claims/{claim.id}", 403)
    assert rejection.appealed_at is None


async def test_the_time_for_an_appeal_is_over(client: Client) -> None:
    account, claim = await samira()
    ids = [(await make_account(str(number), Role.ROLL_OFFICER)).id for number in range(2)]
    await rejections.reject(
        claim, "not_here", "Not here.", asked_by_id=ids[0], approved_by_id=ids[1], franchise_id=None,
        now=datetime.now(UTC) - days(30),
    )  # fmt: skip
    await client.sign_in(account)
    page = await client.get("/account/belonging/appeal")
    assert "The time for an appeal is over" in text_of(page.main) and page.main.find("form") is None  # type: ignore[union-attr]
    await client.post("/account/belonging/appeal", {"why": "Late."}, 422)
