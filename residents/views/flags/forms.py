"""The forms of flags. Each answer is checked by the action that keeps it; here it is only asked."""

from collections.abc import Awaitable, Callable

from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField, validators

from residents.flags.holding import LONGEST
from residents.flags.refusals import FlagRefused
from residents.flags.working import WAYS
from web.forms import Form, at_most, choices
from web.language import _
from web.refusals import NotAllowed, NotFound, Refused


def number(text: str | None) -> int | None:
    """An id out of a form, or None for anything that cannot be one."""
    plain = (text or "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 19 else None


async def carried_out(form: Form, act: Callable[[], Awaitable[object]]) -> bool:
    """Whether the act was done. If not, the form says why, beside the question at fault where there is one."""
    if not form.validate():
        return False
    try:
        await act()
    except (NotAllowed, NotFound):
        raise
    except Refused as refused:
        field = refused.field if isinstance(refused, FlagRefused) else ""
        if field and field in form:
            form.refuse(field, refused.sentence)
        else:
            form.form_errors.append(refused.sentence)
        return False
    return True


def _sentences(label: str) -> TextAreaField:
    return TextAreaField(label, [validators.Optional(), at_most(LONGEST)])


class ContactForm(Form):
    how = RadioField(_("How?"), choices=choices(WAYS.items()), validate_choice=False)
    words = _sentences(_("What do you want to ask them?"))


class DismissalForm(Form):
    because = _sentences(_("What is the explanation?"))


class ConfirmationForm(Form):
    claim = SelectMultipleField(_("Which claims should be taken out?"), validate_choice=False)
    every = BooleanField(_("Every claim that this flag is about"))
    answered = BooleanField(_("They have answered"))
    because = _sentences(_("Why?"))


class SamePersonForm(Form):
    keep = RadioField(_("Which claim stays?"), validate_choice=False)
    because = _sentences(_("What makes you sure?"))
