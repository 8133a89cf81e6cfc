"""The names behind the pseudonyms: shown for a reason, on a page or as a file, and each time journalled."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from assembly.panels import looking
from assembly.views.common import assembly_of, office_page, typed
from assembly.views.panels.files import sent_csv
from web.audience import audience, permitted
from web.forms import Form, at_most, carried_out, required
from web.language import _

NAMES = permitted("registrations.see-names")
_HEADING = ("pseudonym", "state", "name", "shown name", "email", "phone", "address")


class ReasonForm(Form):
    because = StringField(
        _("What do you need the names for?"),
        [*required(_("Write it in a few words, such as “calling about Saturday”.")), at_most(looking.LONGEST)],
    )


@audience(NAMES)
async def names(request: Request) -> Response:
    """The reason is asked each time: nobody comes back to names by the history of the browser."""
    assembly = await assembly_of(request)
    form = ReasonForm(await typed(request))
    as_file = "as_file" in (await request.form()) if request.method == "POST" else False
    found: list[looking.Named] = []

    async def act() -> None:
        how = "csv" if as_file else "page"
        by, now = request.state.visitor, request.state.now
        found.extend(await looking.name_list(by, assembly, form.because.data or "", how, now))

    done = request.method == "POST" and await carried_out(form, act)
    if done and as_file:
        records = [
            (one.pseudonym, one.state, one.name, one.shown_name, one.email, one.phone, one.address) for one in found
        ]
        return sent_csv(_HEADING, records, f"panel-{assembly.slug}.csv")
    context = {"form": form, "people": found, "done": done}
    status = 200 if done or request.method == "GET" else 422
    return await office_page(request, "assembly/panels/names.html", assembly, context, status=status)
