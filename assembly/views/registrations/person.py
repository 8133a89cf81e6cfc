"""Questions about the person: can they come, name, address, how to reach them, birth."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TelField, validators

from assembly.models import Registration
from assembly.registrations import answering, questions
from assembly.registrations.answering import NO_ADDRESS, Home
from assembly.views.registrations.common import Question, Subject, ask, assembly_of, came_here_choices
from residents.places.postcodes import display
from web.audience import EVERYONE, audience
from web.fields import WholeNumberField
from web.filters import month_names
from web.forms import Form, choices, number, required
from web.language import _


class DatesForm(Form):
    dates = RadioField(_("Can you come on these days?"), validate_choice=False)


class NameForm(Form):
    name = StringField(_("What is your name?"), required(_("Write your name: what you are called is enough.")))


class AddressForm(Form):
    first = StringField(_("House or flat, and street"), [validators.Optional()])
    second = StringField(_("Second line (optional)"), [validators.Optional()])
    town = StringField(_("Town"), [validators.Optional()])
    postcode = StringField(_("Postcode"), [validators.Optional()])
    side = RadioField(_("Which ward do you live in?"), validate_choice=False)
    came_here = RadioField(_("About the address of our letter"), validate_choice=False)
    none_fixed = BooleanField(_("I have no fixed address"))


class ContactForm(Form):
    email = EmailField(_("Email address (optional)"), [validators.Optional()])
    phone = TelField(_("Phone number (optional)"), [validators.Optional()])


class BirthForm(Form):
    month = SelectField(_("Month"), validate_choice=False)
    year = WholeNumberField(_("Year"))


@audience(EVERYONE)
async def dates(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        done = questions.DATES in subject.registration.answered.split()
        made = DatesForm(data, {"dates": "yes" if done else ""})
        made.dates.choices = can_come_choices()
        return made

    async def keep(subject: Subject, form: DatesForm, now: object) -> None:
        await answering.keep_dates(subject.registration.id, form.dates.data or "", request.state.now)

    sessions = await questions.sessions_of(await assembly_of(request))
    return await ask(
        request,
        Question(questions.DATES, "assembly/registrations/questions/dates.html", form, keep, {"sessions": sessions}),
    )


def can_come_choices() -> list[Any]:
    return choices(
        [
            (answering.YES, _("Yes, to all or nearly all")),
            (answering.MAYBE, _("I think so. I am not sure yet")),
            (answering.NO, _("No")),
        ]
    )


@audience(EVERYONE)
async def name(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        return NameForm(data, {"name": subject.registration.name})

    async def keep(subject: Subject, form: NameForm, now: object) -> None:
        await answering.keep_name(subject.registration.id, form.name.data or "", request.state.now)

    return await ask(request, Question(questions.NAME, "assembly/registrations/questions/name.html", form, keep))


@audience(EVERYONE)
async def address(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        made = AddressForm(data, address_so_far(subject.registration))
        made.side.choices = []
        made.came_here.choices = came_here_choices() if made.came_here.data else []
        return made

    async def keep(subject: Subject, form: AddressForm, now: object) -> None:
        await answering.keep_address(subject.registration.id, home_of(form), request.state.now)

    return await ask(request, Question(questions.ADDRESS, "assembly/registrations/questions/address.html", form, keep))


def address_so_far(one: Registration) -> dict[str, object]:
    lines = one.address.split("\n") if one.address else []
    none_fixed = lines[:1] == [NO_ADDRESS]
    homes = [] if none_fixed else lines[:-1]
    return {
        "first": homes[0] if homes else "",
        "second": homes[1] if len(homes) > 1 else "",
        "town": lines[-1] if lines else "",
        "postcode": display(one.postcode) if one.postcode else "",
        "none_fixed": none_fixed,
    }


def home_of(form: AddressForm) -> Home:
    return Home(
        first=form.first.data or "",
        second=form.second.data or "",
        town=form.town.data or "",
        postcode=form.postcode.data or "",
        side=form.side.data or "",
        came_here=form.came_here.data or "",
        none_fixed=bool(form.none_fixed.data),
    )


@audience(EVERYONE)
async def contact(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        one = subject.registration
        return ContactForm(data, {"email": one.email or _known_email(request), "phone": one.phone})

    async def keep(subject: Subject, form: ContactForm, now: object) -> None:
        await answering.keep_contact(
            subject.registration.id, form.email.data or "", form.phone.data or "", request.state.now
        )

    return await ask(request, Question(questions.CONTACT, "assembly/registrations/questions/contact.html", form, keep))


def _known_email(request: Request) -> str:
    email: str = request.state.visitor.email
    return email


@audience(EVERYONE)
async def birth(request: Request) -> Response:
    async def form(subject: Subject, data: FormData | None) -> Form:
        one = subject.registration
        made = BirthForm(data, {"month": str(one.born_month or ""), "year": one.born_year})
        made.month.choices = month_choices()
        return made

    async def keep(subject: Subject, form: BirthForm, now: object) -> None:
        await answering.keep_birth(subject.registration.id, number(form.month.data), form.year.data, request.state.now)

    return await ask(request, Question(questions.BIRTH, "assembly/registrations/questions/birth.html", form, keep))


def month_choices() -> list[Any]:
    return choices([("", _("Choose")), *((str(at), name) for at, name in enumerate(month_names(), start=1))])
