"""The fund of the sample: its money, its sizes of grant, its themes, its dates."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pb.cycles.planning import DEFAULT_EVIDENCE
from pb.cycles.pots import MoneyPlan, pots_of, set_money
from pb.cycles.themes import usual_themes
from pb.models import Band, Cycle, Pot, Sealing, Split, Theme
from pb.sample import stories
from pb.sample.people import towns
from pb.text import to_html
from residents.people import Person

_ABOUT = "\n\n".join(
    (
        "£90,000 for six towns. You put ideas forward, the council checks what they would cost, everybody ranks them.",
        "Everybody aged 11 or over who lives, works, studies or volunteers in the city can take part. You vote in one "
        "town: where you live, or where your tie is.",
        "This fund is a sample: its ideas, people and votes are invented, to show how the site works.",
    )
)
_QUESTION = "What would make your town a better place to live?"


@dataclass(frozen=True, slots=True)
class Fund:
    """A cycle with its pots by the slug of the town, and its themes by slug."""

    cycle: Cycle
    pots: dict[str, Pot]
    themes: dict[str, Theme]


async def neighbourhood_fund(officer: Person, calendar: stories.Calendar) -> Fund:
    """The fund of £90,000, half shared equally and half by need. A draft that says nothing of phases yet."""
    told = stories.city()["round"]
    dates = {phase["id"]: phase for phase in told["phases"]}
    cycle = await Cycle.create(
        slug="one-stoke-on-trent",
        name="One Stoke-on-Trent neighbourhood fund (sample)",
        question=_QUESTION,
        about=_ABOUT,
        about_html=to_html(_ABOUT),
        sample=True,
        age_from=told["eligibility"]["min_age"],
        ties=told["eligibility"]["connections"],
        evidence=dict(DEFAULT_EVIDENCE),
        sealing=Sealing.OPEN,
        ideas_open_at=calendar.morning(dates["ideas"]["from"]),
        ideas_close_at=calendar.evening(dates["ideas"]["to"]),
        voting_opens_at=calendar.morning(dates["vote"]["from"], 9),
        voting_closes_at=calendar.evening(dates["vote"]["to"]),
        confirm_by=calendar.evening(dates["confirm"]["to"]),
        challenge_ends_at=calendar.evening(dates["challenge"]["to"]),
        delivery_ends_at=calendar.evening(dates["delivery"]["to"]),
        published_at=calendar.morning("2026-04-20", 10),
        created_at=calendar.morning("2026-04-13", 10),
    )
    bands = [(tier["id"], tier["min"], tier["max"]) for tier in told["tiers"]]
    return await _complete(officer, cycle, told["pot"], [town["id"] for town in stories.city()["towns"]], bands)


async def pilot_fund(officer: Person, now: datetime, dates: dict[str, Any]) -> Fund:
    """The smaller fund of the year before."""
    told = stories.pilot()
    cycle = await Cycle.create(
        slug="two-towns-pilot",
        name=told["name"],
        question=told["question"],
        about=told["about"],
        about_html=to_html(told["about"]),
        sample=True,
        ties=["live", "work", "study", "volunteer"],
        evidence={**DEFAULT_EVIDENCE, "count": "E1"},
        sealing=Sealing.OPEN,
        ranks=3,
        created_at=dates["published_at"],
        **dates,
    )
    return await _complete(officer, cycle, told["pounds"], told["towns"], told["bands"], Split.EQUAL)


async def _complete(
    officer: Person,
    cycle: Cycle,
    pounds: int,
    towns_with_money: list[str],
    bands: list[Any],
    way: Split = Split.HALF_AND_HALF,
) -> Fund:
    places = await towns()
    ids = {slug: places[slug].id for slug in towns_with_money}
    plan = MoneyPlan(
        budget_pence=pounds * 100, neighbourhoods=list(ids.values()), way=way, unit_pence=500_00
    )  # fmt: skip
    await set_money(officer, cycle.id, cycle.version, plan, cycle.created_at)
    for position, (name, least, most) in enumerate(bands):
        values = {"least_pence": least * 100, "most_pence": most * 100}
        await Band.create(cycle=cycle, name=name.capitalize(), position=position, **values)
    for position, (slug, name) in enumerate(usual_themes().items()):
        await Theme.create(cycle=cycle, slug=slug, name=name, position=position)
    slugs = {number: slug for slug, number in ids.items()}
    pots = {slugs[pot.neighbourhood_id or 0]: pot for pot in await pots_of(cycle.id)}
    themes = {theme.slug: theme for theme in await Theme.filter(cycle=cycle)}
    return Fund(await Cycle.get(id=cycle.id), pots, themes)
