"""What the pages of paper share: who they are for, the batch of the address, refusals beside their question."""

from collections.abc import Awaitable
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import PaperBatch
from ballot_box.paper.steps import look
from web.audience import permitted
from web.forms import number
from web.pages import see_other
from web.refusals import NotAllowed, NotFound, Refused

VIEWERS = permitted("papers.view")
MANAGERS = permitted("papers.manage")
KEYERS = permitted("papers.key")
RULERS = permitted("papers.rule")
SIGNERS = permitted("papers.sign-off")
LIST = "/office/paper"


async def batch_of(request: Request) -> PaperBatch:
    """Raises NotFound, which becomes a page."""
    return await look(id_of(request))


def id_of(request: Request) -> int:
    return int(request.path_params["batch"])


def path_of(batch_id: int, more: str = "") -> str:
    return f"{LIST}/{batch_id}{more}"


async def typed(request: Request) -> Any:
    """What was sent, or None when the page is only looked at."""
    return await request.form() if request.method == "POST" else None


def whole(text: object, otherwise: int = -1) -> int:
    """A count as people type it; `otherwise` for anything that is none."""
    found = number(text)
    return otherwise if found is None else found


async def done_or_said(request: Request, act: Awaitable[Any], notice: str) -> Response:
    """For a button with no question: back to the batch, with what happened or with why it did not."""
    try:
        await act
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        notice = refusal.sentence
    return see_other(request, path_of(id_of(request)), notice=notice)


def status_of(request: Request) -> int:
    return 200 if request.method == "GET" else 422
