"""What people agree to when they register. Nobody's agreement changes afterwards: a changed text is a new version."""

from datetime import datetime

from assembly.assemblies import changing
from assembly.commissioning import words
from assembly.models import Assembly, Consent, Registration
from ledger import journal
from residents.people import Person
from web.filters import day
from web.language import _


async def current_consent(assembly: Assembly) -> Consent | None:
    """The version that people are asked to agree to now."""
    return await Consent.filter(assembly_id=assembly.id).order_by("-version").first()


async def consents_of(assembly: Assembly) -> list[Consent]:
    """Every version, the newest first."""
    return await Consent.filter(assembly_id=assembly.id).order_by("-version")


async def set_text(by: Person, assembly_id: int, version: int, text: str, now: datetime) -> Consent:
    """A text that somebody agreed to stays as it is, and a new version takes its place. Returns the one that stands."""
    text = words.text(text, "text", missing=_("Write what people agree to."))
    async with changing(by, assembly_id, version, now) as assembly:
        current = await current_consent(assembly)
        if current is not None and current.text == text:
            return current
        if current is not None and not await Registration.exists(consent_id=current.id):
            await Consent.filter(id=current.id).update(text=text, made_at=now)
            current.text = text
        else:
            number = current.version + 1 if current else 1
            current = await Consent.create(assembly=assembly, version=number, text=text, made_at=now)
        await journal.record(
            by.actor, "assembly.consent-set", f"assembly:{assembly.id}", at=now, number=current.version
        )  # fmt: skip
    return current


def suggested(assembly: Assembly, council: str) -> str:
    """A text to begin with, in plain words; officers make it their own."""
    until = day(assembly.purge_on) if assembly.purge_on else _("the day that the page of the assembly names")
    return _(
        "I would like to be chosen for this assembly, and I could come to its sessions.\n\n"
        "%(council)s may keep what I told it, so that the panel can be drawn fairly and I can be reached. My "
        "answers are used for the draw only. Nobody outside sees them, and nobody sees my name unless I choose it.\n\n"
        "A list of made-up names, one of which is mine, is published so that everybody can check the draw.\n\n"
        "I can withdraw at any time, without saying why. What I told is deleted on %(until)s, or sooner if I ask."
    ) % {"council": council, "until": until}
