"""Is a panel possible with the people who are there now? And the change that would make it so."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, TextAreaField

from assembly.models import Assembly
from assembly.quotas.easing import Easing, ease
from assembly.quotas.possibility import PoolStanding, standing_of_pool
from assembly.quotas.seats import LONGEST_REASON
from assembly.views.common import OFFICER, assembly_of, saved, typed
from assembly.views.quotas.common import quotas_page
from web.audience import audience
from web.forms import at_most, number, required
from web.language import _
from web.versions import VersionedForm, carried_out

LONGER = 6.0  # seconds for which the page of the change waits: without an answer it has nothing to show


class EasingForm(VersionedForm):
    steps = HiddenField()
    reason = TextAreaField(
        _("Why is this change right?"),
        [*required(_("Say why the quotas are changed. Everybody can read it.")), at_most(LONGEST_REASON)],
    )

    def easings(self) -> list[Easing]:
        """What was shown, as `12:least:2:1` for each step. Anything else is no step."""
        found = []
        for part in str(self.steps.data or "").split():
            pieces = part.split(":")
            numbers = [number(piece) for piece in (pieces[0], *pieces[2:])]
            if len(pieces) == 4 and None not in numbers:
                value_id, now, to = (one or 0 for one in numbers)
                found.append(Easing(value_id, pieces[1], now, to))
        return found


def _steps(standing: PoolStanding) -> str:
    steps = standing.outcome.steps if standing.outcome else ()
    return " ".join(f"{step.value.id}:{step.bound}:{step.now}:{step.to}" for step in steps)


@audience(OFFICER)
async def show(request: Request) -> Response:
    assembly = await assembly_of(request)
    standing = await standing_of_pool(assembly)
    return await quotas_page(
        request, "assembly/quotas/pool.html", assembly, None, _context(assembly, standing), fragment="pool"
    )


def _context(assembly: Assembly, standing: PoolStanding) -> dict[str, object]:
    working = standing.outcome is None and not standing.trouble
    return {"pool": standing, "working": working, "seats": assembly.seats}


@audience(OFFICER)
async def easing(request: Request) -> Response:
    """Exactly the change that was shown, once an officer says why."""
    assembly = await assembly_of(request)
    standing = await standing_of_pool(assembly, LONGER)
    form = EasingForm(await typed(request), {"version": assembly.version, "steps": _steps(standing)})
    if request.method == "POST" and await carried_out(
        form,
        lambda: ease(
            request.state.visitor, assembly.id, form.seen(), form.easings(), form.reason.data or "", request.state.now
        ),
    ):
        return saved(request, assembly, _("Changed the quotas."), "quotas/pool")
    return await quotas_page(request, "assembly/quotas/easing.html", assembly, form, _context(assembly, standing))
