"""How votes will be counted."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired

from pb.cycles import planning
from pb.cycles.rules import completion_choices, rule_choices, tie_breaking_choices
from pb.views.planning.common import OFFICER, cycle_of, plan_page, saved, typed
from web.audience import audience
from web.forms import choices
from web.language import _
from web.versions import VersionedForm, carried_out

USUAL = ("equal-shares-ranked", "greedy-votes")  # explained beside the choice; all are explained below
_CHOOSE = InputRequired(_("Choose one of the answers."))


class CountingForm(VersionedForm):
    ranks = SelectField(
        _("How many projects can one person rank?"),
        choices=choices((str(number), str(number)) for number in range(1, planning.MOST_RANKS + 1)),
    )
    rule = RadioField(_("How is it decided what is funded?"), [_CHOOSE])
    completion = RadioField(_("What happens to money that is left?"), [_CHOOSE])
    tie_breaking = RadioField(_("What if two projects stand level?"), [_CHOOSE])


@audience(OFFICER)
async def edit(request: Request) -> Response:
    cycle = await cycle_of(request)
    rules = sorted(rule_choices(), key=lambda rule: rule.name not in USUAL)
    offers = {"rule": rules, "completion": completion_choices(), "tie_breaking": tie_breaking_choices()}
    kept = {"version": cycle.version, "ranks": str(cycle.ranks), **{name: getattr(cycle, name) for name in offers}}
    form = CountingForm(await typed(request), kept)
    for field in (form.rule, form.completion, form.tie_breaking):
        field.choices = choices((one.name, one.title) for one in offers[field.name])
    if request.method == "POST" and await carried_out(
        form,
        lambda: planning.set_counting(
            request.state.visitor,
            cycle.id,
            form.seen(),
            ranks=int(str(form.ranks.data)),
            rule=str(form.rule.data),
            completion=str(form.completion.data),
            tie_breaking=str(form.tie_breaking.data),
            now=request.state.now,
        ),
    ):
        return saved(request, cycle, _("Saved how votes are counted."))
    hints = {name: {one.name: one.explanation for one in offered} for name, offered in offers.items()}
    hints["rule"] = {name: hints["rule"].get(name, "") for name in USUAL}
    return plan_page(request, "pb/planning/counting.html", cycle, form, hints=hints, rules=rules)
