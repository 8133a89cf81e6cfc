"""A standing panel: when a topic ends, whoever has served their term leaves, and the next draw fills those seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from assembly.draws.pooling import SEATED
from assembly.models import Assembly, AssemblyKind, Member, MemberState, Topic
from assembly.panels import SITTING, move


@dataclass(frozen=True, slots=True)
class Term:
    """One seat: how many topics they served, and how many are left, the one that is worked on now included."""

    member_id: int
    pseudonym: str
    served: int
    left: int | None

    @property
    def leaves_next(self) -> bool:
        return self.left is not None and self.left <= 1


async def topic_ended(assembly: Assembly, topic: Topic, actor: str, now: datetime) -> list[int]:
    """Inside the transaction that ends the topic: everybody who sits served it. Returns who has left, by number.

    Who has not answered yet served nothing.
    """
    if assembly.kind is not AssemblyKind.STANDING:
        return []
    gone = []
    for member in await Member.filter(assembly_id=assembly.id, state__in=SITTING).order_by("id"):
        served = member.topics_served + 1
        if assembly.term_topics is not None and served >= assembly.term_topics:
            await move(
                member, "completed", actor, now,
                topics_served=served, state=MemberState.COMPLETED, left_at=now, shown_name="",
            )  # fmt: skip
            gone.append(member.id)
        else:
            await move(member, "topic served", actor, now, topics_served=served)
    return gone


async def terms_of(assembly: Assembly) -> Sequence[Term]:
    """Everybody with a seat, those who leave first first. One query."""
    found = await Member.filter(assembly_id=assembly.id, state__in=SEATED).select_related("registration")
    term = assembly.term_topics
    terms = [
        Term(
            one.id, one.registration.pseudonym, one.topics_served,
            None if term is None else max(0, term - one.topics_served),
        )
        for one in found
    ]  # fmt: skip
    return sorted(terms, key=lambda one: (one.left is None, one.left or 0, one.pseudonym))


def to_fill(assembly: Assembly, terms: Sequence[Term]) -> int:
    """How many seats the draw after this topic fills, if nobody else leaves before."""
    return assembly.seats - sum(not one.leaves_next for one in terms)
