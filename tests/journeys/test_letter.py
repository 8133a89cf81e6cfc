"""A letter with a code: asked for, posted, typed in. It confirms that somebody belongs, and then their vote counts."""

from datetime import UTC, datetime

import pytest

from ballot_box.models import BatchState, CountedBallot, Election, Outcome, PaperBatch, RollEntry
from ballot_box.paper import signing
from pb.models import Cycle
from residents.flags import working
from residents.models import Account, Flag, Role
from residents.people import Person
from tests.journeys.conftest import Visit, Way, desktop_with_scripts, once_on_a_phone
from tests.journeys.first_day import let_days_pass
from tests.journeys.letters import ask_for_letter, code_in_outbox, post_letters, type_code
from tests.journeys.officers import count, enter, publish_the_result
from tests.journeys.residents import vote
from tests.journeys.walking import CODE, Walker

pytestmark = pytest.mark.journey

FUND = "one-stoke-on-trent"


@desktop_with_scripts
async def test_a_letter_from_asking_for_it_to_typing_its_code(own_site: str, visit: Visit) -> None:
    me, rob = await visit(own_site), await visit(own_site)

    await come_to_sign_in(me)
    await say_where(me)
    await me.click("By letter", role="link")
    street = await ask_for_letter(me)
    code = await code_in_outbox(me, street)
    await enter(rob, "Rob, elections")
    await post_letters(rob, street)
    await type_code(me, code)

    await me.open("/outbox")
    assert street not in await me.page.content()
    me.nothing_wrong()
    rob.nothing_wrong()


@once_on_a_phone
async def test_a_vote_counts_because_of_the_code_in_a_letter(own_site: str, visit: Visit) -> None:
    """Two people walk side by side, one of them without scripts, because a fund is counted once."""
    rob, colin, petra, lou = [await visit(own_site) for _one in range(4)]
    voters = [await visit(own_site), await visit(own_site, Way(1280, scripts=False))]
    await enter(rob, "Rob, elections")
    for me in voters:
        await votes_and_asks_for_a_letter(me)
        street = await ask_for_letter(me)
        code = await code_in_outbox(me, street)
        await post_letters(rob, street)
        await type_code(me, code)
        await me.open("/vote/receipt")
        await me.sees("It is confirmed that you belong here")
    await vote(lou, "", postcode="ST1 2DN")
    await let_days_pass(await days_until_the_last_day_is_over(), FUND)
    officer = await Account.get(display_name="Rob, elections (sample)")
    await nothing_waits_for_a_decision(Person(officer.id, roles=frozenset({Role.ROLL_OFFICER})))

    await enter(colin, "Colin")
    await count(colin)
    await enter(petra, "Petra")
    await publish_the_result(petra, "One Stoke-on-Trent")

    assert [await outcome_of(me) for me in (*voters, lou)] == [Outcome.COUNTED, Outcome.COUNTED, Outcome.UNCONFIRMED]
    await the_account_adds_up(lou)
    for walker in (rob, colin, petra, lou, *voters):
        walker.nothing_wrong()


async def votes_and_asks_for_a_letter(me: Walker) -> None:
    await vote(me, "", postcode="ST1 2DN")
    await me.sees("It is counted if you show us by")
    await me.click("Confirm that I belong here")
    await me.page.get_by_label("By letter").check()
    await me.click("Continue")


async def days_until_the_last_day_is_over() -> int:
    cycle = await Cycle.get(slug=FUND)
    assert cycle.confirm_by is not None
    return (cycle.confirm_by - datetime.now(UTC)).days + 1


async def nothing_waits_for_a_decision(rob: Person) -> None:
    """What the sample has open is decided, because nothing is counted before."""
    cycle = await Cycle.get(slug=FUND)
    now = datetime.now(UTC)
    for flag in await Flag.filter(franchise_id=cycle.franchise_id, ended_at__isnull=True):
        await working.take_on(rob, flag.id, now)
        await working.dismiss(rob, flag.id, "They explained it on the phone.", now)
    for batch in await PaperBatch.filter(election_id=cycle.election_id, state=BatchState.OUT):
        await signing.lose(rob, batch.id, "Nobody knows where the box is.", now)


async def outcome_of(me: Walker) -> Outcome:
    cycle = await Cycle.get(slug=FUND)
    place = await RollEntry.get(election_id=cycle.election_id, account__email=me.email)
    return place.outcome


async def the_account_adds_up(me: Walker) -> None:
    """What everybody reads under the result is what lies in the box."""
    election = await Election.get(id=(await Cycle.get(slug=FUND)).election_id)
    voters = await RollEntry.filter(election_id=election.id).exclude(outcome=Outcome.WITHDRAWN).count()
    counted = await CountedBallot.filter(election_id=election.id).count()
    await me.open(f"/cycles/{FUND}/result")
    await me.sees(f"{voters:,} of them voted, and {counted:,} ballots are counted.")
    assert await me.page.get_by_text("This does not add up").count() == 0


async def come_to_sign_in(me: Walker) -> None:
    await me.open("/l")  # as printed in the letter: whoever has it before they signed in is asked to
    await me.fill("email address", me.email)
    await me.page.get_by_role("main").get_by_role("button").first.click()
    await me.fill("code", await me.letter(CODE))
    await me.page.get_by_role("main").get_by_role("button").first.click()
    assert await me.heading() == "What is the code in your letter?"


async def say_where(me: Walker) -> None:
    await me.open("/account/belonging")
    await me.click("Say where you belong")
    await me.fill("What is your postcode?", "ST1 2DN")
    await me.click("Continue")
    await me.page.get_by_label("I live there").check()
    await me.click("Continue")
    await me.page.get_by_label("25 to 44").check()
    await me.click("Save")
    await me.sees("We know now where you belong.")
