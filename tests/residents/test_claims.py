"""A claim says where somebody belongs, and how well that is shown."""

import pytest

from residents.belonging.claims import ClaimRefused, claim_of, declare, reaches
from residents.models import Account, Claim, Evidence, Tie
from residents.places.models import Postcode
from residents.places.postcodes import Whereabouts, locate
from tests.factories import NOW, days, make_account, make_place


async def hanley() -> Whereabouts:
    await make_place("Hanley", "E05000001", "ST15HN")
    return await locate("ST15HN")


def test_stronger_evidence_reaches_what_weaker_does() -> None:
    assert reaches(Evidence.E2, "E1")
    assert reaches("E1", Evidence.E1)
    assert not reaches(Evidence.E0, Evidence.E1)


async def test_an_account_with_a_confirmed_email_reaches_e1(db: None) -> None:
    account = await make_account()
    claim = await declare(account.id, await hanley(), Tie.LIVE, NOW)
    assert (claim.evidence, claim.tie, claim.confirmed_at) == (Evidence.E1, Tie.LIVE, NOW)
    kept = await claim_of(account.id)
    assert kept is not None
    assert (kept.neighbourhood.name, kept.ward_id) == ("Hanley", "E05000001")


async def test_without_an_email_address_it_is_only_said(db: None) -> None:
    account = await Account.create(display_name="On paper", created_at=NOW)
    claim = await declare(account.id, await hanley(), Tie.WORK, NOW)
    assert (claim.evidence, claim.confirmed_at) == (Evidence.E0, None)


async def test_nobody_has_two_claims(db: None) -> None:
    account = await make_account()
    await declare(account.id, await hanley(), Tie.LIVE, NOW)
    await make_place("Longton", postcode="ST31AA")
    await declare(account.id, await locate("ST3 1AA"), Tie.STUDY, NOW + days(1))
    assert await Claim.filter(account=account).count() == 1
    claim = await claim_of(account.id)
    assert claim is not None
    assert (claim.neighbourhood.name, claim.tie, claim.made_at) == ("Longton", Tie.STUDY, NOW + days(1))


async def test_stronger_evidence_stays_with_its_place_and_tie(db: None) -> None:
    account, here = await make_account(), await hanley()
    await declare(account.id, here, Tie.LIVE, NOW)
    await Claim.filter(account=account).update(evidence=Evidence.E2)
    assert (await declare(account.id, here, Tie.LIVE, NOW)).evidence is Evidence.E2
    assert (await declare(account.id, here, Tie.WORK, NOW)).evidence is Evidence.E1


async def test_the_side_of_the_line_is_needed_first(db: None) -> None:
    account = await make_account()
    await hanley()
    await make_place("Burslem", "E05000002")
    await Postcode.filter(code="ST15HN").update(near_ward_id="E05000002")
    with pytest.raises(ClaimRefused, match="which side"):
        await declare(account.id, await locate("ST15HN"), Tie.LIVE, NOW)
    assert await claim_of(account.id) is None
