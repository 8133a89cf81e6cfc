"""Every batch in one list; a new one."""

from starlette.requests import Request
from starlette.responses import Response

from ballot_box.models import BatchState
from ballot_box.paper import batches, overview
from ballot_box.paper.steps import in_words
from ballot_box.views.paper.common import LIST, MANAGERS, VIEWERS, path_of, status_of, typed, whole
from ballot_box.views.paper.forms import RegisterForm
from residents.models import Venue
from web.audience import audience
from web.forms import carried_out
from web.language import _
from web.pages import page, see_other

KINDS = {
    BatchState.REGISTERED: "info", BatchState.OUT: "info", BatchState.DIFFERS: "bad", BatchState.SIGNED_OFF: "good",
    BatchState.COUNTED: "good", BatchState.VOID: "no",
}  # fmt: skip


@audience(VIEWERS)
async def index(request: Request) -> Response:
    found = await overview.listed(request.state.visitor)
    listed = [(batch, in_words(batch.state), KINDS.get(batch.state, "wait")) for batch in found]
    return page(request, "ballot_box/paper/index.html", {"listed": listed})


@audience(MANAGERS)
async def new(request: Request) -> Response:
    form = RegisterForm(await typed(request))
    venues = await Venue.filter(retired_at__isnull=True).order_by("name").limit(500)
    form.contest.choices = [("", _("Choose")), *await overview.votes_on_paper()]
    form.venue.choices = [("", _("Choose")), *((str(venue.id), venue.name) for venue in venues)]
    registered: list[int] = []

    async def act() -> None:
        election, _colon, contest = str(form.contest.data or "").partition(":")
        batch = await batches.register(
            request.state.visitor, election_id=whole(election), contest=contest, name=str(form.name.data or ""),
            venue_id=whole(form.venue.data), seal=str(form.seal.data or ""), issued=whole(form.issued.data),
            now=request.state.now,
        )  # fmt: skip
        registered.append(batch.id)

    if request.method == "POST" and await carried_out(form, act):
        return see_other(request, path_of(registered[0]), notice=_("The batch is registered. Print it next."))
    context = {"form": form, "venues": venues, "list": LIST}
    return page(request, "ballot_box/paper/new.html", context, status=status_of(request))
