"""What the office pages of one assembly share: the assembly of the address, the frame, the version that was seen."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Optional

from assembly.assemblies import may_be_done, one
from assembly.assemblies.standing import standing_of
from assembly.models import Assembly
from post.models import Via
from residents.people import Person
from web.audience import permitted
from web.forms import at_most
from web.keys import keyed_hash
from web.language import _
from web.pages import keep_browser, page, see_other, settings_of
from web.refusals import NotFound
from web.versions import VersionedForm

OFFICER = permitted("assemblies.edit")
READER = permitted("assemblies.see-drafts")


class SureForm(VersionedForm):
    sure = BooleanField(_("Yes, I am sure"), [InputRequired(_("Tick the box to go on."))])


class PromiseForm(VersionedForm):
    """A form with something in it that may have been promised: then a change needs a reason."""

    reason = TextAreaField(_("Why does this change?"), [Optional(), at_most(1000)])


async def assembly_of(request: Request) -> Assembly:
    """By `{assembly:int}` of the address. Raises NotFound, which becomes a page."""
    return await one(request.path_params["assembly"])


async def typed(request: Request) -> Any:
    """What was sent, or None when the page is only looked at."""
    return await request.form() if request.method == "POST" else None


def status_of(request: Request) -> int:
    return 200 if request.method == "GET" else 422


def via_of(request: Request) -> Via:
    """Who prints the letters of this site: the setting LETTERS."""
    return Via(settings_of(request).letters)


def browser_key_of(request: Request) -> str:
    """What this browser has of its own. A lent device goes from hand to hand: there it lasts as long as the visit."""
    visitor = request.state.visitor
    if visitor.kiosk:
        return keyed_hash("assembly-visit", visitor.session)
    key: str = request.state.browser.key
    return key


def browser_of(request: Request, *, keep: bool = True) -> str:
    """Its hash, to store beside what is open in it; the browser is asked to keep the key."""
    if request.state.visitor.kiosk:
        return keyed_hash("assembly-visit-mark", request.state.visitor.session)
    if keep:
        return keep_browser(request)
    hashed: str = request.state.browser.hashed()
    return hashed


def demand_own_device(request: Request) -> None:
    """A file would stay behind on a device that is lent. Raises NotFound."""
    if request.state.visitor.kiosk:
        raise NotFound(_("Nothing is saved on a device that is lent. Open your page at home to save it."))


def here(assembly: Assembly) -> str:
    return f"/office/assemblies/{assembly.id}"


def saved(request: Request, assembly: Assembly, notice: str, room: str = "") -> Response:
    """Back to a room of this assembly, such as "quotas"; by default to its plan."""
    return see_other(request, here(assembly) + (f"/{room}" if room else ""), notice=notice)


async def office_page(
    request: Request,
    template: str,
    assembly: Assembly,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int | None = None,
) -> Response:
    """A page inside templates/assembly/_office.html: adds assembly, standing, here and rooms to its context."""
    framed = {
        "assembly": assembly,
        "here": here(assembly),
        "standing": await standing_of(assembly, request.state.now),
        "rooms": rooms(assembly, request.state.visitor, request.url.path),
        **(context or {}),
    }
    return page(request, template, framed, fragment=fragment, status=status or status_of(request))


async def plan_page(
    request: Request, template: str, assembly: Assembly, form: VersionedForm, doing: str = "plan", **more: Any
) -> Response:
    """A page of the plan. `frozen` says that the time for changes is over: then it is only there to be read.
    `promised`: a change of what was promised needs a reason."""
    may = await may_be_done(assembly, request.state.now)
    context = {"form": form, "frozen": doing not in may, "promised": assembly.commissioned_at is not None, **more}
    return await office_page(request, template, assembly, context)


def rooms(assembly: Assembly, visitor: Person, path: str) -> list[tuple[str, str, bool]]:
    """Address, name, and whether `path` lies in it: those that the visitor may enter."""
    base = here(assembly)
    there = [
        ("quotas", _("Quotas"), ("assemblies.edit",)),
        ("invitations", _("Invitations"), ("invitations.manage",)),
        ("registrations", _("Registrations"), ("registrations.enter", "registrations.see-names")),
        ("draws", _("Draws"), ("draws.prepare", "draws.commit", "draws.draw")),
        ("panel", _("Panel"), ("panels.manage", "members.remove")),
    ]
    found = [
        (f"{base}/{noun}", name, path == f"{base}/{noun}" or path.startswith(f"{base}/{noun}/"))
        for noun, name, permissions in there
        if any(visitor.may(permission) for permission in permissions)
    ]
    if visitor.may("assemblies.see-drafts"):
        found.insert(0, (base, _("Plan"), not any(current for _href, _name, current in found)))
    return found
