"""Who can open the ballots: the site by itself, or two people outside, who have to rehearse before it is frozen."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import FileField, RadioField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional

from ballot_box.models import Stock, Trustees
from ballot_box.trustees import pairs, spelling
from ballot_box.trustees.pairs import Trustee
from pb.cycles import trustees
from pb.models import Cycle, Sealing
from pb.views.planning.common import OFFICER, cycle_of, file_answer, plan_page, saved, sent_file, typed
from web.audience import audience
from web.forms import at_most, choices
from web.language import _
from web.pages import see_other
from web.refusals import NotFound
from web.versions import VersionedForm, carried_out

CHOICES = [
    (Sealing.SEALED.value, _("Two people outside, together: the vote is sealed")),
    (Sealing.OPEN.value, _("The site by itself: the vote is not sealed")),
]
MOST_BYTES = 200_000


def _name(words: str) -> StringField:
    return StringField(words, [Optional(), at_most(pairs.LONGEST_NAME)])


def _role() -> StringField:
    return StringField(_("Who are they?"), [Optional(), at_most(pairs.LONGEST_ROLE)])


def _key() -> TextAreaField:
    """Two lines, so that all of it can be compared at a glance."""
    return TextAreaField(_("Their public key"), [Optional(), at_most(spelling.LONGEST)])


class SealingForm(VersionedForm):
    sealing = RadioField(
        _("Who can open the ballots?"), [InputRequired(_("Choose one of the answers."))], choices=choices(CHOICES)
    )
    first_name = _name(_("Who opens first?"))
    first_role = _role()
    first_key = _key()
    last_name = _name(_("Who opens last?"))
    last_role = _role()
    last_key = _key()

    def trustee(self, which: str) -> Trustee:
        found = [str(self[f"{which}_{part}"].data or "") for part in ("name", "role", "key")]
        return Trustee(*found)


class RehearsalForm(VersionedForm):
    file = FileField(_("The file that the two brought back"))


@audience(OFFICER)
async def edit(request: Request) -> Response:
    cycle = await cycle_of(request)
    pair = await trustees.trustees_of(cycle)
    form = SealingForm(await typed(request), {"version": cycle.version, "sealing": cycle.sealing.value, **_kept(pair)})

    async def keep() -> None:
        visitor, now = request.state.visitor, request.state.now
        if form.sealing.data == Sealing.SEALED:
            first, last = form.trustee("first"), form.trustee("last")
            await trustees.seal_to(visitor, cycle.id, form.seen(), first, last, now)
        else:
            await trustees.leave_open(visitor, cycle.id, form.seen(), now)

    if request.method == "POST" and await carried_out(form, keep):
        if form.sealing.data == Sealing.OPEN:
            return saved(request, cycle, _("Saved: the vote is not sealed, and the page of the fund will say so."))
        return see_other(request, _here(cycle), notice=_("Saved who opens the ballots. Now rehearse it with them."))
    rehearsals = await pairs.rehearsals_of(pair) if pair else []
    return plan_page(request, "pb/planning/trustees.html", cycle, form, pair=pair, rehearsals=rehearsals)


def _kept(pair: Trustees | None) -> dict[str, str]:
    if pair is None:
        return {}
    return {
        "first_name": pair.first_name, "first_role": pair.first_role, "first_key": spelling.spelled(pair.first_key),
        "last_name": pair.last_name, "last_role": pair.last_role, "last_key": spelling.spelled(pair.last_key),
    }  # fmt: skip


def _here(cycle: Cycle) -> str:
    return f"/office/cycles/{cycle.slug}/trustees"


async def _named(request: Request) -> tuple[Cycle, Trustees, Stock]:
    """Raises NotFound where nobody is named, or for a rehearsal that there is not."""
    cycle = await cycle_of(request)
    pair = await trustees.trustees_of(cycle)
    stock = next((one for one in Stock if one.value == request.path_params["stock"]), None)
    if pair is None or stock is None:
        raise NotFound(_("There is no such rehearsal. Name the two people first."))
    return cycle, pair, stock


@audience(OFFICER, most_bytes=MOST_BYTES)
async def rehearsal(request: Request) -> Response:
    """One rehearsal: the test ballot to take to the two, and the place for what they bring back."""
    cycle, pair, stock = await _named(request)
    sent = await typed(request)
    form = RehearsalForm(sent, {"version": cycle.version})
    if request.method == "POST" and await carried_out(
        form,
        lambda: trustees.take_in_rehearsal(
            request.state.visitor, cycle.id, form.seen(), stock, sent_file(sent), request.state.now
        ),
    ):
        return see_other(request, _here(cycle), notice=_("The test ballot was opened. This rehearsal is done."))
    held = {one.stock: one for one in await pairs.rehearsals_of(pair)}[stock]
    return plan_page(
        request, "pb/planning/rehearsal.html", cycle, form, pair=pair, stock=stock.value, held=held.held_at
    )


@audience(OFFICER)
async def box(request: Request) -> Response:
    """The test ballot in its box."""
    _cycle, pair, stock = await _named(request)
    return file_answer(await pairs.file_of(pair, stock), f"rehearsal-{pair.id}-{stock.value}-boxes.jsonl")
