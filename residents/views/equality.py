"""The short form about who took part, why we ask, and the sums for officers."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, RadioField

from residents import equality
from residents.limits import network_of
from web.audience import EVERYONE, audience, permitted
from web.forms import Form
from web.language import _
from web.pages import keep_browser, page, see_other

OFFICERS = permitted("office.view")


class EqualityForm(Form):
    about = HiddenField()
    age = RadioField(validate_choice=False)
    sex = RadioField(validate_choice=False)
    ethnicity = RadioField(validate_choice=False)
    disability = RadioField(validate_choice=False)
    language = RadioField(validate_choice=False)


@audience(EVERYONE)
async def form(request: Request) -> Response:
    """For everyone: whoever has voted may have signed out by now, and no answer is kept with a person."""
    now = request.state.now
    asked = _form(await request.form() if request.method == "POST" else None, request.query_params.get("about", ""))
    about = str(asked.about.data or "")
    franchise = await equality.franchise_about(about)
    status = 200
    if request.method == "POST":
        network = network_of(request.client.host if request.client else "")
        answers = {question.name: str(asked[question.name].data or "") for question in equality.questions()}
        try:
            await equality.answer(about, answers, keep_browser(request), network, now)
        except equality.EqualityRefused as refusal:
            asked.form_errors.append(refusal.sentence)
            status = 422
        else:
            # The same thanks for everybody: neither an empty form nor a second one is a fault.
            return see_other(request, f"/equality/thanks?about={about}")
    context = {
        "form": asked,
        "fields": [(asked[question.name], question.hint) for question in equality.questions()],
        "name": franchise.name,
        "about": about,
        "open": equality.is_open(franchise, now),
    }
    return page(request, "residents/equality/form.html", context, status=status)


def _form(data: object, about: str) -> EqualityForm:
    form = EqualityForm(data, {"about": about})  # type: ignore[arg-type]
    for question in equality.questions():
        field: RadioField = getattr(form, question.name)
        field.label.text = question.title
        field.choices = [*question.options, (equality.NOT_SAID, _("Prefer not to say"))]
    return form


@audience(EVERYONE)
async def why(request: Request) -> Response:
    about = request.query_params.get("about", "")
    known = equality.ABOUT.fullmatch(about) is not None
    return page(request, "residents/equality/why.html", {"about": about if known else ""})


@audience(EVERYONE)
async def thanks(request: Request) -> Response:
    return page(request, "residents/equality/thanks.html")


@audience(OFFICERS)
async def index(request: Request) -> Response:
    votes = await equality.franchises(request.state.visitor)
    return page(request, "residents/equality/index.html", {"votes": votes, "now": request.state.now})


@audience(OFFICERS)
async def summary(request: Request) -> Response:
    found = await equality.summary(request.state.visitor, request.path_params["about"], request.state.now)
    context = {"summary": found, "smallest": equality.SMALLEST, "rounded_to": equality.ROUNDED_TO}
    return page(request, "residents/equality/summary.html", context)
