"""The paper of one contest: what may stand on a ballot, and in words what is wrong with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ballot_box.refusals import BallotRefused
from web.language import _, ngettext


@dataclass(frozen=True, slots=True)
class Definition:
    """An election's definition as it was frozen."""

    kind: str
    ranks: int
    contests: dict[str, list[str]]

    @classmethod
    def of(cls, stored: Any) -> "Definition":
        """From a JSON column, which a raw row gives as text."""
        found = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
        return cls(str(found.get("kind", "ordinal")), int(found["ranks"]), found["contests"])

    def check(self, contest: str, choices: Sequence[str]) -> None:
        """Raises BallotRefused unless these choices may be cast on this paper."""
        options = self.contests.get(contest)
        if options is None:
            raise BallotRefused(_("There is no ballot paper for this place. Check your postcode and start again."))
        if not choices:
            raise BallotRefused(_("Nothing is chosen yet. Make at least one choice before you send your vote."))
        if len(choices) > self.ranks:
            raise BallotRefused(
                ngettext(
                    "You can make %(most)s choice. Take some out and send it again.",
                    "You can make up to %(most)s choices. Take some out and send it again.",
                    self.ranks,
                )
                % {"most": self.ranks}
            )
        if len(set(choices)) < len(choices):
            raise BallotRefused(_("The same choice is on your ballot twice. Each can have one place."))
        if not set(options).issuperset(choices):
            raise BallotRefused(_("One of your choices is not on this ballot paper. Take it out and send it again."))
