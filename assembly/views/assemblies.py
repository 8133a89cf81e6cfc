"""Assemblies in public: all of them, and one from the first day of its plan on."""

from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import public_by_slug, timetable_of, timetables_of
from assembly.assemblies.standing import Standing, standing, timeline
from assembly.commissioning import deciding
from assembly.commissioning.desk import current_topics
from assembly.commissioning.promises import changes_of
from assembly.commissioning.sessions import sessions_of
from assembly.commissioning.topics import state_of, topics_of
from assembly.draws import telling
from assembly.invitations.responses import public_totals
from assembly.models import Assembly, Draw, DrawState
from assembly.registrations import account as pool_account
from web.audience import EVERYONE, audience
from web.pages import page
from web.text import to_html

_PUBLIC_DRAWS = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)
_ORDER = ["recruiting", "commissioned", "drawn", "draft", "closed", "cancelled"]


@audience(EVERYONE)
async def index(request: Request) -> Response:
    now = request.state.now
    found = await Assembly.filter(published_at__lte=now).order_by("-published_at", "-id").limit(100)
    times = await timetables_of(found)
    topics = await current_topics(found)
    stands = {one.id: standing(one, times[one.id], now) for one in found}
    found.sort(key=lambda one: _place(stands[one.id]))
    rows = [(one, stands[one.id], topics.get(one.id)) for one in found]
    return page(request, "assembly/assemblies/index.html", {"rows": rows})


def _place(stands: Standing) -> tuple[bool, int]:
    """Where people can register comes first."""
    return not stands.registers, _ORDER.index(stands.key)


async def _draws(assembly: Assembly) -> list[tuple[Draw, str]]:
    """Every draw that was begun, also those that were stopped: with words for those that have no page of their own."""
    columns = (
        "id", "number", "state", "kind", "drawn_at", "committed_at", "voided_at",
        "begun_at", "pool_size", "pool_root", "stop_asked_at", "trouble",
    )  # fmt: skip
    found = await Draw.filter(assembly_id=assembly.id).only(*columns).order_by("number")
    return [(one, "" if one.state in _PUBLIC_DRAWS else telling.unfixed_words(one)) for one in found]


@audience(EVERYONE)
async def show(request: Request) -> Response:
    now: datetime = request.state.now
    drafts = request.state.visitor.may("assemblies.see-drafts")
    assembly = await public_by_slug(request.path_params["slug"], now, drafts=drafts)
    times = await timetable_of(assembly)
    topics = await topics_of(assembly)
    questions = {topic.id: topic.question for topic in topics}
    context = {
        "assembly": assembly,
        "about": to_html(assembly.about),
        "payment": to_html(assembly.payment_about),
        "support": to_html(assembly.support_about),
        "standing": standing(assembly, times, now),
        "stations": timeline(assembly, times, now),
        "topics": [(topic, state_of(topic).value) for topic in topics],
        "sessions": [(one, questions.get(one.topic_id or 0, "")) for one in await sessions_of(assembly)],
        "draws": await _draws(assembly),
        "changes": await changes_of(assembly) if assembly.commissioned_at else [],
        "account": await pool_account.of(assembly.id),
        "totals": await public_totals(assembly.id),
        "example": deciding.in_words(assembly),
        "only_officers": assembly.published_at is None or assembly.published_at > now,
    }
    return page(request, "assembly/assemblies/show.html", context)
