"""What the panel should look like, for everybody: shares of the place, seats, how it was rounded, what was changed."""

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import public_by_slug
from assembly.quotas import categories_of, seats
from assembly.quotas.changes import public_changes
from assembly.quotas.rules import in_words, known_wards
from web.audience import EVERYONE, audience
from web.pages import page


@audience(EVERYONE)
async def show(request: Request) -> Response:
    drafts = request.state.visitor.may("assemblies.see-drafts")
    assembly = await public_by_slug(request.path_params["slug"], request.state.now, drafts=drafts)
    wards = await known_wards()
    cards = [
        {
            "one": one,
            "lines": seats.working_of(one, assembly.seats),
            "rules": {value.id: in_words(value.rule, wards) for value in one.values},
        }
        for one in await categories_of(assembly.id)
        if one.values
    ]
    context = {"assembly": assembly, "cards": cards, "changes": await public_changes(assembly)}
    return page(request, "assembly/quotas/public.html", context)
