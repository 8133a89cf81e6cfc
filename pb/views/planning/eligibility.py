"""Who may take part, and how well somebody must have shown that they belong here."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange

from pb.cycles import planning
from pb.views.planning.common import OFFICER, cycle_of, plan_page, saved, typed
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import choices
from web.language import _
from web.versions import VersionedForm, carried_out

TIES = [
    ("live", _("They live here")),
    ("work", _("They work here")),
    ("study", _("They study here")),
    ("volunteer", _("They volunteer here")),
]
LEVELS = [
    ("E0", _("They say so")),
    ("E1", _("Their email works and their postcode is here")),
    ("E2", _("Somebody checked their address, or met them")),
    ("E3", _("Their identity was checked")),
]
PROOFS = [
    ("in_person", _("In person, at a place where we meet people")),
    ("voucher", _("With a card from an organisation that people trust")),
    ("letter", _("With a code in a letter to their address")),
]
RULES = [
    ("paper-stands", _("The one on paper; the one on the screen is thrown away")),
    ("online-stands", _("The one on the screen; the paper is set aside")),
]


class EligibilityForm(VersionedForm):
    age_from = WholeNumberField(
        _("From what age?"),
        [
            InputRequired(_("Write the age as a whole number, such as 11.")),
            NumberRange(0, 120, _("Write the age as a whole number, such as 11.")),
        ],
    )
    ties = SelectMultipleField(
        _("How can somebody belong here?"), [InputRequired(_("Choose at least one."))], choices=choices(TIES)
    )
    suggest = RadioField(_("To suggest an idea"), choices=choices(LEVELS))
    support = RadioField(_("To support an idea"), choices=choices(LEVELS))
    comment = RadioField(_("To comment"), choices=choices(LEVELS))
    vote = RadioField(_("To vote"), choices=choices(LEVELS))
    count = RadioField(_("For the vote to be counted"), choices=choices(LEVELS))
    proofs = SelectMultipleField(_("How can people confirm that they belong here?"), choices=choices(PROOFS))
    paper_rule = RadioField(_("If somebody votes on paper and on a screen, which one counts?"), choices=choices(RULES))


@audience(OFFICER)
async def eligibility(request: Request) -> Response:
    cycle = await cycle_of(request)
    kept = {"version": cycle.version, "age_from": cycle.age_from, "ties": cycle.ties, "paper_rule": cycle.paper_rule}
    kept["proofs"] = await planning.proofs_of(cycle)
    form = EligibilityForm(await typed(request), {**kept, **planning.DEFAULT_EVIDENCE, **cycle.evidence})
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.set_eligibility(
            request.state.visitor,
            cycle.id,
            form.seen(),
            age_from=int(form.age_from.data or 0),
            ties=form.ties.data or [],
            evidence={action: str(form[action].data) for action in planning.ACTIONS},
            proofs=form.proofs.data or [],
            paper_rule=str(form.paper_rule.data),
            now=request.state.now,
        ),
    ):
        return saved(request, cycle, _("Saved who may take part."))
    return plan_page(request, "pb/planning/eligibility.html", cycle, form)
