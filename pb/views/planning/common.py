"""What the pages of planning share: the cycle of the address, the version seen, refusals beside their field."""

from typing import Any, BinaryIO

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from pb.cycles import by_slug, may_be_done
from pb.models import Cycle
from web.audience import permitted
from web.pages import page, see_other
from web.versions import VersionedForm

OFFICER = permitted("cycles.edit")


async def cycle_of(request: Request) -> Cycle:
    """Raises NotFound, which becomes a page."""
    return await by_slug(request.path_params["slug"])


async def typed(request: Request) -> Any:
    """What was sent, or None when the page is only looked at."""
    return await request.form() if request.method == "POST" else None


def plan_page(
    request: Request, template: str, cycle: Cycle, form: VersionedForm, fragment: str | None = None, **more: Any
) -> Response:
    """A page of the plan. `frozen` says that the time for changes is over: then it is only there to be read."""
    context = {"form": form, "cycle": cycle, "frozen": "plan" not in may_be_done(cycle, request.state.now), **more}
    status = 200 if fragment else status_of(request)
    return page(request, template, context, fragment=fragment, status=status)


def saved(request: Request, cycle: Cycle, notice: str) -> Response:
    return see_other(request, f"/office/cycles/{cycle.slug}", notice=notice)


def sent_file(sent: FormData) -> BinaryIO | None:
    """The file of a form whose question for it is called `file`."""
    upload = sent.get("file")
    return upload.file if isinstance(upload, UploadFile) and upload.filename else None


def file_answer(content: bytes, name: str) -> Response:
    """A file to keep. `name` is made of letters that are safe in a header."""
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(content, media_type="application/octet-stream", headers=headers)


def status_of(request: Request) -> int:
    return 200 if request.method == "GET" else 422
