"""The forms of review. Each question is checked by the action that keeps its answer; here it is only asked."""

from wtforms import DateField, SelectField, SelectMultipleField, StringField, TextAreaField, validators

from pb.projects import LONGEST_SUMMARY
from pb.reviews.costing import LONGEST_NOTE
from pb.reviews.questions import LONGEST_ANSWER, LONGEST_QUESTION
from pb.reviews.refusals import LONGEST_REASON
from web.fields import PoundsField
from web.forms import Form, at_most
from web.language import _

MOST_NUMBER = 2**62


def _sentences(label: str, most: int = LONGEST_REASON) -> TextAreaField:
    return TextAreaField(label, [validators.Optional(), at_most(most)])


class AssignmentForm(Form):
    idea = SelectMultipleField(_("Ideas"), validate_choice=False)
    reviewer = SelectField(_("Reviewer"), validate_choice=False)
    due_on = DateField(_("Due by"), [validators.Optional()])


class CostForm(Form):
    cost = PoundsField(_("What it costs"))
    cost_note = _sentences(_("What that is made of"), LONGEST_NOTE)


class NoteForm(Form):
    note = _sentences(_("A note for officers"), LONGEST_NOTE)


class QuestionForm(Form):
    question = _sentences(_("Your question to the author"), LONGEST_QUESTION)
    due_on = DateField(_("Answer by"), [validators.Optional()])


class AnswerForm(Form):
    answer = _sentences(_("Your answer"), LONGEST_ANSWER)
    title = StringField(_("Title of your idea"))
    body = TextAreaField(_("Your idea"))
    version = StringField()


class NotFeasibleForm(Form):
    reason = _sentences(_("Why it cannot be done"))
    elsewhere = _sentences(_("Where else to go with it"))
    decided_by = StringField(_("Who decided"))


class MergerForm(Form):
    into = SelectField(_("The idea that goes on"), validate_choice=False)
    why = _sentences(_("Why they belong together"))


class ReopeningForm(Form):
    why = _sentences(_("What was wrong"))


class ProjectForm(Form):
    title = StringField(_("Title on the ballot"))
    summary = _sentences(_("What would be done"), LONGEST_SUMMARY)
    pot = SelectField(_("Whose money"), validate_choice=False)
    cost = PoundsField(_("Cost"))
    cost_note = _sentences(_("What the cost is made of"), LONGEST_NOTE)
    owner = StringField(_("Who answers for it"))
    photo_alt = StringField(_("Words for the photo"))


class ChoiceForm(Form):
    project = SelectField(_("Project"), validate_choice=False)


class WithdrawalForm(NotFeasibleForm):
    """A project that is taken off the ballot gives the same answer as an idea that never got there."""
