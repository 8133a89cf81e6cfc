"""Which questions an assembly asks, in which order, and which one comes next."""

from collections.abc import Sequence

from assembly.models import Assembly, AssemblySession, Registration
from assembly.registrations.features import Feature, answers_of, features_of

DATES, NAME, ADDRESS, CONTACT, BIRTH = "dates", "name", "address", "contact", "birth"
EXCLUDED, NEEDS, CONSENT, CHECK = "excluded", "needs", "consent", "check"
ABOUT = "about/"
MAY_CHANGE_LATE = frozenset({CONTACT, NEEDS})
"""What somebody in the pool can change after registration has closed: no draw depends on it."""


def steps(assembly: Assembly, sessions: Sequence[AssemblySession], features: Sequence[Feature]) -> list[str]:
    """One word a question; `about/SLUG` for a category that people choose an answer in."""
    return [
        *([DATES] if sessions else []),
        NAME,
        ADDRESS,
        CONTACT,
        BIRTH,
        *(f"{ABOUT}{one.category.slug}" for one in features if one.chosen),
        *([EXCLUDED] if assembly.excluded.strip() else []),
        NEEDS,
        CONSENT,
    ]


async def steps_of(assembly: Assembly) -> tuple[list[str], list[Feature]]:
    sessions = await sessions_of(assembly)
    features = await features_of(assembly.id)
    return steps(assembly, sessions, features), features


async def sessions_of(assembly: Assembly) -> list[AssemblySession]:
    return await AssemblySession.filter(assembly_id=assembly.id).order_by("starts_at", "id")


async def missing(registration: Registration, assembly: Assembly) -> str:
    """The first question without an answer; empty when all are answered."""
    order, features = await steps_of(assembly)
    answers = await answers_of(registration.id)
    answered = set(registration.answered.split())
    answered |= {f"{ABOUT}{one.category.slug}" for one in features if one.category.id in answers}
    if registration.consent_id is None:
        answered.discard(CONSENT)
    return next((step for step in order if step not in answered), "")


def with_answer(registration: Registration, step: str) -> str:
    """What stands in `answered` once this question is answered, too."""
    return " ".join(sorted({*registration.answered.split(), *step.split()}))
