"""The short address on letters and tickets: from there to the registration of the assembly that sent them."""

from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from assembly.invitations.codes import find_anywhere
from assembly.invitations.refusals import CodeRefused, TooManyCodes
from residents.belonging.codes import normalised
from residents.limits import network_of
from web.audience import EVERYONE, audience
from web.forms import Form, required
from web.language import _
from web.pages import page, see_other, settings_of

_LONGEST = 40


class CodeForm(Form):
    code = StringField(_("The code in your letter or on your ticket"), required(_("Type the code.")))


@audience(EVERYONE)
async def type_code(request: Request) -> Response:
    """What is printed for fingers."""
    if request.method == "GET":
        return page(request, "assembly/invitations/code.html", {"form": CodeForm()})
    form = CodeForm(await request.form())
    if not form.validate():
        return page(request, "assembly/invitations/code.html", {"form": form}, status=422)
    return await _go_on(request, form)


@audience(EVERYONE)
async def scanned(request: Request) -> Response:
    """What the square opens. It uses nothing up: phones and scanners open addresses by themselves."""
    form = CodeForm()
    form.code.data = str(request.path_params["printed"])
    response = await _go_on(request, form)
    # Without https browsers do not say where a form comes from but in Origin, which no-referrer would blank.
    response.headers["referrer-policy"] = "no-referrer" if settings_of(request).secure else "strict-origin"
    return response


async def _go_on(request: Request, form: CodeForm) -> Response:
    typed = (form.code.data or "")[:_LONGEST]
    form.code.data = typed
    try:
        assembly, _found = await find_anywhere(typed, request.state.now, network=_network(request))
    except CodeRefused as refusal:
        form.refuse("code", refusal.sentence)
        too_many = isinstance(refusal, TooManyCodes)
        status = 429 if too_many else 404 if request.method == "GET" else 422
        return page(request, "assembly/invitations/code.html", {"form": form}, status=status)
    code = quote(normalised(typed))
    return see_other(request, f"/assemblies/{assembly.slug}/registration/code?code={code}")


def _network(request: Request) -> str:
    return network_of(request.client.host if request.client else "")
