"""The Stoke sample, at any phase: what `python main.py demo` and the first `make run` put into the database."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from database import exclusive_lock, transaction
from ledger import journal
from ledger import keys as record_keys
from pb.models import Cycle, Idea
from pb.sample import claims, discussion, ideas, organisations, people, pilot, stories, venues, voting
from pb.sample.emptying import demand_only_samples, empty
from pb.sample.funds import Fund, neighbourhood_fund
from post.models import Message, MessageChannel
from residents.belonging import keys
from residents.models import Account, Franchise
from residents.people import COMMAND_LINE, Person
from residents.places import sample as places
from web import samples
from web.refusals import Refused

PHASES = stories.PHASES
USUAL_PHASE = "voting"
_NEIGHBOURS = 150  # who support ideas while there is no vote yet


class DemoRefused(Refused):
    """The sample has no place here."""


async def load_if_empty() -> bool:
    """Fill an empty database with the sample. Returns whether what the site shows is the sample."""
    if not await Cycle.exists() and not await Account.exists():
        async with transaction():
            await exclusive_lock("demo")
            if not await Cycle.exists():
                with record_keys.begun_anew():
                    await build(USUAL_PHASE, datetime.now(UTC))
    return await is_shown()


async def is_shown() -> bool:
    """Whether every fund here is a sample, and everything else as well."""
    if await Cycle.filter(sample=False, imported=False).exists() or await samples.real():
        return False
    return await Cycle.filter(sample=True).exists()


async def load(phase: str, *, fresh: bool, production: bool, parts: Mapping[str, str] | None = None) -> None:
    """Put the sample at `phase` in the place of whatever sample there is. Where it refuses, nothing changes.

    `parts`: by the words of web.samples, in which form everything besides the funds is built.
    """
    if production:
        raise DemoRefused("This site is set to production, and the sample is only for trying out. Nothing was changed.")
    if not fresh:
        await demand_only_samples()
    before, keys_before = await Franchise.all(), await samples.keys()
    with record_keys.begun_anew():
        async with transaction():
            await empty()
            await build(phase, datetime.now(UTC), parts or {})
    for franchise in before:  # only now that it is certain: a key cannot be brought back
        if not await Franchise.exists(key_name=franchise.key_name):
            keys.destroy(franchise)
    await samples.forget(keys_before)


async def build(phase: str, now: datetime, parts: Mapping[str, str] | None = None) -> None:
    """The places, the people, the pilot of the year before, the fund at `phase`, and what other packages add."""
    calendar = stories.Calendar(phase, now)
    long_ago = now - timedelta(days=450)
    await places.load()
    await venues.load(long_ago)
    officers = await people.officers()
    residents = await people.residents(long_ago)
    has_vote = phase in ("voting", "result")
    neighbours = await people.neighbours(len(stories.ballots()) if has_vote else pilot.VOTERS, long_ago)
    before = await pilot.bring_in(officers, residents, neighbours, now)
    fund = await neighbourhood_fund(officers["officer"], calendar)
    await ideas.bring_in(fund, residents, officers, calendar, phase)
    found = await Idea.filter(cycle_id=fund.cycle.id).order_by("id")
    share = 0.4 if phase == "ideas" else 1.0
    await discussion.bring_in(found, residents, neighbours[:_NEIGHBOURS], officers["reviewer"], now, share=share)
    if has_vote:
        election = await voting.freeze(fund, officers["officer2"])
        await voting.cast_all(fund, election, neighbours)
    if phase == "voting":
        await _meet_people(officers, residents.everybody, before, fund, calendar)
    else:
        towns = {slug: place.id for slug, place in (await people.towns()).items()}
        await claims.stand_in(residents.everybody, towns, long_ago)
    if phase == "result":
        await voting.finish(fund, officers["officer2"], officers["publisher"], calendar.morning("2026-08-13", 10))
    forms = await samples.build(parts or {}, officers, now)
    await Message.filter(channel=MessageChannel.EMAIL).delete()  # nobody of the sample reads emails; letters wait
    await journal.record(COMMAND_LINE.actor, "sample.loaded", f"cycle:{fund.cycle.id}", at=now, phase=phase, **forms)


async def _meet_people(
    officers: dict[str, Person], residents: list[Account], before: Fund, fund: Fund, calendar: stories.Calendar
) -> None:
    """What goes on while a vote is open: people are confirmed, cards and paper are out, letters wait to be printed."""
    lately = calendar.morning("2026-07-14", 11)
    await claims.bring_in_expired(residents, await _franchise(before))
    await venues.plan_shifts(officers, lately, calendar.now)
    franchise = await _franchise(fund)
    cards = await organisations.bring_in(officers["roll"], franchise, calendar.morning("2026-07-06", 9))
    await claims.bring_in(claims.Table(officers, franchise, cards, lately), residents)
    await voting.send_paper_out(fund, officers["roll"], lately)


async def _franchise(fund: Fund) -> Franchise:
    cycle = await Cycle.get(id=fund.cycle.id)
    return await Franchise.get(id=cycle.franchise_id)
