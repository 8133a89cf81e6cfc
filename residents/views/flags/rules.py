"""The rules, tuned for each vote."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField
from wtforms.validators import InputRequired, NumberRange

from residents.flags import tuning
from residents.flags.rules import ON, RULES, Number
from residents.views.flags.queue import QUEUE, WORKS
from web.audience import audience
from web.fields import WholeNumberField
from web.forms import Form, carried_out
from web.language import _
from web.pages import page, see_other

ALWAYS = frozenset({"voted_as_me"})


@audience(WORKS)
async def index(request: Request) -> Response:
    return page(request, "residents/flags/votes.html", {"votes": await tuning.votes()})


@audience(WORKS)
async def edit(request: Request) -> Response:
    vote = await tuning.vote(int(request.path_params["franchise"]))
    as_set = tuning.as_set(vote)
    kept = {f"{rule}-{name}": value for rule, numbers in as_set.items() for name, value in numbers.items()}
    form = RulesForm(await request.form() if request.method == "POST" else None, kept)
    if request.method == "POST" and await carried_out(
        form, lambda: tuning.tune(request.state.visitor, vote.id, _wanted(form), request.state.now)
    ):
        notice = _("Saved. It counts from now on; what was flagged before stays flagged.")
        return see_other(request, f"{QUEUE}/rules/{vote.id}", notice=notice)
    context = {"vote": vote, "form": form, "rules": list(RULES.values()), "always": ALWAYS}
    return page(request, "residents/flags/rules.html", context, status=422 if form.errors else 200)


def _wanted(form: Form) -> Mapping[str, Mapping[str, int]]:
    """Only rules with a question on the page."""
    wanted: dict[str, dict[str, int]] = {}
    for field in form:
        rule, _dash, name = field.name.partition("-")
        wanted.setdefault(rule, {})[name] = int(field.data or 0)
    return wanted


def _question(number: Number) -> WholeNumberField:
    sentence = _("Choose a number from %(least)s to %(most)s.") % {"least": number.least, "most": number.most}
    return WholeNumberField(number.label, [InputRequired(sentence), NumberRange(number.least, number.most, sentence)])


def _questions() -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for rule in RULES.values():
        if rule.name not in ALWAYS:
            fields[f"{rule.name}-{ON}"] = BooleanField(_("In use"))
        for number in rule.numbers:
            fields[f"{rule.name}-{number.name}"] = _question(number)
    return fields


RulesForm: type[Form] = type("RulesForm", (Form,), _questions())
