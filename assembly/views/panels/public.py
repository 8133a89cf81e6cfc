"""The panel as everybody may see it: how it compares with the place, how many seats are filled, who took whose."""

from starlette.requests import Request
from starlette.responses import Response

from assembly.panels import comparing, history
from assembly.panels.comparing import Bar
from assembly.views.panels.own import assembly_of
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import page
from web.refusals import NotFound


@audience(EVERYONE)
async def show(request: Request) -> Response:
    assembly = await assembly_of(request)
    found = await history.public_panel(assembly)
    if not found.draws:
        raise NotFound(_("There is no panel yet. It is drawn in public; the day is on the page of the assembly."))
    compared = await comparing.comparison_of(assembly)
    charts = [(one, [_row(bar) for bar in one.bars]) for one in compared.categories] if compared else []
    context = {"assembly": assembly, "panel": found, "comparison": compared, "charts": charts}
    return page(request, "assembly/panels/public.html", context)


def _row(bar: Bar) -> dict[str, object]:
    place = f"{bar.place:.0f}%" if bar.place is not None else "–"
    if bar.count is None:
        panel = _("fewer than 5") if bar.small else _("not shown")
    else:
        panel = f"{bar.count} ({bar.panel or 0:.0f}%)"
    return {
        "label": bar.name,
        "amounts": [round(10 * (bar.place or 0)), round(10 * (bar.panel or 0))],
        "displays": [place, panel],
        "empty": False,
    }
