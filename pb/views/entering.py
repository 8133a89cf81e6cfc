"""Entering an idea for somebody: its title first, to see whether it is there already, then the rest."""

from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, FileField, RadioField, SelectField, StringField, TextAreaField, validators

from pb.cycles import CycleRefused
from pb.cycles.themes import themes_of
from pb.ideas import photos
from pb.ideas.entering import Entry, Upload, channels, enter, ideas_are_over, takes_entries
from pb.ideas.photos import PhotoRefused
from pb.ideas.search import similar
from pb.ideas.writing import IdeaRefused
from pb.models import Cycle, Pot
from pb.text import LONGEST_BODY, LONGEST_TITLE
from web.audience import audience, permitted
from web.fields import PoundsField
from web.forms import Form, at_most, number
from web.language import _
from web.pages import page, see_other, settings_of

ENTERS = permitted("ideas.enter-for-somebody")


class EntryForm(Form):
    title = StringField(_("Name of the idea"), [validators.Optional(), at_most(LONGEST_TITLE)])
    story = TextAreaField(
        _("What would happen, and who would it help?"), [validators.Optional(), at_most(LONGEST_BODY)]
    )
    pot = SelectField(_("Where would it happen?"), validate_choice=False)
    spot = StringField(_("Where exactly?"))
    theme = SelectField(_("What is it about?"), validate_choice=False)
    cost = PoundsField(_("What might it cost?"))
    photo = FileField(_("A photo"))
    alt = StringField(_("What does the photo show?"))
    name = StringField(_("Name to show"))
    email = StringField(_("Their email address"))
    channel = RadioField(_("How did you hear it?"), validate_choice=False)
    heard_at = StringField(_("Where was that?"))
    in_time = BooleanField(_("It was handed in before ideas ended"))


@audience(ENTERS, most_bytes=photos.MOST_BYTES + 100_000)
async def new(request: Request) -> Response:
    now = request.state.now
    cycles = [one for one in await Cycle.filter(imported=False).order_by("-id").limit(50) if takes_entries(one, now)]
    data = await request.form() if request.method == "POST" else None
    asked = data if data is not None else request.query_params
    wanted = str(asked.get("cycle", ""))
    cycle = next((one for one in cycles if one.slug == wanted), cycles[0] if len(cycles) == 1 else None)
    title = str(asked.get("title", ""))[:LONGEST_TITLE].strip()
    if cycle is None or (data is None and not title):
        context = {"cycles": [(one.slug, one.name) for one in cycles], "title": title, "asked": bool(title)}
        return page(request, "pb/entering/title.html", context, status=422 if data is not None else 200)
    form = await _form(cycle, data, title)
    if data is not None and await _entered(request, cycle, form, data):
        notice = _("The idea is in. A moderator reads it next.")
        return see_other(request, "/office/ideas", notice=notice)
    context = {
        "cycle": cycle,
        "form": form,
        "similar": await similar(cycle.id, title),
        "late": ideas_are_over(cycle, now),
    }
    return page(request, "pb/entering/new.html", context, status=422 if data is not None else 200)


async def _form(cycle: Cycle, data: FormData | None, title: str) -> EntryForm:
    form = EntryForm(data, {"title": title})
    pots = await Pot.filter(cycle_id=cycle.id).order_by("position", "id")
    form.pot.choices = [("", _("Choose")), *((str(pot.id), pot.name) for pot in pots)]
    form.theme.choices = [("", _("None of these")), *((str(one.id), one.name) for one in await themes_of(cycle.id))]
    form.channel.choices = channels()
    return form


async def _entered(request: Request, cycle: Cycle, form: EntryForm, data: FormData) -> bool:
    """Whether it is in; if not, the form says why."""
    if not form.validate():
        return False
    settings = settings_of(request)
    file = data.get("photo")
    upload = Upload(file.file, form.alt.data or "") if isinstance(file, UploadFile) and file.filename else None
    reserved, media = [settings.council_name, settings.service_name], Path(settings.media_dir)
    try:
        await enter(request.state.visitor, cycle, _entry(form), upload, reserved, media, request.state.now)
    except (IdeaRefused, PhotoRefused, CycleRefused) as refused:
        if refused.field and refused.field in form:
            form.refuse(refused.field, refused.sentence)
        else:
            form.form_errors.append(refused.sentence)
        return False
    return True


def _entry(form: EntryForm) -> Entry:
    return Entry(
        title=form.title.data or "",
        story=form.story.data or "",
        pot_id=number(form.pot.data),
        theme_id=number(form.theme.data),
        spot=form.spot.data or "",
        pence=form.cost.data,
        name=form.name.data or "",
        email=form.email.data or "",
        channel=form.channel.data or "",
        heard_at=form.heard_at.data or "",
        in_time=bool(form.in_time.data),
    )
