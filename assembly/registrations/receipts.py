"""What somebody keeps of their registration, and which draws have a line of the pool that is theirs."""

from typing import Any

from assembly.models import Assembly, Draw, DrawState, Registration
from assembly.registrations.features import answers_of, features_of
from web.language import _
from web.refusals import NotFound

_PUBLIC = (DrawState.COMMITTED, DrawState.DRAWN, DrawState.VOID)


async def receipt_of(registration: Registration, assembly: Assembly) -> dict[str, Any]:
    """Ready to be written as JSON: all that the line in a frozen pool is made from, but for the mark of a shared home,
    which follows from all who live there when the pool is frozen. The receipt of a draw has it, and the proof."""
    features = await features_of(assembly.id)
    answers = await answers_of(registration.id)
    slugs = {value.id: value.slug for feature in features for value in feature.values}
    return {
        "about": _(
            "Your receipt. When the pool is frozen for a draw, one of its lines is made from this. Keep it to yourself "
            "because who has it can tell which line is yours. After the draw stands in the public record you can save "
            "the receipt of that draw, with which a program shows that you were in it."
        ),
        "assembly": assembly.slug,
        "pseudonym": registration.pseudonym,
        "salt": registration.salt,
        "features": {one.category.slug: slugs.get(answers.get(one.category.id, 0), "") for one in features},
    }


async def draws_with(assembly: Assembly, registration: Registration) -> list[Draw]:
    """Draws in public whose pool was frozen after somebody registered. One query."""
    if registration.registered_at is None:
        return []
    found = Draw.filter(assembly_id=assembly.id, state__in=_PUBLIC, begun_at__gte=registration.registered_at)
    return await found.order_by("number").only("id", "number")


async def draw_of(assembly: Assembly, number: int) -> Draw:
    """Raises NotFound."""
    found = await Draw.get_or_none(assembly_id=assembly.id, number=min(number, 2**31 - 1), state__in=_PUBLIC)
    if found is None:
        raise NotFound(_("This draw is not there."))
    return found
