"""One draw in the office: fixed in the record by two officers, held with public chance, declared void by two."""

from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired

from assembly import draws
from assembly.draws import auditing, beginning, committing, holding, refusing, sources, telling, voiding
from assembly.models import Assembly, Draw, DrawState
from assembly.views.common import assembly_of, office_page, saved, typed
from assembly.views.draws.preparing import PREPARES, SEES
from residents import approvals
from residents.models import Account, Approval
from web.audience import audience, permitted
from web.fields import MomentField, given
from web.forms import Form, at_most, carried_out, choices, required
from web.language import _
from web.pages import see_other
from web.protection import content_policy

COMMITS = permitted("draws.commit")
DRAWS = permitted("draws.draw")
VOIDS = permitted("draws.void")


class CommitmentForm(Form):
    when = MomentField(_("When is the draw?"), [given(_("Choose a day and a time."))])
    place = StringField(
        _("Where can people watch?"),
        [*required(_("Write where, such as “Town Hall, and the live stream”.")), at_most(200)],
    )
    sources = SelectMultipleField(_("What decides?"))
    because = TextAreaField(_("A word to the second officer"), [*required(_("Write a sentence.")), at_most(1000)])

    def __init__(self, data: Any = None, defaults: Any = None) -> None:
        super().__init__(data, defaults)
        self.sources.choices = choices(
            [
                ("balls", _("Balls, drawn by somebody in the room")),
                ("dice", _("Dice, rolled by somebody in the room")),
                ("drand", _("A public beacon on the internet (drand)")),
            ]
        )


class ChanceForm(Form):
    typed = StringField(_("What came?"), required(_("Type what came.")))


class SureChanceForm(ChanceForm):
    sure = BooleanField(_("Yes, this is what came"), [InputRequired(_("Read it out once more, then tick the box."))])


class VoidForm(Form):
    because = TextAreaField(
        _("Why does this draw not count? Everybody can read this."),
        [*required(_("Write the reason.")), at_most(2000)],
        id="void-because",  # other forms stand on the same page
    )


class StopForm(Form):
    because = StringField(
        _("Why is it stopped? Everybody can read this."),
        [*required(_("Write the reason.")), at_most(beginning.LONGEST_REASON)],
        id="stop-because",
    )


async def draw_of(request: Request) -> tuple[Assembly, Draw]:
    assembly = await assembly_of(request)
    return assembly, await draws.one(assembly, request.path_params["number"])


@audience(SEES)
async def show(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    return await _show(request, assembly, draw)


async def _show(
    request: Request, assembly: Assembly, draw: Draw, forms: dict[str, Any] | None = None, form: Form | None = None
) -> Response:
    fixed = draw.commitment != ""
    context = {
        "draw": draw,
        "state": telling.state_words(draw),
        "kind": telling.kind_words(draw),
        "doing": telling.doing_words(draw),
        "sources": telling.sources_of(draw) if fixed else [],
        "chart": telling.chart(draw.report) if draw.report else [],
        "chance": telling.chance_words,
        "percent": telling.share_words,
        "commitment_asked": await _asked(draw, committing.ACT, request),
        "void_asked": await _asked(draw, voiding.ACT, request),
        "commitment_form": CommitmentForm(
            None, {"when": assembly.draw_at, "place": assembly.draw_place, "sources": ["balls"]}
        ),
        "chance_form": ChanceForm(),
        "void_form": VoidForm(),
        "stop_form": StopForm(),
        "form": form,
        "begun": fixed and request.state.now >= holding.commitment_of(draw).when,
        "when": holding.commitment_of(draw).when if fixed else None,
        "changes": draw.changes,
        **(forms or {}),
    }
    return await office_page(request, "assembly/draws/show.html", assembly, context, fragment="work")


async def _asked(draw: Draw, act: str, request: Request) -> dict[str, Any] | None:
    """The question that waits for a second officer, in words, and whether this visitor asked it."""
    found: Approval | None = await approvals.waiting_for(draws.thing_of(draw), act, request.state.now)
    if found is None:
        return None
    asker = await Account.get(id=found.asked_by_id)
    payload: dict[str, Any] = dict(found.payload)
    names = {"balls": _("balls"), "dice": _("dice"), "drand": _("a public beacon (drand)")}
    return {
        "id": found.id,
        "because": found.because,
        "by": asker.display_name,
        "own": asker.id == request.state.visitor.account_id,
        "when": sources.moment_of(payload.get("when")),
        "place": payload.get("place", ""),
        "kinds": [names[kind] for kind in payload.get("kinds", [])],
    }


def _back(request: Request, assembly: Assembly, draw: Draw, notice: str) -> Response:
    return saved(request, assembly, notice, f"draws/{draw.number}")


@audience(PREPARES)
async def stop(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    form = StopForm(await typed(request))

    async def act() -> None:
        await beginning.stop(request.state.visitor, draw.id, form.because.data or "", request.state.now)

    if await carried_out(form, act):
        return saved(request, assembly, _("Stopped. People can register again."), "draws")
    return await _show(request, assembly, draw, {"stop_form": form}, form)


async def _refuse(request: Request, draw: Draw, permission: str, act: str) -> None:
    approval, now = request.path_params["approval"], request.state.now
    await refusing.refuse(request.state.visitor, permission, act, draw.id, approval, now)


@audience(COMMITS)
async def ask_to_commit(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    form = CommitmentForm(await typed(request))

    async def act() -> None:
        assert form.when.data is not None
        await committing.ask(
            request.state.visitor, draw.id, form.sources.data or [], form.when.data, form.place.data or "",
            form.because.data or "", request.state.now,
        )  # fmt: skip

    if await carried_out(form, act):
        return _back(request, assembly, draw, _("Asked. Another officer has to agree within a day."))
    return await _show(request, assembly, draw, {"commitment_form": form}, form)


@audience(COMMITS)
async def commit(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    await committing.commit(request.state.visitor, draw.id, request.path_params["approval"], request.state.now)
    return _back(request, assembly, draw, _("Fixed. From now on nothing about this draw can change."))


@audience(COMMITS)
async def refuse_commitment(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    await _refuse(request, draw, committing.MAY, committing.ACT)
    return _back(request, assembly, draw, _("Not agreed. Somebody can propose it anew."))


@audience(DRAWS)
async def chance(request: Request) -> Response:
    """Type in what one source said: once to look at it, big; and once more to keep it for good."""
    assembly, draw = await draw_of(request)
    kind = str(request.path_params["kind"])
    sent = await typed(request)
    form = SureChanceForm(sent) if sent is not None and "sure" in sent else ChanceForm(sent)
    sure = isinstance(form, SureChanceForm)

    async def act() -> None:
        if sure:
            await holding.keep(request.state.visitor, draw.id, kind, form.typed.data or "", request.state.now)
        else:
            holding.check(draw, kind, form.typed.data or "", request.state.now)

    if sent is not None and await carried_out(form, act):
        if sure:
            return _kept(request, assembly, await draws.one(assembly, draw.number), kind)
        asks = SureChanceForm(None, {"typed": form.typed.data})
        return await _chance_page(request, assembly, draw, kind, asks, 200)
    return await _chance_page(request, assembly, draw, kind, form)


def _kept(request: Request, assembly: Assembly, draw: Draw, kind: str) -> Response:
    if draw.state is DrawState.DRAWN:
        return see_other(request, f"/assemblies/{assembly.slug}/draws/{draw.number}", notice=_("The panel is drawn."))
    return _back(request, assembly, draw, _("Kept. Everybody can see it now."))


async def _chance_page(
    request: Request, assembly: Assembly, draw: Draw, kind: str, form: Form, status: int | None = None
) -> Response:
    found = [one for one in telling.sources_of(draw) if one.kind == kind] if draw.commitment else []
    if not found:
        return see_other(request, f"/office/assemblies/{assembly.id}/draws/{draw.number}")
    context = {"draw": draw, "source": found[0], "form": form, "sure": isinstance(form, SureChanceForm)}
    answer = await office_page(request, "assembly/draws/chance.html", assembly, context, status=status)
    if found[0].addresses:  # the officer's browser may ask the beacon; the site itself never does
        answer.headers["content-security-policy"] = content_policy(*sources.BEACONS)
    return answer


@audience(VOIDS)
async def ask_to_void(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    form = VoidForm(await typed(request))

    async def act() -> None:
        await voiding.ask(request.state.visitor, draw.id, form.because.data or "", request.state.now)

    if await carried_out(form, act):
        return _back(request, assembly, draw, _("Asked. Another officer has to agree within a day."))
    return await _show(request, assembly, draw, {"void_form": form}, form)


@audience(VOIDS)
async def void(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    await voiding.void(request.state.visitor, draw.id, request.path_params["approval"], request.state.now)
    return _back(request, assembly, draw, _("This draw does not count. Everybody can read why."))


@audience(VOIDS)
async def refuse_void(request: Request) -> Response:
    assembly, draw = await draw_of(request)
    await _refuse(request, draw, voiding.MAY, voiding.ACT)
    return _back(request, assembly, draw, _("Not agreed. The draw stands."))


@audience(permitted("draws.commit"))
async def for_auditors(request: Request) -> Response:
    """Everybody's features by pseudonym, for an auditor who promised silence. Journalled."""
    assembly, draw = await draw_of(request)
    written = await auditing.hand_out(request.state.visitor, draw, request.state.now)
    name = f"pool-{assembly.slug}-{draw.number}.jsonl"
    return Response(
        written, media_type="application/jsonl", headers={"content-disposition": f'attachment; filename="{name}"'}
    )
