"""What is decided about an assembly: its page is public, it is commissioned, cancelled, closed."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField

from assembly.assemblies import may_be_done
from assembly.commissioning import deciding, decisions
from assembly.commissioning.checklist import checks_of
from assembly.commissioning.topics import topics_of
from assembly.views.common import OFFICER, SureForm, assembly_of, office_page, saved, typed
from web.audience import audience, permitted
from web.forms import at_most, required
from web.language import _
from web.versions import carried_out


class CancelForm(SureForm):
    reason = TextAreaField(
        _("Why is it cancelled?"),
        [*required(_("Say why. Everybody can read the reason on the page of the assembly.")), at_most(1000)],
    )


@audience(OFFICER)
async def publication(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = SureForm(await typed(request), {"version": assembly.version})
    if request.method == "POST" and await carried_out(
        form, lambda: decisions.publish(request.state.visitor, assembly.id, form.seen(), request.state.now)
    ):
        return saved(request, assembly, _("The page is public now."))
    context = {"form": form, "missing": await decisions.missing_before_publishing(assembly)}
    return await office_page(request, "assembly/commissioning/publication.html", assembly, context)


@audience(permitted("assemblies.commission"))
async def commission(request: Request) -> Response:
    assembly, now = await assembly_of(request), request.state.now
    form = SureForm(await typed(request), {"version": assembly.version})
    if request.method == "POST" and await carried_out(
        form, lambda: decisions.commission(request.state.visitor, assembly.id, form.seen(), now)
    ):
        return saved(request, assembly, _("The assembly is commissioned."))
    possible = "commission" in await may_be_done(assembly, now)
    context = {
        "form": form,
        "possible": possible,
        "checks": await checks_of(assembly, now),
        "topic": next(iter(await topics_of(assembly)), None),
        "example": deciding.in_words(assembly),
        "second": not await decisions.worked_on_the_plan(request.state.visitor, assembly),
    }
    return await office_page(request, "assembly/commissioning/commission.html", assembly, context)


@audience(OFFICER)
async def cancellation(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = CancelForm(await typed(request), {"version": assembly.version})
    if request.method == "POST" and await carried_out(
        form,
        lambda: decisions.cancel(
            request.state.visitor, assembly.id, form.seen(), form.reason.data or "", request.state.now
        ),
    ):
        return saved(request, assembly, _("The assembly is cancelled. Its page says why."))
    context = {"form": form, "possible": "cancel" in await may_be_done(assembly, request.state.now)}
    return await office_page(request, "assembly/commissioning/cancellation.html", assembly, context)


@audience(OFFICER)
async def closure(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = SureForm(await typed(request), {"version": assembly.version})
    if request.method == "POST" and await carried_out(
        form, lambda: decisions.close(request.state.visitor, assembly.id, form.seen(), request.state.now)
    ):
        return saved(request, assembly, _("The assembly is closed."))
    context = {"form": form, "possible": "close" in await may_be_done(assembly, request.state.now)}
    return await office_page(request, "assembly/commissioning/closure.html", assembly, context)
