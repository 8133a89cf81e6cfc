"""What the pages of quotas share: the frame, the way back, whether the plan can still be changed."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from assembly.assemblies import may_be_done
from assembly.models import Assembly
from assembly.quotas import CategoryOf, one_of
from assembly.views.common import here, office_page
from web.language import _
from web.versions import VersionedForm


async def quotas_page(
    request: Request,
    template: str,
    assembly: Assembly,
    form: VersionedForm | None = None,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int | None = None,
) -> Response:
    """`frozen` says that the time for changes is over; `public` that a change needs a reason for everybody to read."""
    framed: dict[str, Any] = {
        "form": form,
        "quotas": f"{here(assembly)}/quotas",
        "frozen": "plan" not in await may_be_done(assembly, request.state.now),
        "public": assembly.commissioned_at is not None,
        "crumbs": [(_("Quotas"), f"{here(assembly)}/quotas")],
        **(context or {}),
    }
    return await office_page(request, template, assembly, framed, fragment=fragment, status=status)


async def category_of(request: Request, assembly: Assembly) -> CategoryOf:
    """Raises NotFound, which becomes a page."""
    return await one_of(assembly.id, request.path_params["category"])
