"""What the vote decided about ideas that stood on its ballot, as far as that is public."""

from collections.abc import Iterable
from typing import Protocol

from database import rows
from pb.ideas.standing import tag_of
from pb.models import IdeaState


class Listed(Protocol):
    """An idea in some list."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str: ...


async def tags_of(ideas: Iterable[Listed]) -> dict[int, tuple[str, str]]:
    """The tag of each idea, by its number. One query, and none when none of them stood on a ballot."""
    listed = list(ideas)
    funded = await _funded([idea.id for idea in listed if idea.state == IdeaState.ON_BALLOT])
    return {idea.id: tag_of(idea.state, funded.get(idea.id)) for idea in listed}


async def _funded(ids: list[int]) -> dict[int, bool]:
    if not ids:
        return {}
    places = ", ".join("?" * len(ids))
    found = await rows(
        f"""SELECT i.id, r.funded FROM idea i JOIN project_tally r ON r.project_id = i.project_id
            JOIN tally y ON y.id = r.tally_id AND y.published_at IS NOT NULL WHERE i.id IN ({places})""",
        *ids,
    )
    return {idea.id: bool(idea.funded) for idea in found}
