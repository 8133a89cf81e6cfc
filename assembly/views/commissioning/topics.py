"""Topics: the list in its order, one topic, and the commission of a further one."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response
from wtforms import DateField, StringField, TextAreaField
from wtforms.validators import Optional

from assembly.commissioning import decisions, topics
from assembly.models import Assembly, AssemblyKind, Topic
from assembly.views.common import (
    OFFICER,
    READER,
    PromiseForm,
    SureForm,
    assembly_of,
    here,
    office_page,
    plan_page,
    saved,
    typed,
)
from residents.people import Person
from web.audience import audience, permitted
from web.forms import at_most
from web.language import _
from web.versions import VersionedForm, carried_out

PUBLISHER = permitted("assemblies.commission")


class TopicForm(PromiseForm):
    question = StringField(_("What is the panel asked?"), [at_most(topics.LONGEST_QUESTION)])
    in_scope = TextAreaField(_("What belongs to it?"), [Optional(), at_most(5000)])
    out_of_scope = TextAreaField(_("What does not belong to it?"), [Optional(), at_most(5000)])
    owner = StringField(_("Who answers for the council?"), [Optional(), at_most(200)])
    answer_by = DateField(_("By when?"), [Optional()])


@audience(READER)
async def index(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = VersionedForm(None, {"version": assembly.version})
    return await _list(request, assembly, form)


async def _list(request: Request, assembly: Assembly, form: VersionedForm) -> Response:
    found = await topics.topics_of(assembly)
    rows = [(topic, topics.state_of(topic).value) for topic in found]
    room_for_more = assembly.kind is AssemblyKind.STANDING or not found
    return await plan_page(
        request, "assembly/commissioning/topics.html", assembly, form, "promise", rows=rows, more=room_for_more
    )


@audience(OFFICER)
async def new(request: Request) -> Response:
    return await _edit(request, await assembly_of(request), None)


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    return await _edit(request, assembly, await topics.topic_of(assembly, request.path_params["topic"]))


async def _edit(request: Request, assembly: Assembly, topic: Topic | None) -> Response:
    names = ("question", "in_scope", "out_of_scope", "owner", "answer_by")
    kept = {name: getattr(topic, name) for name in names} if topic else {}
    form = TopicForm(await typed(request), {"version": assembly.version, **kept})
    if request.method == "POST" and await carried_out(
        form,
        lambda: topics.save(
            request.state.visitor,
            assembly.id,
            form.seen(),
            topic.id if topic else None,
            question=form.question.data or "",
            in_scope=form.in_scope.data or "",
            out_of_scope=form.out_of_scope.data or "",
            owner=form.owner.data or "",
            answer_by=form.answer_by.data,
            reason=form.reason.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved the topic."), "topics")
    more = {
        "topic": topic,
        "state": topics.state_of(topic).value if topic else "",
        "promised": topic is not None and topic.commissioned_at is not None,
        "crumbs": [(_("Topics"), here(assembly) + "/topics")],
        "cancelled": assembly.cancelled_at is not None,
    }
    return await plan_page(request, "assembly/commissioning/topic.html", assembly, form, "promise", **more)


async def _act(
    request: Request, act: Callable[[Person, Assembly, int], Awaitable[None]], notice: str
) -> Response:  # fmt: skip
    """Something done to a topic from the list: a refusal is shown above the list."""
    assembly = await assembly_of(request)
    form = VersionedForm(await request.form())
    if await carried_out(form, lambda: act(request.state.visitor, assembly, form.seen())):
        return saved(request, assembly, notice, "topics")
    return await _list(request, assembly, form)


@audience(OFFICER)
async def order(request: Request) -> Response:
    topic, now = request.path_params["topic"], request.state.now
    return await _act(
        request, lambda by, one, seen: topics.move_up(by, one.id, seen, topic, now), _("Moved it up.")
    )  # fmt: skip


@audience(OFFICER)
async def removal(request: Request) -> Response:
    topic, now = request.path_params["topic"], request.state.now
    return await _act(
        request, lambda by, one, seen: topics.remove(by, one.id, seen, topic, now), _("Removed the topic.")
    )  # fmt: skip


@audience(OFFICER)
async def ending(request: Request) -> Response:
    topic, now = request.path_params["topic"], request.state.now
    return await _act(
        request, lambda by, one, seen: topics.end(by, one.id, seen, topic, now), _("The topic is over.")
    )  # fmt: skip


@audience(PUBLISHER)
async def commission(request: Request) -> Response:
    assembly = await assembly_of(request)
    topic = await topics.topic_of(assembly, request.path_params["topic"])
    form = SureForm(await typed(request), {"version": assembly.version})
    now = request.state.now
    if request.method == "POST" and await carried_out(
        form,
        lambda: decisions.commission_topic(request.state.visitor, assembly.id, form.seen(), topic.id, now),
    ):
        return saved(request, assembly, _("The topic is commissioned."), "topics")
    context = {
        "form": form,
        "topic": topic,
        "missing": decisions.missing_of_topic(topic, now),
        "possible": assembly.commissioned_at is not None and topics.state_of(topic) is topics.State.PLANNED,
        "crumbs": [(_("Topics"), here(assembly) + "/topics")],
    }
    return await office_page(request, "assembly/commissioning/topic_commission.html", assembly, context)
