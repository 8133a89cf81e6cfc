"""What will be published of the ballots, worked out before the vote with numbers that an officer can change."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import SelectField
from wtforms.validators import NumberRange

from pb.cycles.planning import MOST_RANKS
from pb.cycles.privacy import MOST_VOTERS, privacy_of
from pb.views.planning.common import OFFICER, cycle_of
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import Form, choices
from web.language import _
from web.pages import page


class PrivacyForm(Form):
    """Subclassed with a number of voters for each pot."""

    ranks = SelectField(
        _("How many projects can one person rank?"),
        choices=choices((str(number), str(number)) for number in range(1, MOST_RANKS + 1)),
    )


@audience(OFFICER)
async def show(request: Request) -> Response:
    cycle = await cycle_of(request)
    usual = await privacy_of(cycle)
    label = _("Voters expected in %(name)s")
    too_many = NumberRange(0, MOST_VOTERS, _("Write a number of voters up to %(most)s.") % {"most": f"{MOST_VOTERS:,}"})
    fields = {f"voters-{pot.id}": WholeNumberField(label % {"name": pot.name}, [too_many]) for pot in usual}
    kept = {"ranks": str(cycle.ranks), **{f"voters-{pot.id}": pot.voters for pot in usual}}
    made: Any = type("PrivacyForm", (PrivacyForm,), fields)
    form = made(request.query_params or None, kept)
    found, status = usual, 200
    if request.query_params:
        if form.validate():
            voters = {pot.id: form[f"voters-{pot.id}"].data or 0 for pot in usual}
            found = await privacy_of(cycle, voters, int(form.ranks.data))
        else:
            status = 422
    context = {"cycle": cycle, "form": form, "pots": found, "asked": [form[name] for name in fields]}
    return page(request, "pb/planning/privacy.html", context, status=status)
