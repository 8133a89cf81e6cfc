"""What members get, and what people agree to when they register."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField
from wtforms.validators import Optional

from assembly.commissioning import consents, planning
from assembly.views.common import OFFICER, PromiseForm, assembly_of, plan_page, saved, typed
from web.audience import audience
from web.fields import PoundsField
from web.forms import at_most, required
from web.language import _
from web.pages import settings_of
from web.versions import VersionedForm, carried_out


class OfferForm(PromiseForm):
    payment_pence = PoundsField(_("What is a member paid for each session?"))
    payment_about = TextAreaField(_("What should they know about payment?"), [Optional(), at_most(5000)])
    support_about = TextAreaField(_("What helps people to take part?"), [Optional(), at_most(5000)])


class ConsentForm(VersionedForm):
    text = TextAreaField(
        _("What do people agree to?"), [*required(_("Write what people agree to.")), at_most(5000)]
    )  # fmt: skip


@audience(OFFICER)
async def offer(request: Request) -> Response:
    assembly = await assembly_of(request)
    names = ("version", "payment_pence", "payment_about", "support_about")
    form = OfferForm(await typed(request), {name: getattr(assembly, name) for name in names})
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.set_offer(
            request.state.visitor,
            assembly.id,
            form.seen(),
            payment_pence=form.payment_pence.data,
            payment_about=form.payment_about.data or "",
            support_about=form.support_about.data or "",
            reason=form.reason.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved payment and support."))
    return await plan_page(request, "assembly/commissioning/offer.html", assembly, form, "promise")


@audience(OFFICER)
async def consent(request: Request) -> Response:
    assembly = await assembly_of(request)
    versions = await consents.consents_of(assembly)
    text = versions[0].text if versions else consents.suggested(assembly, settings_of(request).council_name)
    form = ConsentForm(await typed(request), {"version": assembly.version, "text": text})
    if request.method == "POST" and await carried_out(
        form,
        lambda: consents.set_text(
            request.state.visitor, assembly.id, form.seen(), form.text.data or "", request.state.now
        ),
    ):
        return saved(request, assembly, _("Saved what people agree to."))
    return await plan_page(
        request, "assembly/commissioning/consent.html", assembly, form, versions=versions
    )  # fmt: skip
