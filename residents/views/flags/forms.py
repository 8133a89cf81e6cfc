"""The forms of flags. Each answer is checked by the action that keeps it; here it is only asked."""

from wtforms import BooleanField, RadioField, SelectMultipleField, TextAreaField, validators

from residents.flags.holding import LONGEST
from residents.flags.working import WAYS
from web.forms import Form, at_most, choices
from web.language import _


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
