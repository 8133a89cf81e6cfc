"""What an officer plans: a new assembly, what it is, who sits on it, what members get."""

from datetime import datetime

from assembly.assemblies import AssemblyRefused, changing, keep
from assembly.commissioning import words
from assembly.commissioning.promises import demand_unpromised, keep_openly
from assembly.models import Assembly, AssemblyKind, Topic
from assembly.secrets import new_key_name
from database import transaction
from ledger import journal
from residents.people import Person
from web.language import _
from web.text import slug_of

LONGEST_NAME = 120
LONGEST_ABOUT = 10_000
MOST_SEATS = 500
MOST_PENCE = 1_000_000  # £10,000 a session: more is a slip of the finger
MOST_TOPICS = 50
_ADDRESSES = {"new", "registration"}  # of the site, so never an assembly's


async def create(by: Person, name: str, kind: str, now: datetime) -> Assembly:
    """A draft that only officers see."""
    by.demand("assemblies.edit")
    name = _name(name)
    chosen = _kind(kind)
    async with transaction():
        made = await Assembly.create(
            slug=await _free_slug(name), name=name, kind=chosen, key_name=new_key_name(), created_at=now,
            term_topics=4 if chosen is AssemblyKind.STANDING else None,
            rest_topics=4 if chosen is AssemblyKind.STANDING else 0,
        )  # fmt: skip
        await journal.record(
            by.actor, "assembly.created", f"assembly:{made.id}", at=now, name=name, kind=chosen.value, slug=made.slug
        )
    return made


async def describe(
    by: Person,
    assembly_id: int,
    version: int,
    *,
    name: str,
    kind: str,
    about: str,
    term_topics: int | None,
    rest_topics: int | None,
    now: datetime,
) -> None:
    """What it is called, of which kind it is, what people should know, and how a standing panel changes."""
    name, about, chosen = _name(name), words.text(about, "about", LONGEST_ABOUT), _kind(kind)
    values: dict[str, object] = {"name": name, "about": about, "kind": chosen, "term_topics": None, "rest_topics": 0}
    if chosen is AssemblyKind.STANDING:
        values["term_topics"] = words.whole(term_topics, "term_topics", 1, MOST_TOPICS)
        values["rest_topics"] = words.whole(rest_topics, "rest_topics", 0, MOST_TOPICS)
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        if chosen is not assembly.kind:
            demand_unpromised(assembly, "kind", _("The kind can no longer be changed: the assembly is commissioned."))
            if chosen is AssemblyKind.ONE_OFF and await Topic.filter(assembly_id=assembly.id).count() > 1:
                raise AssemblyRefused(_("A one-off assembly has one topic. Remove the other topics first."), "kind")
        await keep(by, assembly, "assembly.described", now, values)


async def set_seats(
    by: Person,
    assembly_id: int,
    version: int,
    *,
    seats: int | None,
    alternates: int | None,
    age_from: int | None,
    area: str,
    excluded: str,
    household_rule: bool,
    reason: str = "",
    now: datetime,
) -> None:
    """How many sit on it, and who can be chosen."""
    values = {
        "seats": words.whole(seats, "seats", 1, MOST_SEATS),
        "alternates": words.whole(alternates, "alternates", 0, MOST_SEATS),
        "age_from": words.whole(age_from, "age_from", 0, 120),
        "area": words.line(area, "area", missing=_("Say in words where people must live, such as “Stoke-on-Trent”.")),
        "excluded": "\n".join(words.lines(excluded, "excluded")),
        "household_rule": household_rule,
    }
    async with changing(by, assembly_id, version, now) as assembly:
        await keep_openly(by, assembly, "assembly.seats-set", now, values, reason)


async def set_offer(
    by: Person,
    assembly_id: int,
    version: int,
    *,
    payment_pence: int | None,
    payment_about: str,
    support_about: str,
    reason: str = "",
    now: datetime,
) -> None:
    """What members are paid for each session, and what helps them to take part."""
    if payment_pence is None or not 0 <= payment_pence <= MOST_PENCE:
        raise AssemblyRefused(_("Write an amount up to £10,000, or 0 for no payment."), "payment_pence")
    values = {
        "payment_pence": payment_pence,
        "payment_about": words.text(payment_about, "payment_about"),
        "support_about": words.text(support_about, "support_about"),
    }
    async with changing(by, assembly_id, version, now, doing="promise") as assembly:
        await keep_openly(by, assembly, "assembly.offer-set", now, values, reason)


def _kind(kind: str) -> AssemblyKind:
    if kind not in set(AssemblyKind):
        raise AssemblyRefused(_("Choose one of the answers."), "kind")
    return AssemblyKind(kind)


def _name(typed: str) -> str:
    return words.line(typed, "name", LONGEST_NAME, _("Give the assembly a name."))


async def _free_slug(name: str) -> str:
    """An address of its own, made from the name. Words that are addresses already are not given away."""
    slug = slug_of(name) or "assembly"
    taken = {*await Assembly.filter(slug__startswith=slug).values_list("slug", flat=True), *_ADDRESSES}
    return next(one for one in (slug, *(f"{slug}-{n}" for n in range(2, len(taken) + 3))) if one not in taken)
