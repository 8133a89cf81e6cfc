"""The forms of voting on paper. Each answer is checked by the action that keeps it; here it is only asked for."""

from wtforms import BooleanField, HiddenField, SelectField, StringField, TextAreaField

from web.forms import Form, at_most
from web.language import _

LINE, TEXT = [at_most(200)], [at_most(1_000)]


class TwoNames(Form):
    signed_1 = StringField(_("First name on the sheet"), LINE)
    signed_2 = StringField(_("Second name on the sheet"), LINE)

    @property
    def names(self) -> tuple[str, str]:
        return str(self.signed_1.data or ""), str(self.signed_2.data or "")


class RegisterForm(Form):
    contest = SelectField(_("Which vote, and which place?"), validate_choice=False)
    name = StringField(_("Name of the batch"), LINE)
    venue = SelectField(_("Where does it go?"), validate_choice=False)
    issued = StringField(_("How many ballots?"), LINE)
    seal = StringField(_("Number on the seal"), LINE)


class OutForm(TwoNames):
    pass


class ReturnForm(TwoNames):
    seal = StringField(_("Number on the seal now"), LINE)
    used = StringField(_("Used ballots"), LINE)
    spoiled = StringField(_("Spoiled ballots"), LINE)
    spoiled_serials = StringField(_("Which ones are spoiled?"), [at_most(2_000)])
    unused = StringField(_("Unused ballots"), LINE)
    unused_serials = StringField(_("Which ones are unused?"), [at_most(2_000)])
    missing_serials = StringField(_("Which ones are not here at all?"), [at_most(2_000)])
    mismatch = TextAreaField(_("What does not add up, and what did you find?"), TEXT)


class BecauseForm(Form):
    because = TextAreaField(_("What happened?"), TEXT)


class SlipForm(Form):
    name = StringField(_("Name"), LINE)
    postcode = StringField(_("Postcode"), LINE)
    ward = SelectField(_("On which side of the line?"), validate_choice=False)
    tie = SelectField(_("What is ticked?"), validate_choice=False)
    age_band = SelectField(_("Age"), validate_choice=False)
    promised = BooleanField(_("The promise is ticked"))
    serial = StringField(_("Number of the ballot to set aside"), LINE)


class SlipsEndForm(Form):
    mismatch = TextAreaField(_("If slips and ballots are not as many: what did you find?"), TEXT)


class KeyingForm(Form):
    page = HiddenField()


class RulingForm(Form):
    paper = HiddenField()
    because = StringField(_("Why?"), LINE)


class SigningForm(Form):
    observer = StringField(_("Who watched?"), LINE)
    because = TextAreaField(_("What should the second officer know?"), TEXT)
