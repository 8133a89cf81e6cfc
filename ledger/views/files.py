"""The public record, for programs: the files that a mirror holds, and proofs."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import wraps
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from ledger import proofs, standing
from ledger import witness as witness_program
from web.audience import EVERYONE, audience
from web.language import _
from web.refusals import NotFound, Refused

_FOR_GOOD = {"cache-control": "public, max-age=31536000, immutable"}
_FOR_NOW = {"cache-control": "public, max-age=15"}
_LONGEST = 18  # digits, so that a number fits into the database
_View = Callable[[Request], Awaitable[Response]]


def _in_words(view: _View) -> _View:
    """What cannot be answered is answered with a sentence, as plain as the files are."""

    @wraps(view)
    async def answered(request: Request) -> Response:
        try:
            return await view(request)
        except Refused as refusal:
            status = 404 if isinstance(refusal, NotFound) else 422
            return PlainTextResponse(f"{refusal.sentence}\n", status)

    return answered


@audience(EVERYONE)
@_in_words
async def checkpoint(_request: Request) -> Response:
    latest = await standing.latest()
    if latest is None:
        raise NotFound(_("The record has not begun yet."))
    return PlainTextResponse(latest.text, headers=_FOR_NOW)


@audience(EVERYONE)
@_in_words
async def key(_request: Request) -> Response:
    found = standing.key()
    if not found:
        raise NotFound(_("The record has not begun yet."))
    return PlainTextResponse(f"{found}\n", headers=_FOR_NOW)


@audience(EVERYONE)
@_in_words
async def checkpoints(request: Request) -> Response:
    """The oldest thousand, or those after a size. A mirror asks again with the size of the last it got."""
    found = await standing.checkpoints(_number(request, "after") or 0)
    return PlainTextResponse("".join(one.line for one in found), headers=_FOR_NOW)


@audience(EVERYONE)
@_in_words
async def leaves(request: Request) -> Response:
    """A thousand leaves a file; its name is its number, with or without zeros before and .jsonl behind."""
    name = str(request.path_params["name"]).removesuffix(".jsonl")
    found = await standing.leaves_file(int(name)) if _is_number(name) and len(name) <= 12 else None
    if found is None:
        raise NotFound(_("There is no such file of leaves."))
    text, full = found
    return PlainTextResponse(text, headers=_FOR_GOOD if full else _FOR_NOW)


@audience(EVERYONE)
@_in_words
async def inclusion(request: Request) -> Response:
    leaf = request.query_params.get("leaf", "").strip().lower()
    size = _number(request, "size")
    if len(leaf) == 64 and all(letter in "0123456789abcdef" for letter in leaf):
        found = await proofs.inclusion(leaf, size)
    elif _is_number(leaf):
        found = await proofs.inclusion(int(leaf), size)
    else:
        raise Refused(_("Write leaf=NUMBER or leaf=HASH, and size=NUMBER if you like."))
    return JSONResponse(asdict(found), headers=_FOR_NOW if size is None else _FOR_GOOD)


@audience(EVERYONE)
@_in_words
async def consistency(request: Request) -> Response:
    old, new = _number(request, "from"), _number(request, "to")
    if old is None:
        raise Refused(_("Write from=NUMBER, and to=NUMBER if you like."))
    found = await proofs.consistency(old, new)
    return JSONResponse(asdict(found), headers=_FOR_NOW if new is None else _FOR_GOOD)


@audience(EVERYONE)
async def witness(_request: Request) -> Response:
    """The program that a witness runs: one file that needs nothing else of ours."""
    text = Path(witness_program.__file__).read_text("utf-8")
    headers = {"content-disposition": 'attachment; filename="witness.py"', **_FOR_NOW}
    return PlainTextResponse(text, media_type="text/x-python", headers=headers)


def _number(request: Request, name: str) -> int | None:
    text = request.query_params.get(name)
    if text is None:
        return None
    if not _is_number(text):
        raise Refused(_("%(name)s must be a whole number.") % {"name": name})
    return int(text)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _LONGEST
