"""The paper of one contest: what may stand on a ballot, and in words what is wrong with one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from ballot_box.refusals import BallotRefused
from ballot_box.sealing.boxes import MOST_DIGITS
from web.language import _, ngettext


@dataclass(frozen=True, slots=True)
class Definition:
    """An election's definition as it was frozen. `trustees`: their public keys; none means that it is not sealed.
    `length`: bytes of every ballot of this vote before it is sealed."""

    kind: str
    ranks: int
    contests: dict[str, list[str]]
    length: int = 0
    trustees: tuple[str, ...] = ()
    disclosure: Mapping[str, int] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    receipt_key: str = ""  # public: whoever holds it can check the signature on a receipt

    @classmethod
    def of(cls, stored: Any) -> "Definition":
        """From a JSON column, which a raw row gives as text."""
        found = orjson.loads(stored) if isinstance(stored, str | bytes) else stored
        return cls(
            kind=str(found.get("kind", "ordinal")),
            ranks=int(found["ranks"]),
            contests=found["contests"],
            length=int(found.get("length", 0)),
            trustees=tuple(found.get("trustees", ())),
            disclosure=found.get("disclosure", {}),
            about=found.get("about", {}),
            receipt_key=str(found.get("receipt_key", "")),
        )

    @property
    def sealed(self) -> bool:
        return bool(self.trustees)

    def contest_of(self, choices: Sequence[str]) -> str | None:
        """The contest on whose paper the first choice stands: an option stands on one paper only."""
        return next((name for name, options in self.contests.items() if choices and choices[0] in options), None)

    def check(self, contest: str, choices: Sequence[str], digits: str = "") -> None:
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
        if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
            raise BallotRefused(
                _("Write up to %(most)s digits of your own, like 4711, or none.") % {"most": MOST_DIGITS}, "digits"
            )
