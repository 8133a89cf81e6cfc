"""The fund of the year before, in two towns: its result is out and its projects are being done."""

from datetime import datetime, timedelta
from typing import Any

from pb.models import Cycle, Idea, IdeaState, Project
from pb.sample import stories, voting
from pb.sample.funds import Fund, pilot_fund
from pb.sample.people import Residents
from pb.text import to_html
from residents.people import Person
from web.filters import LONDON

VOTERS = 200


async def bring_in(officers: dict[str, Person], residents: Residents, voters: list[int], now: datetime) -> Fund:
    dates = _dates(now)
    fund = await pilot_fund(officers["officer"], now, dates)
    for number, told in enumerate(stories.pilot()["projects"]):
        await _project(number, told, fund, residents, dates["ideas_open_at"] + timedelta(days=number))
    election = await voting.freeze(fund, officers["officer"])
    await voting.cast_pilot(fund, election, voters[:VOTERS])
    counted = dates["voting_closes_at"] + timedelta(days=2)
    await voting.finish(fund, officers["officer"], officers["publisher"], counted)
    decision = stories.pilot()["decision"]
    decided_on = (counted + timedelta(days=20)).date()
    await Cycle.filter(id=fund.cycle.id).update(
        decision_by=decision["by"], decision_on=decided_on, decision_minute=decision["minute"]
    )
    return fund


def _dates(now: datetime) -> dict[str, Any]:
    today = stories.at(now.astimezone(LONDON).date())
    day = timedelta(days=1)
    return {
        "published_at": today - 430 * day,
        "ideas_open_at": today - 420 * day,
        "ideas_close_at": today - 390 * day,
        "voting_opens_at": today - 350 * day,
        "voting_closes_at": today - 330 * day,
        "challenge_ends_at": today - 310 * day,
        "delivery_ends_at": today + 60 * day,
    }


async def _project(number: int, told: dict[str, Any], fund: Fund, residents: Residents, sent: datetime) -> None:
    author = residents.of_town[told["town"]][number % len(residents.of_town[told["town"]])]
    same = {
        "cycle_id": fund.cycle.id,
        "pot_id": fund.pots[told["town"]].id,
        "theme_id": fund.themes[told["theme"]].id,
        "title": told["title"],
        "body_html": to_html(told["summary"]),
        "cost_pence": told["pounds"] * 100,
    }
    project = await Project.create(
        reference=voting.pilot_reference(number),
        summary=told["summary"],
        owner="Communities manager (sample)",
        created_at=sent + timedelta(days=20),
        **same,
    )
    await Idea.create(
        project_id=project.id,
        author_id=author.id,
        author_name=author.display_name,
        body=told["summary"],
        estimate_pence=told["pounds"] * 100,
        state=IdeaState.ON_BALLOT,
        decided_by="Communities manager (sample)",
        decided_at=sent + timedelta(days=20),
        created_at=sent,
        submitted_at=sent,
        published_at=sent,
        changed_at=sent,
        **same,
    )
