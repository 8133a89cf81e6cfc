"""How the panel decides: what share adopts a recommendation, of what, and how many have to be there."""

from datetime import datetime

from assembly.assemblies import AssemblyRefused, changing
from assembly.commissioning import words
from assembly.commissioning.promises import keep_openly
from assembly.models import Assembly, SupportBase
from residents.people import Person
from web.language import _, ngettext


async def set_deciding(
    by: Person,
    assembly_id: int,
    version: int,
    *,
    adopt_percent: int | None,
    minority_percent: int | None,
    support_base: str,
    quorum_percent: int | None,
    reason: str = "",
    now: datetime,
) -> None:
    """Thresholds in whole percent. Raises AssemblyRefused where they contradict each other."""
    adopt = words.whole(adopt_percent, "adopt_percent", 1, 100)
    minority = words.whole(minority_percent, "minority_percent", 0, 100)
    quorum = words.whole(quorum_percent, "quorum_percent", 1, 100)
    if minority > adopt:
        raise AssemblyRefused(_("This cannot be more than the share that adopts a recommendation."), "minority_percent")
    if support_base not in set(SupportBase):
        raise AssemblyRefused(_("Choose one of the answers."), "support_base")
    values = {
        "adopt_percent": adopt,
        "minority_percent": minority,
        "support_base": SupportBase(support_base),
        "quorum_percent": quorum,
    }
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        await keep_openly(by, assembly, "assembly.deciding-set", now, values, reason)


def needed(percent: int, of: int) -> int:
    """The fewest people who are at least `percent` of `of`."""
    return -(-percent * of // 100)


def in_words(assembly: Assembly) -> list[str]:
    """The thresholds worked out on the seats, a sentence each."""
    quorum, seats = needed(assembly.quorum_percent, assembly.seats), assembly.seats
    said = ngettext(
        "The panel can decide when at least %(quorum)s of its %(seats)s member is there (%(percent)s%%).",
        "The panel can decide when at least %(quorum)s of its %(seats)s members are there (%(percent)s%%).",
        seats,
    )
    sentences = [said % {"quorum": quorum, "seats": seats, "percent": assembly.quorum_percent}]
    if assembly.support_base is SupportBase.VOTES:
        sentences.append(_("Votes for and against count. Whoever abstains is left out of the sum."))
        sentences.append(_sum(assembly, seats, _("If all %(of)s vote for or against: ")))
        sentences.append(_sum(assembly, quorum, _("If only %(of)s do: ")))
    else:
        sentences.append(_("Everybody who is there counts, so whoever abstains counts like a vote against."))
        sentences.append(_sum(assembly, seats, _("If all %(of)s are there: ")))
        sentences.append(_sum(assembly, quorum, _("If only %(of)s are there: ")))
    return sentences if quorum < seats else sentences[:3]


def _sum(assembly: Assembly, of: int, beginning: str) -> str:
    adopt, minority = needed(assembly.adopt_percent, of), needed(assembly.minority_percent, of)
    numbers = {"of": of, "adopt": adopt, "minority": minority, "below": adopt - 1}
    if minority >= adopt:
        return (beginning + _("%(adopt)s or more in favour adopt a recommendation; with fewer it is not adopted.")) % (
            numbers
        )
    if minority == adopt - 1:
        said = _("%(adopt)s or more in favour adopt a recommendation; %(minority)s make it a minority recommendation.")
        return (beginning + said) % numbers
    said = _(
        "%(adopt)s or more in favour adopt a recommendation; %(minority)s to %(below)s make it a minority "
        "recommendation; with fewer it is not adopted."
    )
    return (beginning + said) % numbers
