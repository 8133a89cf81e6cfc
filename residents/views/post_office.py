"""Messages that did not go out: for administrators."""

from starlette.requests import Request
from starlette.responses import Response
from wtforms import TextAreaField

from post.models import Message, MessageChannel
from post.troubles import sentence
from residents import post_office
from residents.post_office import PERMISSION, PostRefused, can_be_mended
from web.audience import audience, permitted
from web.filters import plural
from web.forms import Form, at_most, carried_out
from web.language import _
from web.pages import page, see_other

ADMINISTRATORS = permitted(PERMISSION)
HERE = "/office/post"


class AddressForm(Form):
    address = TextAreaField()


@audience(ADMINISTRATORS)
async def index(request: Request) -> Response:
    found = await post_office.overview(request.state.visitor, request.state.now)
    context = {"found": found, "kinds": kinds(), "sentence": sentence}
    return page(request, "residents/post_office/index.html", context)


@audience(ADMINISTRATORS)
async def message(request: Request) -> Response:
    """What is wrong with one, with its address if it is a letter; sending it again."""
    found = await post_office.find(request.state.visitor, int(request.path_params["message"]))
    form = _form(found, request, await request.form() if request.method == "POST" else None)
    if request.method == "GET":
        return _message(request, found, form)

    async def send_again() -> None:
        await post_office.send_again(request.state.visitor, found.id, str(form.address.data or ""), request.state.now)

    if await carried_out(form, send_again):
        return see_other(request, HERE, notice=_("It waits to be sent again."))
    return _message(request, found, form, 422)


@audience(ADMINISTRATORS)
async def alike(request: Request) -> Response:
    many = await post_office.send_alike_again(
        request.state.visitor, int(request.path_params["message"]), request.state.now
    )
    said = plural(many, _("message waits to be sent again."), _("messages wait to be sent again."))
    return see_other(request, HERE, notice=said)


@audience(ADMINISTRATORS)
async def removal(request: Request) -> Response:
    try:
        await post_office.give_up(request.state.visitor, int(request.path_params["message"]), request.state.now)
    except PostRefused as refused:
        return see_other(request, HERE, notice=refused.sentence)
    return see_other(request, HERE, notice=_("Given up. Whom it was for is deleted."))


def kinds() -> dict[MessageChannel, str]:
    return {
        MessageChannel.EMAIL: _("Email"),
        MessageChannel.LETTER: _("Letter"),
        MessageChannel.TEXT: _("Text message"),
    }


def _message(request: Request, found: Message, form: AddressForm, status: int = 200) -> Response:
    context = {
        "message": found,
        "kind": kinds()[found.channel],
        "sentence": sentence(found.trouble),
        "mendable": can_be_mended(found),
        "form": form,
    }
    return page(request, "residents/post_office/message.html", context, status=status)


def _form(found: Message, request: Request, sent: object) -> AddressForm:
    form = AddressForm(sent, {"address": found.recipient if can_be_mended(found) else ""})  # type: ignore[arg-type]
    form.address.label.text = _("Address, a line each")
    form.address.validators = [at_most(500)]
    return form
