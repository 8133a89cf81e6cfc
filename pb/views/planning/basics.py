"""A new fund, and what it is about."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import Optional

from pb.cycles import planning
from pb.text import LONGEST_BODY
from pb.views.planning.common import OFFICER, cycle_of, saved, status_of, typed
from web.audience import audience
from web.forms import at_most, required
from web.language import _
from web.pages import page, see_other
from web.versions import VersionedForm, carried_out


class NewForm(VersionedForm):
    name = StringField(
        _("What is the fund called?"),
        [*required(_("Give the fund a name.")), at_most(planning.LONGEST_NAME)],
    )


class BasicsForm(NewForm):
    question = StringField(_("What does it ask people?"), [Optional(), at_most(planning.LONGEST_QUESTION)])
    about = TextAreaField(_("What should people know?"), [Optional(), at_most(LONGEST_BODY)])


@audience(OFFICER)
async def new(request: Request) -> Response:
    form = NewForm(await typed(request))
    made = []

    async def create() -> None:
        made.append(await planning.create(request.state.visitor, str(form.name.data), request.state.now))

    if request.method == "POST" and await carried_out(form, create):
        return see_other(
            request, f"/office/cycles/{made[0].slug}", notice=_("The fund is there as a draft. Only officers see it.")
        )
    return page(request, "pb/planning/new.html", {"form": form}, status=status_of(request))


@audience(OFFICER)
async def basics(request: Request) -> Response:
    cycle = await cycle_of(request)
    kept = {"version": cycle.version, "name": cycle.name, "question": cycle.question, "about": cycle.about}
    form = BasicsForm(await typed(request), kept)
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.describe(
            request.state.visitor,
            cycle.id,
            form.seen(),
            name=str(form.name.data),
            question=form.question.data or "",
            about=form.about.data or "",
            now=request.state.now,
        ),
    ):
        return saved(request, cycle, _("Saved what the fund is about."))
    return page(request, "pb/planning/basics.html", {"form": form, "cycle": cycle}, status=status_of(request))
