"""What the pages of invitations share: who may see them, who writes the letters, the batch of the address."""

from starlette.requests import Request

from assembly.invitations import batches
from assembly.invitations.writing import Sender
from assembly.models import Assembly, InvitationBatch
from assembly.views.common import here
from web.audience import permitted
from web.language import _
from web.pages import settings_of

OFFICER = permitted("invitations.manage")


def sender_of(request: Request) -> Sender:
    settings = settings_of(request)
    return Sender(
        council=settings.council_name,
        service=settings.service_name,
        email=settings.contact_email,
        phone=settings.contact_phone,
        postal_address=settings.postal_address,
        address=settings.address,
    )


async def batch_of(request: Request) -> InvitationBatch:
    """By `{assembly:int}` and `{batch:int}` of the address, with its assembly. Raises NotFound."""
    return await batches.one(request.path_params["assembly"], request.path_params["batch"])


def assembly_in(batch: InvitationBatch) -> Assembly:
    assert isinstance(batch.assembly, Assembly)
    return batch.assembly


def room(assembly: Assembly) -> str:
    return f"{here(assembly)}/invitations"


def crumbs(assembly: Assembly, *more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Invitations"), room(assembly)), *more]
