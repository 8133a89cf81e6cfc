"""The office's list of batches, one batch as it stands, and what came of all of them."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, RadioField, StringField, TextAreaField

from assembly.assemblies import may_be_done
from assembly.invitations import batches, posting, responses
from assembly.invitations.batches import LONGEST_REASON
from assembly.invitations.writing import answered_until
from assembly.models import InvitationBatch
from assembly.views.common import assembly_of, office_page, typed
from assembly.views.invitations.common import OFFICER, assembly_in, batch_of, crumbs, room
from residents.places.models import Ward
from web.audience import audience
from web.forms import Form, at_most, carried_out, choices, required
from web.language import _
from web.pages import see_other, settings_of


class ReasonForm(Form):
    because = StringField(_("Why?"), [*required(_("Say why.")), at_most(LONGEST_REASON)])


class SureForm(Form):
    """Only a button: `way` of sending, `first` of the letters to print."""

    way = HiddenField()
    first = HiddenField()


class ReturnsForm(Form):
    references = TextAreaField(
        _("References"), [*required(_("Write the reference that is printed above the address."))]
    )
    what = RadioField(
        _("What happened?"),
        choices=choices(
            [("back", _("The post brought them back")), ("mistake", _("They were noted as returned by mistake"))]
        ),
        default="back",
    )


@audience(OFFICER)
async def index(request: Request) -> Response:
    assembly = await assembly_of(request)
    context = {
        "batches": await batches.of_assembly(assembly.id),
        "open": "invite" in await may_be_done(assembly, request.state.now),
        "room": room(assembly),
        "kinds": _kinds(),
    }
    return await office_page(request, "assembly/invitations/index.html", assembly, context)


def _kinds() -> dict[str, str]:
    return {
        "addresses": _("Letters to addresses"),
        "postcodes": _("Letters to postcodes"),
        "golden": _("Golden tickets"),
    }


@audience(OFFICER)
async def show(request: Request) -> Response:
    return await shown(request, await batch_of(request), SureForm())


async def shown(request: Request, batch: InvitationBatch, form: Form) -> Response:
    """The page of a batch; `form` says what stands against what somebody wanted to do."""
    assembly, now = assembly_in(batch), request.state.now
    names = {str(code): str(name) for code, name in await Ward.all().values_list("code", "name")}
    context = {
        "form": form,
        "batch": batch,
        "kind": _kinds()[batch.kind.value],
        "open": "invite" in await may_be_done(assembly, now),
        "wards": _pairs(batch, "wards", lambda code: names.get(code, code)),
        "tenths": _pairs(batch, "tenths", _tenth),
        "chances": _chances(batch),
        "parts": _parts(batch),
        "in_time": answered_until(assembly, batch, now),
        "notify": settings_of(request).letters == "notify",
        "room": room(assembly),
        "crumbs": crumbs(assembly),
    }
    return await office_page(request, "assembly/invitations/show.html", assembly, context)


def _pairs(batch: InvitationBatch, what: str, named: object) -> list[list[str]]:
    """Rows of a table: name, how many there were, how many were drawn."""
    assert callable(named)
    found = batch.terms.get(what)
    each = int(str(batch.terms.get("each", 1)))
    if not isinstance(found, dict):
        return []
    order = sorted(found, key=lambda key: (key == "0", len(key), key) if what == "tenths" else named(key))
    return [[named(key), f"{found[key][0]:,}", f"{found[key][1]:,}", f"{found[key][1] * each:,}"] for key in order]


def _tenth(number: str) -> str:
    names = {"0": _("Not known"), "1": _("1, the most deprived"), "10": _("10, the least deprived")}
    return names.get(number, number)


def _chances(batch: InvitationBatch) -> list[str]:
    """One in so many, as people say it: for the deprived areas, and for all others."""
    found = []
    for text in batch.terms.get("chances", []):  # type: ignore[attr-defined]
        over, under = (int(part) for part in str(text).split("/"))
        found.append(_("1 in %(many)s") % {"many": f"{under / over:,.1f}".removesuffix(".0")} if over else "")
    return found


def _parts(batch: InvitationBatch) -> list[tuple[int, int]]:
    """First and last of each piece that is printed at once."""
    return [
        (first, min(first + posting.AT_ONCE - 1, batch.size)) for first in range(1, batch.size + 1, posting.AT_ONCE)
    ]


@audience(OFFICER)
async def confirmation(request: Request) -> Response:
    batch = await batch_of(request)
    form = SureForm(await typed(request))

    async def act() -> None:
        await batches.confirm(request.state.visitor, batch.assembly_id, batch.id, request.state.now)

    if await carried_out(form, act):
        return _back(request, batch, _("Confirmed. Now the letters can be printed or sent."))
    return await shown(request, await batch_of(request), form)


@audience(OFFICER)
async def voiding(request: Request) -> Response:
    """Void a batch, or discard a draw that was not confirmed."""
    batch = await batch_of(request)
    assembly = assembly_in(batch)
    form = ReasonForm(await typed(request))

    async def act() -> None:
        because = form.because.data or ""
        await batches.void(request.state.visitor, assembly.id, batch.id, because, request.state.now)

    if request.method == "POST" and await carried_out(form, act):
        said = _("The batch is void: its codes do not work any more.")
        return _back(request, batch, said if batch.confirmed_at else _("The draw is discarded. It stays in the list."))
    here = (batch.name, f"{room(assembly)}/{batch.id}")
    context = {"form": form, "batch": batch, "room": room(assembly), "crumbs": crumbs(assembly, here)}
    return await office_page(request, "assembly/invitations/voiding.html", assembly, context)


@audience(OFFICER)
async def returns(request: Request) -> Response:
    """Letters that the post brought back."""
    assembly = await assembly_of(request)
    form = ReturnsForm(await typed(request))
    noted: list[posting.Returned] = []

    async def act() -> None:
        back, now = form.what.data == "back", request.state.now
        noted.append(
            await posting.note_returns(request.state.visitor, assembly.id, form.references.data or "", back, now)
        )

    if request.method == "POST" and await carried_out(form, act):
        return see_other(request, f"{room(assembly)}/returns", notice=_noted(noted[0]))
    context = {"form": form, "room": room(assembly), "crumbs": crumbs(assembly)}
    return await office_page(request, "assembly/invitations/returns.html", assembly, context)


def _noted(returned: posting.Returned) -> str:
    said = _("Noted: %(many)s.") % {"many": returned.many}
    if returned.used:
        odd = _("Somebody registered with the codes of these, although they came back. Please look into it: %(which)s.")
        said += " " + odd % {"which": ", ".join(returned.used)}
    return said


@audience(OFFICER)
async def response(request: Request) -> Response:
    assembly = await assembly_of(request)
    found = await responses.of_assembly(assembly.id)
    context = {
        "found": found,
        "tenths": [(_tenth(str(number)), counts) for number, counts in found.tenths],
        "crumbs": crumbs(assembly),
    }
    return await office_page(request, "assembly/invitations/responses.html", assembly, context)


def _back(request: Request, batch: InvitationBatch, notice: str) -> Response:
    return see_other(request, f"{room(assembly_in(batch))}/{batch.id}", notice=notice)
