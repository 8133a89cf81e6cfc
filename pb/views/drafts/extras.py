"""What nobody has to say about an idea: where exactly, what it might cost, under which name."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField, validators

from pb.ideas import drafts
from pb.ideas.writing import IdeaRefused
from pb.text import TextRefused
from pb.views.drafts.common import draft_of, next_page
from web.audience import EVERYONE, audience
from web.fields import PoundsField
from web.forms import Form, at_most
from web.language import _
from web.pages import page, see_other, settings_of


class SpotForm(Form):
    spot = StringField(_("Where exactly?"), [validators.Optional(), at_most(120)])


class CostForm(Form):
    cost = PoundsField(_("What might it cost?"))


class NameForm(Form):
    name = StringField(_("Which name should people see?"), [validators.Optional(), at_most(60)])


@audience(EVERYONE)
async def spot(request: Request) -> Response:
    draft = await draft_of(request)
    form = SpotForm(await request.form()) if request.method == "POST" else SpotForm(None, {"spot": draft.place})
    if request.method == "POST" and form.validate():
        try:
            await drafts.keep_spot(draft, form.spot.data or "", request.state.now)
            return see_other(request, next_page(draft))
        except IdeaRefused as refused:
            form.refuse("spot", refused.sentence)
    return page(request, "pb/drafts/spot.html", {"draft": draft, "form": form}, status=422 if form.errors else 200)


@audience(EVERYONE)
async def cost(request: Request) -> Response:
    draft = await draft_of(request)
    form = (
        CostForm(await request.form()) if request.method == "POST" else CostForm(None, {"cost": draft.estimate_pence})
    )
    if request.method == "POST" and form.validate():
        try:
            await drafts.keep_cost(draft, form.cost.data, request.state.now)
            return see_other(request, next_page(draft))
        except IdeaRefused as refused:
            form.refuse("cost", refused.sentence)
    return page(request, "pb/drafts/cost.html", {"draft": draft, "form": form}, status=422 if form.errors else 200)


@audience(EVERYONE)
async def name(request: Request) -> Response:
    draft = await draft_of(request)
    form = NameForm(await request.form()) if request.method == "POST" else NameForm(None, {"name": draft.author_name})
    if request.method == "POST" and form.validate():
        settings = settings_of(request)
        reserved = [settings.council_name, settings.service_name]
        try:
            await drafts.keep_name(draft, form.name.data or "", reserved, request.state.now)
            return see_other(request, next_page(draft))
        except TextRefused as refused:
            form.refuse("name", refused.sentence)
    return page(request, "pb/drafts/name.html", {"draft": draft, "form": form}, status=422 if form.errors else 200)
