"""What waits for a moderator, and publishing ideas from it."""

from starlette.requests import Request
from starlette.responses import Response

from pb.moderation import ideas
from pb.moderation.queue import WORKING_DAYS, queue
from pb.moderation.refusals import ModerationRefused
from pb.views.moderation.forms import MODERATOR, QUEUE
from web.audience import audience
from web.language import _, ngettext
from web.pages import page, see_other


@audience(MODERATOR)
async def index(request: Request) -> Response:
    return await _page(request, [])


async def _page(request: Request, errors: list[str], done: str = "") -> Response:
    context = {
        "queue": await queue(request.state.visitor, request.state.now),
        "errors": [(sentence, None) for sentence in errors],
        "done": done,
        "working_days": WORKING_DAYS,
    }
    return page(request, "pb/moderation/index.html", context, status=422 if errors else 200)


@audience(MODERATOR)
async def publish(request: Request) -> Response:
    """Each ticked box says which idea, and which version of it the moderator read: "12.3"."""
    seen = versions_in([str(text) for text in (await request.form()).getlist("idea")])
    if not seen:
        return await _page(request, [_("Tick the ideas that everybody should see.")])
    try:
        outcome = await ideas.publish(request.state.visitor, seen, request.state.now)
    except ModerationRefused as refused:
        return await _page(request, [refused.sentence])
    count = len(outcome.published)
    done = ngettext("%(count)s idea is public now.", "%(count)s ideas are public now.", count) % {"count": count}
    if outcome.left_out:
        return await _page(request, outcome.left_out, done if count else "")
    return see_other(request, QUEUE, notice=done)


def versions_in(texts: list[str]) -> dict[int, int]:
    """Ids and versions out of "12.3"; anything else is ignored."""
    seen = {}
    for text in texts:
        idea, _dot, version = text.partition(".")
        if len(text) <= 20 and idea.isascii() and idea.isdecimal() and version.isascii() and version.isdecimal():
            seen[int(idea)] = int(version)
    return {idea: version for idea, version in seen.items() if max(idea, version) < 2**63}
