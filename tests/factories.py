"""People, places and cycles for tests, with values that a reader can see."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from pb.models import Band, Cycle, Idea, IdeaState, Pot, Project, Theme
from residents.models import Account, Claim, Evidence, Role, RoleGrant
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Postcode, Ward

_number = count(1)
NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)


def days(number: float) -> timedelta:
    return timedelta(days=number)


async def make_account(name: str = "Sue Sample", *roles: Role, **values: Any) -> Account:
    email = values.pop("email", f"person{next(_number)}@example.com")
    account = await Account.create(email=email, display_name=name, created_at=NOW, **values)
    for role in roles:
        await RoleGrant.create(account=account, role=role, granted_at=NOW)
    return account


async def make_place(name: str = "Hanley", ward_code: str | None = None, postcode: str | None = None) -> Neighbourhood:
    """A neighbourhood of one ward with one postcode in it."""
    number = next(_number)
    ward = await Ward.create(
        code=ward_code or f"E0{number:07}", name=f"{name} ward", area_code="E06000021", lat=53.02, long=-2.18
    )
    letters = "ABCDEFGHJK"
    made_up = f"ST1{number % 10}{letters[number // 10 % 10]}{letters[number // 100 % 10]}"
    await Postcode.create(code=postcode or made_up, ward=ward)
    place = await Neighbourhood.create(
        slug=f"{name.lower().replace(' ', '-')}-{number}", name=name, residents=1000, deprived_residents=400
    )
    await NeighbourhoodPart.create(neighbourhood=place, kind=PartKind.WARD, code=ward.code)
    return place


async def make_cycle(phase: str = "ideas", now: datetime | None = None, **values: Any) -> Cycle:
    """A published cycle that stands in `phase` at `now` (by default: now)."""
    now = now or datetime.now(UTC)
    shift = {"draft": 0, "soon": 10, "ideas": -1, "review": -20, "voting": -40, "counting": -60, "delivery": -90}[phase]
    start = now + days(shift)
    dates: dict[str, Any] = {
        "published_at": None if phase == "draft" else now - days(100),
        "ideas_open_at": start,
        "ideas_close_at": start + days(14),
        "voting_opens_at": start + days(35),
        "voting_closes_at": start + days(55),
    }
    if phase in ("voting", "counting", "delivery"):
        dates["ballot_frozen_at"] = start + days(34)
    if phase == "delivery":
        dates["result_published_at"] = start + days(60)
    number = next(_number)
    fields = {"name": f"Fund {number}", "slug": f"fund-{number}", "ties": ["live"], "created_at": now - days(100)}
    fields["sealing"] = "open"
    return await Cycle.create(**{**fields, **dates, **values})


async def make_pot(cycle: Cycle, place: Neighbourhood | None = None, pounds: int = 10_000) -> Pot:
    place = place or await make_place()
    return await Pot.create(cycle=cycle, neighbourhood=place, name=place.name, amount_pence=pounds * 100)


async def make_theme(cycle: Cycle, name: str = "Green places") -> Theme:
    return await Theme.create(cycle=cycle, name=name, slug=name.lower().replace(" ", "-"))


async def make_band(cycle: Cycle, name: str = "small", least: int = 100, most: int = 1_000) -> Band:
    return await Band.create(cycle=cycle, name=name, least_pence=least * 100, most_pence=most * 100)


async def make_idea(cycle: Cycle, pot: Pot, author: Account | None = None, **values: Any) -> Idea:
    """A published idea, unless `state` says otherwise."""
    author = author or await make_account()
    title = values.pop("title", f"Benches by the canal {next(_number)}")
    state = values.pop("state", IdeaState.PUBLISHED)
    fields: dict[str, Any] = {
        "body": "Somewhere to sit down on the way to the shops.",
        "body_html": "<p>Somewhere to sit down on the way to the shops.</p>",
        "author_name": author.display_name,
        "created_at": NOW,
        "changed_at": NOW,
        "submitted_at": None if state is IdeaState.DRAFT else NOW,
        "published_at": None if state in (IdeaState.DRAFT, IdeaState.RECEIVED) else NOW,
    }
    return await Idea.create(cycle=cycle, pot=pot, author=author, title=title, state=state, **{**fields, **values})


async def make_project(pot: Pot, pounds: int = 1_000, **values: Any) -> Project:
    number = next(_number)
    fields = {"reference": f"P{number}", "title": f"Project {number}", "created_at": NOW}
    return await Project.create(cycle_id=pot.cycle_id, pot=pot, cost_pence=pounds * 100, **{**fields, **values})


async def make_claim(account: Account, place: Neighbourhood, evidence: Evidence = Evidence.E1) -> Claim:
    return await Claim.create(account=account, neighbourhood=place, evidence=evidence, made_at=NOW, confirmed_at=NOW)
