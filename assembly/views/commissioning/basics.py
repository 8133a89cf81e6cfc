"""A new assembly, and what it is."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, StringField, TextAreaField
from wtforms.validators import Optional

from assembly.commissioning import planning
from assembly.models import AssemblyKind
from assembly.views.common import OFFICER, assembly_of, here, plan_page, saved, status_of, typed
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import at_most, choices, required
from web.language import _
from web.pages import page, see_other
from web.versions import VersionedForm, carried_out


class NewForm(VersionedForm):
    name = StringField(
        _("What is the assembly called?"),
        [*required(_("Give the assembly a name.")), at_most(planning.LONGEST_NAME)],
    )
    kind = RadioField(_("Which kind is it?"), default=AssemblyKind.ONE_OFF.value, validate_choice=False)


class BasicsForm(NewForm):
    about = TextAreaField(_("What should people know?"), [Optional(), at_most(planning.LONGEST_ABOUT)])
    term_topics = WholeNumberField(_("For how many topics does a member serve?"))
    rest_topics = WholeNumberField(_("For how many topics do they pause before they can be drawn again?"))


def _offer_kinds(form: NewForm) -> None:
    form.kind.choices = choices(
        [(AssemblyKind.ONE_OFF.value, _("One-off")), (AssemblyKind.STANDING.value, _("Standing"))]
    )


@audience(OFFICER)
async def new(request: Request) -> Response:
    form = NewForm(await typed(request))
    _offer_kinds(form)
    made = []

    async def create() -> None:
        made.append(
            await planning.create(
                request.state.visitor, form.name.data or "", form.kind.data or "", request.state.now
            )
        )  # fmt: skip

    if request.method == "POST" and await carried_out(form, create):
        return see_other(request, here(made[0]), notice=_("The assembly is there as a draft. Only officers see it."))
    return page(request, "assembly/commissioning/new.html", {"form": form}, status=status_of(request))


@audience(OFFICER)
async def edit(request: Request) -> Response:
    assembly = await assembly_of(request)
    names = ("version", "name", "kind", "about", "term_topics", "rest_topics")
    form = BasicsForm(await typed(request), {name: getattr(assembly, name) for name in names})
    _offer_kinds(form)
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.describe(
            request.state.visitor,
            assembly.id,
            form.seen(),
            name=form.name.data or "",
            kind=form.kind.data or "",
            about=form.about.data or "",
            term_topics=form.term_topics.data,
            rest_topics=form.rest_topics.data,
            now=request.state.now,
        ),
    ):
        return saved(request, assembly, _("Saved what the assembly is."))
    return await plan_page(request, "assembly/commissioning/basics.html", assembly, form, "promise")
