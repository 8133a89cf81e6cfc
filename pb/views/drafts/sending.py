"""Check the answers and send the idea. Who is not signed in proves an email address on the way, without leaving it."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import EmailField, StringField, validators

from pb import ideas
from pb.cycles import CycleRefused, demand_phase
from pb.ideas import belonging, drafts
from pb.ideas.belonging import BelongingUnknown
from pb.ideas.writing import IdeaRefused
from pb.models import Idea
from pb.views.belonging import BelongingForm, ties_in_words
from pb.views.drafts.common import draft_of, next_page
from residents.limits import network_of
from residents.models import SignInChallenge
from residents.sessions import person_of
from residents.sign_in import SignInRefused, TooManyTries, device_of, enter_with_code, request_code
from web.audience import EVERYONE, SIGNED_IN, audience
from web.forms import Form, required
from web.language import _
from web.pages import keep_browser, keep_session, page, see_other
from web.refusals import NotFound


class EmailForm(Form):
    email = EmailField(_("Your email address"), [validators.Optional()])


class CodeForm(Form):
    code = StringField(_("The code from the email"), required(_("Type the 8 numbers from the email.")))


@audience(EVERYONE)
async def check(request: Request) -> Response:
    draft = await _unsent(request)
    if isinstance(draft, Response):
        return draft
    if next_page(draft) != request.url.path:
        return see_other(request, next_page(draft))
    sent = await request.form() if request.method == "POST" else None
    form, where = EmailForm(sent), BelongingForm(sent, draft.cycle.ties)
    if request.method == "GET":
        return await _check_page(request, draft, form, where)
    try:
        demand_phase(draft.cycle, "submit", request.state.now)
        if not request.state.visitor.signed_in:
            return await _ask_for_code(request, draft, str(form.email.data or ""))
        if not where.postcode.data or await where.declare(request.state.visitor, request.state.now):
            await drafts.submit(draft, request.state.visitor, request.state.now)
            return see_other(request, f"/ideas/{draft.id}/received")
    except SignInRefused as refused:
        form.refuse("email", refused.sentence)
    except (CycleRefused, IdeaRefused, BelongingUnknown) as refused:
        form.form_errors.append(refused.sentence)
    return await _check_page(request, draft, form, where, 422)


async def _unsent(request: Request) -> Idea | Response:
    """The draft; for who pressed twice and has sent it, the page that says so; NotFound for anybody else."""
    try:
        return await draft_of(request)
    except NotFound:
        number, challenge = request.path_params["draft"], request.path_params.get("challenge")
        if not await ideas.is_own(request.state.visitor, number) and not await _has_just_sent(
            request, number, challenge
        ):
            raise
        return see_other(request, f"/ideas/{number}/received")


async def _has_just_sent(request: Request, number: int, challenge: int | None) -> bool:
    """Whether this browser asked for the code with which this idea was sent, but has no session of it yet."""
    if challenge is None:
        return False
    return await SignInChallenge.exists(
        id=challenge,
        browser_hash=request.state.browser.hashed(),
        next_path=f"/ideas/drafts/{number}/check",
        used_at__isnull=False,
    )


async def _check_page(
    request: Request, draft: Idea, form: EmailForm, where: BelongingForm, status: int = 200
) -> Response:
    visitor = request.state.visitor
    context = {
        "draft": draft,
        "form": form,
        "where": where,
        "ask_where": visitor.signed_in and not await belonging.is_known(draft.cycle, visitor, "suggest"),
        "ties": ties_in_words(draft.cycle.ties),
    }
    return page(request, "pb/drafts/check.html", context, status=status)


async def _ask_for_code(request: Request, draft: Idea, email: str) -> Response:
    challenge = await request_code(
        email,
        keep_browser(request),
        f"/ideas/drafts/{draft.id}/check",
        request.state.now,
        network=network_of(request.client.host if request.client else ""),
    )
    return see_other(request, f"/ideas/drafts/{draft.id}/codes/{challenge}")


@audience(EVERYONE)
async def code(request: Request) -> Response:
    """The code signs in and sends the idea at once."""
    draft = await _unsent(request)
    if isinstance(draft, Response):
        return draft
    if request.state.visitor.signed_in and request.method == "GET":
        return see_other(request, next_page(draft))
    form = CodeForm(await request.form()) if request.method == "POST" else CodeForm()
    if request.method == "POST" and form.validate():
        try:
            entered = await enter_with_code(
                request.path_params["challenge"],
                form.code.data or "",
                keep_browser(request),
                device_of(request.headers.get("user-agent", "")),
                request.state.now,
                replacing=request.state.visitor.session,
            )
        except SignInRefused as refused:
            form.refuse("code", refused.sentence)
            status = 429 if isinstance(refused, TooManyTries) else 422
            return page(request, "pb/drafts/code.html", {"draft": draft, "form": form}, status=status)
        return keep_session(request, await _send_after(request, draft, entered.session_key), entered.session_key)
    return page(request, "pb/drafts/code.html", {"draft": draft, "form": form}, status=422 if form.errors else 200)


async def _send_after(request: Request, draft: Idea, session_key: str) -> Response:
    """Somebody has just come in, and the draft is theirs now. It is sent; if it cannot be, it is kept."""
    person = await person_of(session_key, request.state.now)
    try:
        await drafts.submit(draft, person, request.state.now)
    except (CycleRefused, IdeaRefused, BelongingUnknown) as refused:
        kept = _("Your idea is kept, but not sent yet. %(why)s") % {"why": refused.sentence}
        return see_other(request, f"/ideas/drafts/{draft.id}/check", notice=kept)
    return see_other(request, f"/ideas/{draft.id}/received")


@audience(SIGNED_IN)
async def received(request: Request) -> Response:
    """What happens next, and by when."""
    idea = await ideas.own(request.state.visitor, request.path_params["idea"])
    checked_by = drafts.checked_by(idea.submitted_at or request.state.now)
    return page(request, "pb/drafts/received.html", {"idea": idea, "checked_by": checked_by})
