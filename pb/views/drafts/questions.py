"""The first questions about an idea: what is it, and what would happen."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from wtforms import SelectField, StringField, TextAreaField

from pb.cycles import CycleRefused, current_cycle, demand_phase
from pb.ideas import drafts
from pb.ideas.search import similar
from pb.ideas.writing import IdeaRefused
from pb.models import Cycle, Idea, Theme
from pb.text import LONGEST_BODY, LONGEST_TITLE
from pb.views.drafts.common import draft_of, next_page, unknown_network, writer_of
from web.audience import EVERYONE, audience
from web.forms import Form, at_most, choices, required
from web.language import _
from web.pages import page, see_other, settings_of


class TitleForm(Form):
    title = StringField(_("What is your idea?"), [*required(_("Give your idea a short name.")), at_most(LONGEST_TITLE)])


class StoryForm(Form):
    story = TextAreaField(
        _("Tell us more"),
        [
            *required(_("Tell us what would happen and who it would help. One sentence is enough.")),
            at_most(LONGEST_BODY),
        ],
    )
    theme = SelectField(_("What is it about? (optional)"), validate_choice=False)


@audience(EVERYONE)
async def new(request: Request) -> Response:
    now = request.state.now
    cycle = await current_cycle(now)
    form = TitleForm(await request.form()) if request.method == "POST" else TitleForm()
    if cycle is not None and request.method == "POST" and form.validate():
        try:
            draft = await drafts.start(
                writer_of(request), cycle, form.title.data or "", now, network=unknown_network(request)
            )
            return see_other(request, next_page(draft))
        except (IdeaRefused, CycleRefused) as refused:
            form.refuse("title", refused.sentence)
    context = {
        "form": form,
        "cycle": cycle,
        "drafts": await drafts.all_of(writer_of(request)),
        "closed": _closed(cycle, request),
    }
    return page(request, "pb/drafts/new.html", context, status=422 if request.method == "POST" else 200)


def _closed(cycle: Cycle | None, request: Request) -> str:
    """Why no ideas can be sent now; empty when they can."""
    try:
        if cycle is not None:
            demand_phase(cycle, "submit", request.state.now)
    except CycleRefused as refused:
        return refused.sentence
    return ""


@audience(EVERYONE)
async def show(request: Request) -> Response:
    return see_other(request, next_page(await draft_of(request)))


@audience(EVERYONE)
async def title(request: Request) -> Response:
    draft = await draft_of(request)
    if request.method == "GET":
        return page(request, "pb/drafts/title.html", {"draft": draft, "form": TitleForm(None, {"title": draft.title})})
    form = TitleForm(await request.form())
    if not form.validate():
        return page(request, "pb/drafts/title.html", {"draft": draft, "form": form}, status=422)
    try:
        await drafts.keep_title(draft, form.title.data or "", request.state.now)
    except IdeaRefused as refused:
        form.refuse("title", refused.sentence)
        return page(request, "pb/drafts/title.html", {"draft": draft, "form": form}, status=422)
    return see_other(request, next_page(draft))


@audience(EVERYONE)
async def story(request: Request) -> Response:
    draft = await draft_of(request)
    themes = await Theme.filter(cycle_id=draft.cycle_id).order_by("position", "id")
    form = StoryForm(await request.form()) if request.method == "POST" else StoryForm(None, _story_so_far(draft))
    form.theme.choices = choices([("", _("Choose a theme"))] + [(str(t.id), t.name) for t in themes])
    if request.method == "POST" and form.validate():
        theme_id = _number(form.theme.data)
        try:
            await drafts.keep_story(draft, form.story.data or "", theme_id, request.state.now)
            return see_other(request, next_page(draft))
        except IdeaRefused as refused:
            form.refuse(refused.field, refused.sentence)
    context = {
        "draft": draft,
        "form": form,
        "themes": themes,
        "similar": await similar(draft.cycle_id, draft.title),
    }
    return page(request, "pb/drafts/story.html", context, status=422 if form.errors else 200)


def _story_so_far(draft: Idea) -> dict[str, str]:
    return {"story": draft.body, "theme": str(draft.theme_id or "")}


def _number(text: object) -> int | None:
    """A number that a select sent; 0, which nothing has, for what is no number."""
    if not text:
        return None
    return int(text) if isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < 19 else 0


@audience(EVERYONE)
async def remove(request: Request) -> Response:
    await drafts.delete(await draft_of(request), Path(settings_of(request).media_dir))
    return see_other(request, "/ideas", notice=_("Your draft is deleted."))
