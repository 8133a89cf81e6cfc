"""The list of all assemblies, and the plan of one: what is done, what is missing, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import may_be_done, timetable_of, timetables_of
from assembly.assemblies.standing import standing, timeline
from assembly.commissioning.checklist import checks, checks_of, hint
from assembly.commissioning.consents import current_consent
from assembly.commissioning.decisions import worked_on_the_plan
from assembly.commissioning.sessions import sessions_of
from assembly.commissioning.topics import topics_of
from assembly.models import Assembly, AssemblyKind
from assembly.views.common import READER, assembly_of, here, office_page
from web.audience import audience
from web.filters import day, money, plural
from web.language import _
from web.pages import page


@dataclass(frozen=True, slots=True)
class Task:
    """One group of questions in the list: its page, and how it stands."""

    title: str
    href: str
    words: str
    done: bool


@audience(READER)
async def index(request: Request) -> Response:
    now = request.state.now
    found = await Assembly.all().order_by("-created_at", "-id").limit(200)
    times = await timetables_of(found)
    drafts = [one for one in found if one.commissioned_at is None and one.cancelled_at is None]
    points = await checks(drafts, now)
    left = {number: sum(not check.done for check in there) for number, there in points.items()}
    rows = [(one, standing(one, times[one.id], now), left.get(one.id)) for one in found]
    return page(request, "assembly/commissioning/index.html", {"rows": rows})


@audience(READER)
async def show(request: Request) -> Response:
    assembly, now = await assembly_of(request), request.state.now
    may = await may_be_done(assembly, now)
    points = await checks_of(assembly, now) if "commission" in may else []
    context = {
        "stations": timeline(assembly, await timetable_of(assembly), now),
        "tasks": await _tasks(assembly, now),
        "checks": points,
        "missing": [check for check in points if not check.done],
        "may": may,
        "hint": hint(assembly),
        "second": not await worked_on_the_plan(request.state.visitor, assembly),
    }
    return await office_page(request, "assembly/commissioning/show.html", assembly, context)


async def _tasks(assembly: Assembly, now: datetime) -> list[Task]:
    topics, sessions = await topics_of(assembly), await sessions_of(assembly)
    consent = await current_consent(assembly)
    opens, closes, draws = assembly.recruiting_opens_at, assembly.registration_closes_at, assembly.draw_at
    dates = _("Registration from %(opens)s to %(closes)s, draw on %(draw)s") % {
        "opens": day(opens), "closes": day(closes), "draw": day(draws)
    } if opens and closes and draws else ""  # fmt: skip
    answered = bool(topics) and all(topic.owner and topic.answer_by for topic in topics[:1])
    pay = _("%(money)s for each session") % {"money": money(assembly.payment_pence)} if assembly.payment_pence else ""
    adopts = _("%(adopt)s%% adopt, quorum %(quorum)s%%") % {
        "adopt": assembly.adopt_percent, "quorum": assembly.quorum_percent
    }  # fmt: skip
    topic_words = topics[0].question if len(topics) == 1 else plural(len(topics), _("topic"), _("topics"))
    asked = [
        (_("What it is"), "basics", kind_in_words(assembly), bool(assembly.about)),
        (_("Topic") if assembly.kind is AssemblyKind.ONE_OFF else _("Topics"), "topics",
         topic_words if topics else "", answered),
        (_("Seats, and who can be chosen"), "seats", _seats(assembly), bool(assembly.area)),
        (_("How the panel decides"), "thresholds", adopts, True),
        (_("Dates"), "dates", dates, bool(dates) and assembly.purge_on is not None),
        (_("Sessions"), "sessions", plural(len(sessions), _("session"), _("sessions")) if sessions else "",
         bool(sessions)),
        (_("Payment and support"), "offer", pay or _("No payment"), bool(pay or assembly.support_about)),
        (_("What people agree to"), "consent", _("Version %(number)s") % {"number": consent.version} if consent else "",
         consent is not None),
    ]  # fmt: skip
    return [Task(title, f"{here(assembly)}/{noun}", words or _("Not yet"), done) for title, noun, words, done in asked]


def kind_in_words(assembly: Assembly) -> str:
    return _("Standing, with rotation") if assembly.kind is AssemblyKind.STANDING else _("One-off")


def _seats(assembly: Assembly) -> str:
    return _("%(seats)s, and %(alternates)s") % {
        "seats": plural(assembly.seats, _("seat"), _("seats")),
        "alternates": plural(assembly.alternates, _("alternate"), _("alternates")),
    }
