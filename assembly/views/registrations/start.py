"""Where a registration begins: what it is, and the code of a letter or card."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import StringField

from assembly.assemblies import AssemblyRefused, may_be_done, timetable_of
from assembly.invitations import codes as invitation_codes
from assembly.invitations.refusals import CodeRefused, TooManyCodes
from assembly.models import Assembly, Invitation, Registration
from assembly.registrations import codes, drafts, questions
from assembly.registrations.answering import excluded_lines
from assembly.registrations.refusals import RegistrationRefused, TooManyTries
from assembly.secrets import KeyGone
from assembly.views.registrations.common import Subject, assembly_of, network, next_page, registrant_of, start_of
from web.audience import EVERYONE, audience
from web.forms import Form, required
from web.language import _
from web.pages import page, see_other


class CodeForm(Form):
    code = StringField(_("What is the code on your letter or card?"), required(_("Type the code from your letter.")))


@audience(EVERYONE)
async def start(request: Request) -> Response:
    """What it is, for how long, and what one gets. On POST: begin without a letter."""
    assembly = await assembly_of(request)
    refused = ""
    status = 200
    if request.method == "POST":
        try:
            return await _begin(request, assembly, None)
        except (RegistrationRefused, AssemblyRefused) as no:
            refused, status = no.sentence, 429 if isinstance(no, TooManyTries) else 422
    return page(request, "assembly/registrations/start.html", await _about(request, assembly, refused), status=status)


async def _about(request: Request, assembly: Assembly, refused: str) -> dict[str, object]:
    now, who = request.state.now, registrant_of(request)
    may = await may_be_done(assembly, now)
    opens = assembly.recruiting_opens_at
    return {
        "assembly": assembly,
        "refused": refused,
        "open": "register" in may,
        "soon": bool("register" not in may and opens and now < opens and not assembly.cancelled_at),
        "frozen": (await timetable_of(assembly)).draw_begun_at is not None,
        "sessions": await questions.sessions_of(assembly),
        "excluded": excluded_lines(assembly),
        "draft": await drafts.of(who, assembly),
        "mine": await codes.opened(who, assembly, now),
    }


async def _begin(request: Request, assembly: Assembly, invitation: Invitation | None) -> Response:
    draft = await drafts.begin(
        registrant_of(request), assembly, invitation, request.state.now, network=network(request)
    )
    found = await Registration.get(id=draft.id)
    return see_other(request, await next_page(Subject(assembly, found, mine=False)))


@audience(EVERYONE)
async def code(request: Request) -> Response:
    """The code brings the invitation along, and then the questions begin."""
    assembly = await assembly_of(request)
    asked = str(request.query_params.get("code", ""))[:20]
    form = CodeForm(await request.form()) if request.method == "POST" else CodeForm(None, {"code": asked})
    status = 422 if request.method == "POST" else 200
    if request.method == "POST" and form.validate():
        try:
            found = await invitation_codes.find(
                assembly, form.code.data or "", request.state.now, network=network(request)
            )
            return await _begin(request, assembly, found)
        except (CodeRefused, RegistrationRefused, AssemblyRefused, KeyGone) as refused:
            form.refuse("code", refused.sentence)
            status = 429 if isinstance(refused, TooManyCodes | TooManyTries) else 422
    context = {"assembly": assembly, "form": form, "base": start_of(assembly)}
    return page(request, "assembly/registrations/code.html", context, status=status)


@audience(EVERYONE)
async def remove(request: Request) -> Response:
    """Delete what was typed and not sent."""
    assembly = await assembly_of(request)
    draft = await drafts.of(registrant_of(request), assembly)
    if draft is not None:
        await drafts.delete(draft.id)
    return see_other(request, start_of(assembly), notice=_("Everything that you typed is deleted."))
