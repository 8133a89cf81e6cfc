"""What somebody keeps of their registration: enough to work out their own line of the frozen pool."""

from typing import Any

from assembly.models import Assembly, Registration
from assembly.registrations.features import answers_of, features_of
from web.language import _


async def receipt_of(registration: Registration, assembly: Assembly) -> dict[str, Any]:
    """Ready to be written as JSON. The salt is nobody else's business: who has it can tell which line is whose."""
    features = await features_of(assembly.id)
    answers = await answers_of(registration.id)
    slugs = {value.id: value.slug for feature in features for value in feature.values}
    return {
        "about": _(
            "Your receipt. When the pool is frozen for the draw, one of its lines is made from exactly this. "
            "Keep it to yourself until then."
        ),
        "assembly": assembly.slug,
        "pseudonym": registration.pseudonym,
        "salt": registration.salt,
        "features": {one.category.slug: slugs.get(answers.get(one.category.id, 0), "") for one in features},
        "household": registration.household,
    }
