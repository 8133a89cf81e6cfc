"""What authors do with an idea they have sent: change it, take it back."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import HiddenField, StringField, TextAreaField, validators

from pb import ideas
from pb.cycles import CycleRefused
from pb.ideas import Edit
from pb.ideas.changes import ChangedMeanwhile
from pb.ideas.writing import IdeaRefused
from pb.models import Idea
from pb.text import LONGEST_BODY, LONGEST_TITLE
from web.audience import SIGNED_IN, audience
from web.fields import PoundsField
from web.forms import Form, at_most, required
from web.language import _
from web.pages import page, see_other


class EditForm(Form):
    title = StringField(_("What is your idea?"), [*required(_("Give your idea a short name.")), at_most(LONGEST_TITLE)])
    story = TextAreaField(
        _("Tell us more"),
        [
            *required(_("Tell us what would happen and who it would help. One sentence is enough.")),
            at_most(LONGEST_BODY),
        ],
    )
    spot = StringField(_("Where exactly? (optional)"), [validators.Optional(), at_most(120)])
    cost = PoundsField(_("What might it cost? (optional)"))
    version = HiddenField()


@audience(SIGNED_IN)
async def edit(request: Request) -> Response:
    idea = await ideas.own(request.state.visitor, request.path_params["idea"])
    if request.method == "GET":
        return page(request, "pb/ideas/edit.html", {"idea": idea, "form": _so_far(idea), "stands": None})
    form, stands = EditForm(await request.form()), None
    if form.validate():
        try:
            await ideas.edit(idea, request.state.visitor, _wish(form), request.state.now)
            return see_other(request, f"/ideas/{idea.id}", notice=_("Your changes are kept. Somebody reads them now."))
        except ChangedMeanwhile as refused:
            stands = await ideas.own(request.state.visitor, idea.id)
            form.version.raw_data = None
            form.version.data = str(stands.version)  # the next press knows what it replaces
            form.form_errors.append(refused.sentence)
        except IdeaRefused as refused:
            form.refuse(refused.field, refused.sentence) if refused.field else form.form_errors.append(refused.sentence)
        except CycleRefused as refused:
            form.form_errors.append(refused.sentence)
    return page(request, "pb/ideas/edit.html", {"idea": idea, "form": form, "stands": stands}, status=422)


def _so_far(idea: Idea) -> EditForm:
    so_far = {"title": idea.title, "story": idea.body, "spot": idea.place, "cost": idea.estimate_pence}
    return EditForm(None, {**so_far, "version": str(idea.version)})


def _wish(form: EditForm) -> Edit:
    version = form.version.data or ""
    return Edit(
        title=form.title.data or "",
        story=form.story.data or "",
        spot=form.spot.data or "",
        pence=form.cost.data,
        version=int(version) if version.isascii() and version.isdecimal() and len(version) < 10 else -1,
    )


@audience(SIGNED_IN)
async def withdraw(request: Request) -> Response:
    idea = await ideas.own(request.state.visitor, request.path_params["idea"])
    if request.method == "GET":
        return page(request, "pb/ideas/withdrawal.html", {"idea": idea})
    await ideas.withdraw(idea, request.state.visitor, request.state.now)
    return see_other(request, "/account/ideas", notice=_("“%(title)s” is taken back.") % {"title": idea.title})
