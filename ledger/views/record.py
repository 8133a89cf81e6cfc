"""The public record, for people: what it is, how it stands, and whether a code is in it."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from ledger import finding, standing, witnessing
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, settings_of


class CodeForm(Form):
    code = StringField(
        _("Your code"), [*required(_("Write the code from your receipt, or its first eight letters.")), at_most(200)]
    )


@audience(EVERYONE)
async def show(request: Request) -> Response:
    """A code is sent, not put into the address: addresses are written down by whatever stands between."""
    form = CodeForm(await request.form() if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.validate():
        found = await finding.find(form.code.data or "")
        if found is None:
            form.refuse(
                "code", _("That is not a code of ours. It has letters and digits only, and you need the first eight.")
            )
    context = {
        "form": form,
        "found": found,
        "most": finding.MOST,
        "latest": await standing.latest(),
        "witnesses": await witnessing.overview(settings_of(request).witnesses),
    }
    return page(request, "record/show.html", context, status=422 if form.errors else 200)


@audience(EVERYONE)
async def checking(request: Request) -> Response:
    """How to check it, keep a copy of it, or be a witness."""
    return page(request, "record/checking.html", {"key": standing.key(), "latest": await standing.latest()})
