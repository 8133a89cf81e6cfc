"""Scenes of bad ballots: an open vote with six projects for Hanley and two for Burslem, and a voter from Hanley."""

from datetime import UTC, datetime, timedelta

from ballot_box.models import Election
from pb.models import Project
from tests.bad_input_scenes import Scene, Sent
from tests.browsing import Client
from tests.pb.test_ballots import Vote, fields_of, to_check


def ballot(*choices: str) -> Scene:
    """Sent to be checked: "own 0" is the first project of the voter's own place, "other 0" one of the other."""
    return _sent("/vote/check", choices)


def cast(*choices: str) -> Scene:
    """Sent at once, as if it had been checked: with the mark of another ballot."""
    return _sent("/vote/cast", choices)


def _sent(path: str, choices: tuple[str, ...]) -> Scene:
    async def scene(client: Client) -> Sent:
        vote = await _open(client)
        fields = fields_of(await to_check(client, vote.ids(0), ""), "/vote/cast")
        chosen = [project for choice in choices if (project := _project(vote, choice))]
        numbers = [str(project.id) if (project := _project(vote, choice)) else choice for choice in choices]
        standing = [project.title for project in chosen if project.pot_id == vote.hanley.id]
        return Sent(path, {**fields, "choice": numbers}, tuple(dict.fromkeys(standing[:3])))

    return scene


def _project(vote: Vote, choice: str) -> Project | None:
    of, _, number = choice.partition(" ")
    projects = {"own": vote.projects, "other": vote.others}.get(of)
    return projects[int(number)] if projects else None


async def vote(client: Client) -> Sent:
    """Nothing wrong with this one."""
    opened = await _open(client)
    page = await to_check(client, opened.ids(2, 0), "")
    return Sent("/vote/cast", fields_of(page, "/vote/cast"), ("Hanley 2", "Hanley 0"))


async def stale_ballot(client: Client) -> Sent:
    sent = await vote(client)
    await Election.all().update(definition_hash="f" * 64)
    return sent


async def withdrawn_project(client: Client) -> Sent:
    sent = await vote(client)
    await Project.filter(title="Hanley 2").update(withdrawn_at=datetime.now(UTC))
    return sent


async def late_vote(client: Client) -> Sent:
    sent = await vote(client)
    await Election.all().update(closes_at=datetime.now(UTC) - timedelta(seconds=1))
    return sent


async def second_place(client: Client) -> Sent:
    """Voted in Hanley, and then tries with a postcode of Burslem."""
    sent = await vote(client)
    await sent.send(client, 303)
    burslem = await Project.get(title="Burslem 0")
    return Sent("/vote/check", {**sent.data, "postcode": "ST6 1AA", "choice": [str(burslem.id)]})


async def _open(client: Client) -> Vote:
    opened = await Vote.open()
    await client.sign_in(await opened.resident())
    return opened
