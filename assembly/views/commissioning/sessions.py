"""The sessions of a panel: where it meets usually, and each of its days."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from assembly.commissioning import sessions
from assembly.commissioning.topics import topics_of
from assembly.models import Assembly, AssemblyKind, AssemblySession
from assembly.views.common import OFFICER, assembly_of, here, plan_page, saved, typed
from web.audience import audience
from web.fields import MomentField
from web.forms import at_most, choices, number
from web.language import _
from web.versions import VersionedForm, carried_out


class PlaceForm(VersionedForm):
    place = StringField(_("Where does the panel meet?"), [Optional(), at_most(200)])
    online = StringField(_("How can members join from home?"), [Optional(), at_most(300)])


class SessionForm(VersionedForm):
    title = StringField(_("What is it about?"), [Optional(), at_most(120)])
    starts_at = MomentField(_("Begins"))
    ends_at = MomentField(_("Ends"))
    place = StringField(_("Where?"), [Optional(), at_most(200)])
    online = BooleanField(_("Members can join from home"))
    topic = SelectField(_("Which topic is it for?"), [Optional()], validate_choice=False)


@audience(OFFICER)
async def index(request: Request) -> Response:
    assembly = await assembly_of(request)
    kept = {"version": assembly.version, "place": assembly.place, "online": assembly.online}
    form = PlaceForm(await typed(request), kept)
    if request.method == "POST" and await carried_out(
        form,
        lambda: sessions.set_place(
            request.state.visitor,
            assembly.id,
            form.seen(),
            place=form.place.data or "",
            online=form.online.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved where the panel meets."), "sessions")
    return await _list(request, assembly, form)


async def _list(request: Request, assembly: Assembly, form: VersionedForm) -> Response:
    found = await sessions.sessions_of(assembly)
    topics = {topic.id: topic.question for topic in await topics_of(assembly)}
    rows = [(one, topics.get(one.topic_id or 0, "") if len(topics) > 1 else "") for one in found]
    return await plan_page(request, "assembly/commissioning/sessions.html", assembly, form, "meet", rows=rows)


@audience(OFFICER)
async def new(request: Request) -> Response:
    return await _edit(request, await assembly_of(request), None)


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    return await _edit(request, assembly, await sessions.session_of(assembly, request.path_params["session"]))


async def _edit(request: Request, assembly: Assembly, session: AssemblySession | None) -> Response:
    kept: dict[str, object] = {"version": assembly.version, "online": bool(assembly.online)}
    if session is not None:
        names = ("title", "starts_at", "ends_at", "place", "online")
        kept |= {name: getattr(session, name) for name in names} | {"topic": str(session.topic_id or "")}
    form = SessionForm(await typed(request), kept)
    standing = assembly.kind is AssemblyKind.STANDING
    topics = await topics_of(assembly) if standing else []
    form.topic.choices = choices([("", _("None yet")), *((str(topic.id), topic.question) for topic in topics)])
    typed_topic = str(form.topic.data or "") if standing else ""
    if request.method == "POST" and await carried_out(
        form,
        lambda: sessions.save(
            request.state.visitor,
            assembly.id,
            form.seen(),
            session.id if session else None,
            title=form.title.data or "",
            starts_at=form.starts_at.data,
            ends_at=form.ends_at.data,
            place=form.place.data or "",
            online=bool(form.online.data),
            topic_id=(number(typed_topic) or 0) if typed_topic else None,
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved the session."), "sessions")
    crumbs = [(_("Sessions"), here(assembly) + "/sessions")]
    return await plan_page(
        request, "assembly/commissioning/session.html", assembly, form, "meet",
        session=session, topics=topics, crumbs=crumbs,
    )  # fmt: skip


@audience(OFFICER)
async def removal(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = PlaceForm(
        None, {"version": (await request.form()).get("version"), "place": assembly.place, "online": assembly.online}
    )
    if await carried_out(
        form,
        lambda: sessions.remove(
            request.state.visitor, assembly.id, form.seen(), request.path_params["session"], request.state.now
        ),
    ):
        return saved(request, assembly, _("Removed the session."), "sessions")
    return await _list(request, assembly, form)
