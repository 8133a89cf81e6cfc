"""Taking a registration down on the phone: all questions on one page, in the order in which they are asked aloud."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, HiddenField, RadioField, StringField, validators

from assembly.assemblies import AssemblyRefused
from assembly.invitations import codes as invitation_codes
from assembly.invitations.refusals import CodeRefused
from assembly.models import Assembly, Invitation
from assembly.registrations import consents, desk, entering, pool, questions
from assembly.registrations.answering import MAYBE, NO, YES, excluded_lines
from assembly.registrations.entering import Entry
from assembly.registrations.features import Feature, features_of
from assembly.registrations.needs import kinds
from assembly.registrations.refusals import RegisteredAlready, RegistrationRefused
from assembly.secrets import KeyGone
from assembly.views.common import assembly_of, office_page, via_of
from assembly.views.registrations.answers import NeedsForm, needs_in
from assembly.views.registrations.common import came_here_choices, network, put_on
from assembly.views.registrations.person import AddressForm, BirthForm, ContactForm, home_of, month_choices
from assembly.views.registrations.pool import ENTERS, crumbs
from post.models import Via
from web.audience import audience
from web.forms import choices, number
from web.language import _
from web.pages import page, see_other


class EntryForm(AddressForm, ContactForm, BirthForm, NeedsForm):
    code = StringField(_("Code from their letter or card"), [validators.Optional()])
    name = StringField(_("Name"), [validators.Optional()])
    can_come = RadioField(_("Can they come on these days?"), validate_choice=False)
    none_of_these = BooleanField(_("They are none of these"))
    version = HiddenField()
    agreed = BooleanField(_("I have read the text out, and they said yes"))
    later = BooleanField(_("They may be asked for another assembly, too"))
    by_letter = BooleanField(_("Post the code to them as well"))


def _form(features: list[Feature], data: FormData | None, mark: str) -> EntryForm:
    """With one question for each category that people choose an answer in."""
    fields: dict[str, Any] = {
        f"about-{one.category.slug}": RadioField(one.category.question, validate_choice=False) for one in features
    }
    made: EntryForm = type("EntryForm", (EntryForm,), fields)(data, {"version": mark})
    for one in features:
        answer: Any = made[f"about-{one.category.slug}"]
        answer.choices = choices((value.slug, value.name) for value in one.values)
    made.month.choices = month_choices()
    made.kinds.choices = choices(kinds().items())
    made.can_come.choices = choices([(YES, _("Yes, to all or nearly all")), (MAYBE, _("Not sure yet")), (NO, _("No"))])
    made.side.choices = []
    made.came_here.choices = came_here_choices() if made.came_here.data else []
    return made


@audience(ENTERS)
async def choose(request: Request) -> Response:
    """The assemblies that somebody can be registered for now."""
    context = {"assemblies": await desk.recruiting(request.state.now)}
    return page(request, "assembly/registrations/office/choose.html", context)


@audience(ENTERS)
async def new(request: Request) -> Response:
    assembly = await assembly_of(request)
    features = [one for one in await features_of(assembly.id) if one.chosen]
    stands = await consents.current(assembly)
    form = _form(features, await request.form() if request.method == "POST" else None, consents.mark(stands))
    if request.method == "POST" and form.validate():
        answer = await _entered(request, assembly, form, features)
        if answer is not None:
            return answer
    form.version.data = consents.mark(stands)
    context = {
        "form": form,
        "sessions": await questions.sessions_of(assembly),
        "asked": [f"about-{one.category.slug}" for one in features],
        "whys": {f"about-{one.category.slug}": one.category.why for one in features},
        "excluded": excluded_lines(assembly),
        "paragraphs": [part for part in (stands.text if stands else "").split("\n\n") if part.strip()],
        "crumbs": crumbs(assembly),
    }
    return await office_page(request, "assembly/registrations/office/new.html", assembly, context)


async def _entered(request: Request, assembly: Assembly, form: EntryForm, features: list[Feature]) -> Response | None:
    """Where it leads once it is in; None where the form says what is wrong."""
    try:
        invitation = await _invitation(request, assembly, form.code.data or "")
        entry = _entry(form, features, via_of(request))
        found = await entering.enter(
            request.state.visitor, assembly, entry, invitation, request.state.browser.key, request.state.now
        )
    except RegisteredAlready:
        form.form_errors = [*form.form_errors, _("This person is registered already. Nobody is in the draw twice.")]
    except (RegistrationRefused, AssemblyRefused) as refused:
        put_on(form, refused)
    except (CodeRefused, KeyGone) as refused:
        form.refuse("code", refused.sentence)
    else:
        return see_other(request, f"{crumbs(assembly)[0][1]}/{found.id}/code", notice=_("They are in the draw."))
    return None


async def _invitation(request: Request, assembly: Assembly, typed: str) -> Invitation | None:
    if not typed.strip():
        return None
    return await invitation_codes.find(assembly, typed, request.state.now, network=network(request))


def _entry(form: EntryForm, features: list[Feature], via: Via) -> Entry:
    return Entry(
        name=form.name.data or "",
        home=home_of(form),
        email=form.email.data or "",
        phone=form.phone.data or "",
        month=number(form.month.data),
        year=form.year.data,
        can_come=form.can_come.data or "",
        choices={one.category.slug: str(form[f"about-{one.category.slug}"].data or "") for one in features},
        none_of_these=bool(form.none_of_these.data),
        needs=needs_in(form, {}),
        consent=str(form.version.data or ""),
        agreed=bool(form.agreed.data),
        later=bool(form.later.data),
        by_letter=bool(form.by_letter.data),
        via=via,
    )


@audience(ENTERS)
async def code(request: Request) -> Response:
    """The personal code, to be read out: for some minutes, to whoever entered it."""
    assembly = await assembly_of(request)
    one = await pool.one(assembly, request.path_params["registration"])
    found = await entering.code_for(request.state.visitor, one, request.state.browser.key, request.state.now)
    context = {"code": found, "registration": one, "crumbs": crumbs(assembly)}
    return await office_page(request, "assembly/registrations/office/code.html", assembly, context)
