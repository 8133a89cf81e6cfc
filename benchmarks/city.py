"""A made-up city in a database file: people, sessions, a cycle with its ideas, and in the voting phase its projects."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from tortoise import Tortoise

from benchmarks import words
from benchmarks.servers import SECRET_KEY
from database import transaction
from database.configuration import tortoise_config
from database.migrating import migrate
from pb import ballots
from pb.cycles.themes import usual_themes
from pb.models import Band, Comment, Cycle, Idea, IdeaState, Photo, Pot, Project, Support, Theme
from pb.text import to_html
from residents import sessions
from residents.models import Account, Claim, Evidence, SessionKind
from residents.people import COMMAND_LINE
from residents.places.models import Neighbourhood
from web import keys

AUTHORS = 60
COMMENTS = 20


@dataclass(frozen=True)
class City:
    """Where it is, the idea with twenty comments, and its voters: first and last account, and their session keys.

    They all belong to the first pot, whose projects these are.
    """

    file: Path
    talked_about: int
    projects: list[int]
    voters: tuple[int, int]
    sessions: list[str]

    @property
    def url(self) -> str:
        return f"sqlite://{self.file}"


async def make_city(file: Path, *, ideas: int, voters: int = 0) -> City:
    """With voters the vote is open; without, ideas are being collected."""
    keys.use(SECRET_KEY, file.parent / "keys")
    await migrate(f"sqlite://{file}")
    await Tortoise.init(config=tortoise_config(f"sqlite://{file}?synchronous=OFF"))
    try:
        async with transaction():
            return await _fill(file, ideas, voters)
    finally:
        await Tortoise.close_connections()


async def _fill(file: Path, ideas: int, voters: int) -> City:
    chance, now = Random(2026), datetime.now(UTC)
    cycle, pots = await _make_cycle(now, voting=voters > 0)
    accounts = await _make_accounts(AUTHORS + voters, now)
    talked_about = await _make_ideas(cycle, pots, accounts, ideas, chance, now)
    projects = await _make_projects(cycle, pots, now)
    if voters:
        await ballots.freeze(cycle, COMMAND_LINE, now - timedelta(days=3))
    of_pot = [project for project in projects if project.pot_id == pots[0].id]
    keys = [await _make_voter(account, pots[0], now) for account in accounts[AUTHORS:]]
    first_and_last = (accounts[AUTHORS].id, accounts[-1].id) if voters else (1, 0)
    return City(file, talked_about, [project.id for project in of_pot], first_and_last, keys)


async def _make_cycle(now: datetime, voting: bool) -> tuple[Cycle, list[Pot]]:
    day = timedelta(days=1)
    start = now - (60 * day if voting else 20 * day)
    cycle = await Cycle.create(
        slug="neighbourhood-fund",
        name="Neighbourhood fund",
        question="What would make your neighbourhood a better place to live?",
        about="Money for what neighbours want.",
        about_html="<p>Money for what neighbours want.</p>",
        budget_pence=9_000_000,
        ties=["live", "work", "study", "volunteer"],
        evidence={"suggest": "E0", "support": "E1", "vote": "E1"},
        published_at=start,
        ideas_open_at=start,
        ideas_close_at=start + 30 * day,
        voting_opens_at=start + 58 * day,
        voting_closes_at=start + 90 * day,
        created_at=start,
    )
    pots = []
    for position, name in enumerate(words.PLACES):
        place = await Neighbourhood.create(slug=name.lower(), name=name, residents=40_000, position=position)
        pots.append(
            await Pot.create(cycle=cycle, neighbourhood=place, name=name, amount_pence=1_500_000, position=position)
        )
    names = usual_themes()
    await Theme.bulk_create(
        Theme(cycle=cycle, slug=slug, name=names[slug], position=n) for n, slug in enumerate(words.THEMES)
    )
    for position, (name, least, most) in enumerate([("Small", 500, 1_000), ("Medium", 1_000, 5_000)]):
        await Band.create(cycle=cycle, name=name, position=position, least_pence=least * 100, most_pence=most * 100)
    return cycle, pots


async def _make_accounts(number: int, now: datetime) -> list[Account]:
    chance = Random(7)
    await Account.bulk_create(
        Account(email=f"person{n}@example.org", display_name=words.name(chance), created_at=now) for n in range(number)
    )
    return await Account.all().order_by("id")


async def _make_ideas(
    cycle: Cycle, pots: Sequence[Pot], accounts: Sequence[Account], number: int, chance: Random, now: datetime
) -> int:
    """Returns the newest idea that has twenty comments: the last one."""
    themes = {theme.slug: theme for theme in await Theme.filter(cycle=cycle)}
    photo = await Photo.create(name=f"{'0' * 24}.jpg", alt="A street in the rain", width=1200, height=800, added_at=now)
    made = []
    for n, (title, body, theme, place) in enumerate(words.ideas(number, chance)):
        author = accounts[n % AUTHORS]
        at = now - timedelta(days=19) * (number - n) / number
        made.append(
            Idea(
                cycle=cycle,
                pot=pots[words.PLACES.index(place)],
                theme=themes[theme],
                author=author,
                author_name=author.display_name,
                title=title,
                body=body,
                body_html=to_html(body),
                place="By the shops",
                estimate_pence=chance.randrange(500, 5_000) * 100,
                photo=photo if n % 4 == 0 else None,
                state=IdeaState.PUBLISHED,
                supports=chance.randrange(300),
                comments_count=COMMENTS if n == number - 1 else chance.randrange(12),
                created_at=at,
                submitted_at=at,
                published_at=at,
                changed_at=at,
            )
        )
    await Idea.bulk_create(made, batch_size=500)
    last = await Idea.get(title=made[-1].title)
    await _talk_about(last, accounts, chance, now)
    return int(last.id)


async def _talk_about(idea: Idea, accounts: Sequence[Account], chance: Random, now: datetime) -> None:
    said = list(words.comments(COMMENTS, chance))
    await Comment.bulk_create(
        Comment(
            idea=idea,
            author=accounts[n],
            author_name=name,
            body=text,
            body_html=to_html(text),
            official=n == 3,
            made_at=now - timedelta(hours=50 - n),
        )
        for n, (name, text) in enumerate(said)
    )
    await Support.bulk_create(Support(idea=idea, account=account, made_at=now) for account in accounts[:AUTHORS])
    await Idea.filter(id=idea.id).update(supports=AUTHORS)


async def _make_projects(cycle: Cycle, pots: Sequence[Pot], now: datetime) -> list[Project]:
    theme = await Theme.filter(cycle=cycle).first()
    written = list(words.ideas(60, Random(11)))
    await Project.bulk_create(
        Project(
            cycle=cycle,
            pot=pots[n % len(pots)],
            theme=theme,
            reference=f"P{n + 1:02}",
            title=title,
            summary=body[:160],
            body_html=to_html(body),
            cost_pence=(500 + 73 * n) * 100,
            created_at=now,
        )
        for n, (title, body, _, _) in enumerate(written)
    )
    return await Project.filter(cycle=cycle).order_by("id")


async def _make_voter(account: Account, pot: Pot, now: datetime) -> str:
    await Claim.create(
        account=account, neighbourhood_id=pot.neighbourhood_id, evidence=Evidence.E1, made_at=now, confirmed_at=now
    )
    # As if their last page were to come: a session seen minutes ago is written to, which a ballot just checked is not.
    return await sessions.begin(account.id, SessionKind.RESIDENT, "", now + timedelta(minutes=10))
