"""Draws in the office, until they are fixed in the record: begin one, follow the work, stop it."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField

from assembly import draws
from assembly.assemblies import may_be_done
from assembly.draws import beginning, telling, terms
from assembly.draws.beginning import UNDER_WAY
from assembly.models import Assembly, Draw
from assembly.views.common import assembly_of, office_page, saved, typed
from web.audience import audience, permitted
from web.forms import Form, carried_out, choices
from web.language import _

SEES = permitted("draws.draw")
PREPARES = permitted("draws.prepare")


class BeginForm(Form):
    panels = RadioField(_("How many panels?"))
    keep_floor = StringField(_("Keep this much of the highest possible least chance"))
    ceiling_factor = StringField(_("Let the largest chance be so many times the lowest possible"))
    minutes = StringField(_("Give up after"))

    def __init__(self, data: Any, people: int) -> None:
        usual = terms.usual(people)
        super().__init__(
            data,
            {"panels": str(usual.panels), "keep_floor": "100", "ceiling_factor": "1.5", "minutes": str(usual.minutes)},
        )
        self.panels.choices = choices(
            [("1000", _("1,000, drawn with three balls")), ("10000", _("10,000, drawn with four balls"))]
        )

    def terms(self) -> terms.Terms:
        return terms.read(
            str(self.keep_floor.data), str(self.ceiling_factor.data), str(self.panels.data), str(self.minutes.data)
        )


@audience(SEES)
async def index(request: Request) -> Response:
    return await _index(request, await assembly_of(request))


async def _index(request: Request, assembly: Assembly, form: BeginForm | None = None) -> Response:
    found = await draws.of(assembly)
    people = await draws.pool_size(assembly)
    may_begin = (
        request.state.visitor.may("draws.prepare")
        and "draw" in await may_be_done(assembly, request.state.now)
        and not any(one.state in UNDER_WAY for one in found)
    )
    context = {
        "draws": [(one, *telling.state_words(one), telling.kind_words(one)) for one in found],
        "people": people,
        "may_begin": may_begin,
        "form": form or BeginForm(None, people),
        "usual": terms.usual(people),
    }
    return await office_page(request, "assembly/draws/index.html", assembly, context)


@audience(PREPARES)
async def begin(request: Request) -> Response:
    assembly = await assembly_of(request)
    form = BeginForm(await typed(request), await draws.pool_size(assembly))
    found: list[Draw] = []

    async def act() -> None:
        found.append(await beginning.begin(request.state.visitor, assembly.id, form.terms(), request.state.now))

    if await carried_out(form, act):
        return saved(request, assembly, _("The pool is frozen. The panels are being made."), f"draws/{found[0].number}")
    return await _index(request, assembly, form)
