"""The outbox as a page, for people who try the site out and send nothing yet. Never in production."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from post.models import Message
from post.sending import with_address
from web.audience import EVERYONE, audience
from web.pages import page, settings_of


@audience(EVERYONE)
async def index(request: Request) -> Response:
    messages = await Message.all().order_by("-id").limit(30)
    for message in messages:
        address = settings_of(request).address
        message.body, message.link = with_address(message.body, address), with_address(message.link, address)
    return page(request, "post/outbox.html", {"messages": messages})


routes = [Route("/outbox", index)]
