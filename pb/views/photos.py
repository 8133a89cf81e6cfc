"""Photos: sent by the author of a draft or an idea, and shown to everybody."""

import re
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, Response
from wtforms import FileField, StringField, validators

from pb import ideas
from pb.cycles import CycleRefused
from pb.ideas import drafts, photos
from pb.ideas.changes import ChangedMeanwhile
from pb.ideas.photos import PhotoRefused
from pb.ideas.writing import IdeaRefused
from pb.models import Cycle, Idea, IdeaState
from pb.views.drafts.common import next_page, writer_of
from web.audience import EVERYONE, audience
from web.forms import Form, at_most
from web.language import _
from web.pages import page, see_other, settings_of
from web.refusals import NotFound

_NAME = re.compile(r"[0-9a-f]{32}\.webp")


class PhotoForm(Form):
    photo = FileField(_("Choose a photo"), [validators.Optional()])
    alt = StringField(_("What does the photo show?"), [validators.Optional(), at_most(photos.LONGEST_ALT)])


@audience(EVERYONE, most_bytes=photos.MOST_BYTES + 20_000)
async def photo(request: Request) -> Response:
    """Choose a photo, describe it again, or take it away."""
    idea = await _own(request)
    if request.method == "GET":
        form = PhotoForm(None, {"alt": idea.photo.alt if idea.photo else ""})
        return page(request, "pb/drafts/photo.html", {"idea": idea, "form": form, "back": _back(idea)})
    sent = await request.form()
    form = PhotoForm(sent)
    if form.validate():
        try:
            await _keep(request, idea, sent)
            return see_other(request, _back(idea))
        except PhotoRefused as refused:
            form.refuse(refused.field, refused.sentence)
        except (CycleRefused, IdeaRefused, ChangedMeanwhile) as refused:
            form.form_errors.append(refused.sentence)
    return page(request, "pb/drafts/photo.html", {"idea": idea, "form": form, "back": _back(idea)}, status=422)


async def _own(request: Request) -> Idea:
    """A draft of this browser or person, or an idea that this person has sent. NotFound otherwise."""
    number = request.path_params["idea"]
    try:
        return await drafts.of(writer_of(request), number)
    except NotFound:
        return await ideas.own(request.state.visitor, number)


async def _keep(request: Request, idea: Idea, sent: FormData) -> None:
    now, folder = request.state.now, Path(settings_of(request).media_dir)
    if idea.state is not IdeaState.DRAFT:
        ideas.demand_editable(idea, await Cycle.get(id=idea.cycle_id), now)
    file, alt = sent.get("photo"), str(sent.get("alt", ""))
    if sent.get("act") == "remove":
        await photos.remove(idea, folder, now)
    elif isinstance(file, UploadFile) and file.filename:
        await photos.keep(idea, request.state.visitor, file.file, alt, folder, now)
    elif idea.photo_id is not None:
        await photos.describe(idea, alt, now)
    else:
        raise PhotoRefused(_("Choose a photo first, or go back without one."))


def _back(idea: Idea) -> str:
    return next_page(idea) if idea.state is IdeaState.DRAFT else f"/ideas/{idea.id}"


@audience(EVERYONE)
async def media(request: Request) -> Response:
    """A photo by its random name. It never changes, so it can be kept for ever."""
    name = request.path_params["name"]
    path = Path(settings_of(request).media_dir) / name
    if not _NAME.fullmatch(name) or not path.is_file():
        raise HTTPException(404)
    return FileResponse(
        path,
        media_type="image/webp",
        headers={
            "cache-control": "public, max-age=31536000, immutable",
            "content-security-policy": "default-src 'none'; sandbox",
            "x-content-type-options": "nosniff",
        },
    )
