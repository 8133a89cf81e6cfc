"""Sizes of grant, a row each."""

from collections.abc import Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField
from wtforms.validators import Optional

from pb.cycles import bands
from pb.cycles.bands import MOST_BANDS, BandPlan
from pb.models import Band
from pb.views.planning.common import OFFICER, cycle_of, plan_page, saved, typed
from web.audience import audience
from web.fields import PoundsField
from web.forms import at_most
from web.language import _
from web.versions import VersionedForm, carried_out

EMPTY_ROWS = 2


class BandsForm(VersionedForm):
    """Subclassed with name_1, least_1, most_1 and so on."""

    rows: int = 0

    def row(self, number: int) -> tuple[Any, Any, Any]:
        return self[f"name_{number}"], self[f"least_{number}"], self[f"most_{number}"]

    def validate(self, extra_validators: Any = None) -> bool:
        """A row is filled in, or left empty as a whole."""
        whole = super().validate(extra_validators)
        for number in range(1, self.rows + 1):
            name, least, most = self.row(number)
            if not name.data and least.data is None and most.data is None:
                continue
            for field, sentence in ((least, _("Write the least it may cost.")), (most, _("Write the most."))):
                if field.data is None and not field.errors:
                    self.refuse(field.name, sentence)
                    whole = False
        return whole

    def plans(self) -> list[BandPlan]:
        found = []
        for number in range(1, self.rows + 1):
            name, least, most = self.row(number)
            if least.data is not None and most.data is not None:
                found.append(BandPlan(number, name.data or "", least.data, most.data))
        return found


def _form_for(standing: Sequence[Band], version: int, sent: Any) -> BandsForm:
    rows = min(len(standing) + EMPTY_ROWS, MOST_BANDS) if sent is None else MOST_BANDS
    if sent is not None:
        rows = max([len(standing), *(n for n in range(1, MOST_BANDS + 1) if f"name_{n}" in sent)])
    fields: dict[str, Any] = {}
    kept: dict[str, Any] = {"version": version}
    for number in range(1, rows + 1):
        fields[f"name_{number}"] = StringField(_("Name"), [Optional(), at_most(40)])
        fields[f"least_{number}"] = PoundsField(_("At least"))
        fields[f"most_{number}"] = PoundsField(_("At most"))
    for number, band in enumerate(standing, start=1):
        kept |= {f"name_{number}": band.name, f"least_{number}": band.least_pence, f"most_{number}": band.most_pence}
    form: BandsForm = type("BandsForm", (BandsForm,), {"rows": rows, **fields})(sent, kept)
    return form


@audience(OFFICER)
async def edit(request: Request) -> Response:
    cycle = await cycle_of(request)
    form = _form_for(await bands.bands_of(cycle.id), cycle.version, await typed(request))
    if request.method == "POST" and await carried_out(
        form,
        lambda: bands.set_bands(request.state.visitor, cycle.id, form.seen(), form.plans(), request.state.now),
    ):
        return saved(request, cycle, _("Saved the sizes of grant."))
    return plan_page(request, "pb/planning/bands.html", cycle, form)
