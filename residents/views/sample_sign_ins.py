"""A list of the sample's people, to come in as with one press. main.py leaves these addresses out in production."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from residents import sample_sign_ins
from residents.models import Account, Role
from residents.officers import role_name, roles_of
from residents.views.sign_in import device
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import keep_session, page, see_other, settings_of


@audience(EVERYONE)
async def index(request: Request) -> Response:
    groups = _grouped(await sample_sign_ins.officers())
    context = {"groups": groups, "residents": await sample_sign_ins.residents()}
    return page(request, "residents/sample_sign_ins.html", context)


def _grouped(officers: Sequence[Account]) -> list[tuple[str, list[dict[str, Any]]]]:
    """Officers under what they work on; somebody with several roles stands under the first that fits."""
    left, found = list(officers), []
    for title, roles in _groups():
        here = [account for account in left if not roles.isdisjoint(roles_of(account))]
        left = [account for account in left if account not in here]
        if here:
            found.append((title, [_entry(account) for account in here]))
    return found


def _entry(account: Account) -> dict[str, Any]:
    roles = ", ".join(role_name(role) for role in roles_of(account))
    return {"id": account.id, "name": account.display_name, "roles": roles}


def _groups() -> list[tuple[str, AbstractSet[Role]]]:
    """Together they hold every role of an officer."""
    return [
        (_("The fund, the vote and the result"), {Role.CYCLE_OFFICER, Role.PUBLISHER}),
        (_("Ideas and projects"), {Role.MODERATOR, Role.REVIEWER}),
        (_("Meeting and helping people"), {Role.VERIFIER, Role.FACILITATOR}),
        (_("Claims, letters, cards and paper"), {Role.ROLL_OFFICER, Role.KEYER}),
        (_("The Citizens’ Assembly"), {Role.ASSEMBLY_OFFICER}),
        (_("The site itself"), {Role.ADMINISTRATOR}),
    ]


@audience(EVERYONE)
async def enter(request: Request) -> Response:
    if settings_of(request).production:
        raise HTTPException(404)
    entered = await sample_sign_ins.enter(
        int(request.path_params["account"]),
        device(request),
        request.state.now,
        replacing=request.state.visitor.session,
    )
    response = see_other(request, entered.next_path, notice=_("You are signed in as somebody of the sample."))
    return keep_session(request, response, entered.session_key)
