"""The quota of each answer, by hand, beside its working."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField
from wtforms.validators import Optional

from assembly.quotas import CategoryOf, seats
from assembly.views.common import OFFICER, assembly_of, saved, typed
from assembly.views.quotas.common import category_of, quotas_page
from web.audience import audience
from web.fields import WholeNumberField, given
from web.forms import at_most
from web.language import _
from web.versions import VersionedForm, carried_out


class SeatsForm(VersionedForm):
    """Subclassed with least_ID and most_ID for each value."""

    one: CategoryOf
    reason = StringField(_("Why do the quotas change?"), [Optional(), at_most(seats.LONGEST_REASON)])

    def pair(self, value_id: int) -> tuple[Any, Any]:
        return self[f"least_{value_id}"], self[f"most_{value_id}"]

    def quotas(self) -> dict[int, tuple[int, int]]:
        found = {}
        for value in self.one.values:
            least, most = self.pair(value.id)
            found[value.id] = (least.data or 0, most.data or 0)
        return found


def _form(one: CategoryOf, version: int, sent: Any) -> SeatsForm:
    parts: dict[str, Any] = {}
    kept: dict[str, Any] = {"version": version}
    for value in one.values:
        parts[f"least_{value.id}"] = WholeNumberField(_("At least"), [given(_("Write the least, such as 4."))])
        parts[f"most_{value.id}"] = WholeNumberField(_("At most"), [given(_("Write the most, such as 5."))])
        kept |= {f"least_{value.id}": value.least, f"most_{value.id}": value.most}
    form: SeatsForm = type("SeatsForm", (SeatsForm,), {"one": one, **parts})(sent, kept)
    return form


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    one = await category_of(request, assembly)
    form = _form(one, assembly.version, await typed(request))
    if request.method == "POST" and await carried_out(
        form,
        lambda: seats.set_seats(
            request.state.visitor,
            assembly.id,
            form.seen(),
            one.id,
            form.quotas(),
            form.reason.data or "",
            request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved the quotas."), "quotas")
    lines = seats.working_of(one, assembly.seats)
    return await quotas_page(request, "assembly/quotas/seats.html", assembly, form, {"one": one, "lines": lines})
