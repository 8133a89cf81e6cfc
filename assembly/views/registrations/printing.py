"""Letters to people without an email address, in the office: how many wait, printed, marked as posted."""

from starlette.requests import Request
from starlette.responses import Response

from assembly.registrations import printing
from assembly.views.common import assembly_of, office_page
from assembly.views.registrations.pool import SEES, crumbs
from web.audience import audience
from web.forms import number
from web.language import _
from web.pages import see_other, settings_of

TEMPLATE = "assembly/registrations/office/letters.html"


@audience(SEES)
async def index(request: Request) -> Response:
    """How many wait. On POST the letters themselves, a page each for the printer of the browser."""
    assembly = await assembly_of(request)
    found = []
    if request.method == "POST":
        found = await printing.to_print(request.state.visitor, assembly, request.state.now)
    context = {
        "waiting": await printing.waiting(assembly),
        "letters": [(one.recipient.split("\n"), one.subject, _paragraphs(request, one.body)) for one in found],
        "ids": [one.id for one in found],
        "crumbs": crumbs(assembly),
    }
    template = "assembly/registrations/office/sheets.html" if found else TEMPLATE
    return await office_page(request, template, assembly, context, status=200)


def _paragraphs(request: Request, body: str) -> list[tuple[str, bool]]:
    """The text, and whether it is the code: that stands alone, moved in."""
    whole = body.replace("{site}", settings_of(request).address)
    return [(one.strip(), one.startswith("    ")) for one in whole.split("\n\n")]


@audience(SEES)
async def posted(request: Request) -> Response:
    assembly, sent = await assembly_of(request), await request.form()
    ids = [found for one in sent.getlist("letter") if (found := number(one)) is not None]
    many = await printing.mark_posted(request.state.visitor, assembly, ids, request.state.now)
    notice = _("%(many)s letters are marked as posted. Their addresses are deleted.") % {"many": many}
    return see_other(request, f"{crumbs(assembly)[0][1]}/letters", notice=notice)
