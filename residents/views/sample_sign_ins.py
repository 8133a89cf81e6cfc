"""A list of the sample's people, to come in as with one press. main.py leaves these addresses out in production."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from residents import sample_sign_ins
from residents.officers import role_name, roles_of
from residents.views.sign_in import device
from web.audience import EVERYONE, audience
from web.language import _
from web.pages import keep_session, page, see_other, settings_of


@audience(EVERYONE)
async def index(request: Request) -> Response:
    context = {
        "officers": [
            {
                "id": account.id,
                "name": account.display_name,
                "roles": ", ".join(role_name(role) for role in roles_of(account)),
            }
            for account in await sample_sign_ins.officers()
        ],
        "residents": await sample_sign_ins.residents(),
    }
    return page(request, "residents/sample_sign_ins.html", context)


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
