"""Empty seats in the office: who is next on the list, and one button; and the topics after which people leave."""

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import may_be_done
from assembly.commissioning import topics
from assembly.draws import pooling
from assembly.models import Assembly, AssemblyKind
from assembly.panels import replacing, rotating
from assembly.views.common import SureForm, assembly_of, office_page, saved, typed, via_of
from assembly.views.panels.seats import MANAGES, CallForm
from web.audience import audience, permitted
from web.forms import carried_out, number
from web.language import _
from web.refusals import NotFound
from web.versions import carried_out as carried_out_on_version

EDITS = permitted("assemblies.edit")  # ends a topic, which is a part of the plan
_SHOWN = 12


@audience(MANAGES)
async def show(request: Request) -> Response:
    assembly = await assembly_of(request)
    return await _show(request, assembly, CallForm(None, request.state.now))


async def _show(request: Request, assembly: Assembly, form: CallForm) -> Response:
    seated = await pooling.seating(assembly)
    found = await replacing.outlook(assembly)
    place = found.next.place if found.next else 0
    context = {
        "outlook": found,
        "alternates": [one for one in found.alternates if one.place <= place][-_SHOWN:]
        + [one for one in found.alternates if one.place > place][:_SHOWN],
        "all": len(found.alternates),
        "sitting": len(seated.sitting),
        "may_seat": "seat" in await may_be_done(assembly, request.state.now),
        "form": form,
    }
    return await office_page(request, "assembly/panels/replacement.html", assembly, context)


@audience(MANAGES)
async def offer(request: Request) -> Response:
    assembly = await assembly_of(request)
    sent = await request.form()
    form = CallForm(sent, request.state.now)

    async def act() -> None:
        member = number(sent.get("member")) or 0
        await replacing.offer(
            request.state.visitor, assembly.id, member, form.answer_by.data, request.state.now,
            via=via_of(request),
        )  # fmt: skip

    if await carried_out(form, act):
        return saved(request, assembly, _("The seat is offered. The journal says to whom."), "panel")
    return await _show(request, assembly, form)


@audience(EDITS)
async def rotation(request: Request) -> Response:
    """Who leaves after which topic; and the end of the topic that the panel works on now."""
    assembly = await assembly_of(request)
    if assembly.kind is not AssemblyKind.STANDING:
        raise NotFound(_("Only the panel of a standing assembly changes between topics."))
    topic = await pooling.current_topic(assembly)
    form = SureForm(await typed(request), {"version": assembly.version})

    async def act() -> None:
        wanted = number((await request.form()).get("topic")) or 0
        await topics.end(request.state.visitor, assembly.id, form.seen(), wanted, request.state.now)

    if request.method == "POST" and await carried_out_on_version(form, act):
        notice = _("The topic is over. Whoever served their term has left. The draw fills their seats.")
        return saved(request, assembly, notice, "panel/rotation")
    terms = await rotating.terms_of(assembly)
    context = {
        "topic": topic,
        "terms": terms,
        "to_fill": rotating.to_fill(assembly, terms),
        "empty": max(0, assembly.seats - len(terms)),
        "form": form,
    }
    return await office_page(request, "assembly/panels/rotation.html", assembly, context)
