"""What pages tell of how a pot was counted: numbers, and sentences with numbers, as far as they give nobody away.

Where all ballots of a pot are published everything is told. Elsewhere no number below ten is, and none that could be
had by taking one that is told from another. Below ten ballots only what was funded is told.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ballot_box.disclosure import LEAST_PUBLISHED, Form
from web.language import _

_PARTS = {"supported-by-then"}  # how many of a project's supporters had it higher up


@dataclass(frozen=True, slots=True)
class Telling:
    """`numbers`: by project id, how many put it first and how many chose it; None is kept back."""

    form: Form
    numbers: Mapping[str, Sequence[int | None]]

    @classmethod
    def of(cls, stored: Mapping[str, Any], ballots: int, *, imported: bool) -> "Telling":
        """From what was stored with a count. A count from before this was stored tells as little as can be."""
        if "form" in stored:
            return cls(Form(stored["form"]), stored["numbers"])
        if ballots < LEAST_PUBLISHED:
            return cls(Form.WITHHELD, {})
        return cls(Form.FULL if imported else Form.AGGREGATE, {})

    @property
    def everything(self) -> bool:
        return self.form is Form.FULL

    def first_choices(self, project_id: int, exact: int) -> int | None:
        return exact if self.everything else self._kept(project_id)[0]

    def supporters(self, project_id: int, exact: int) -> int | None:
        return exact if self.everything else self._kept(project_id)[1]

    def _kept(self, project_id: int) -> Sequence[int | None]:
        return self.numbers.get(str(project_id), (None, None))


def told(
    explanation: Mapping[str, Any], telling: Telling, supporters: int, hidden: Collection[str]
) -> Mapping[str, Any]:
    """The explanation of one project without what would tell too much; without any sentence where it all would.

    `supporters`: how many chose it. `hidden`: references of projects whose own numbers are kept back.
    """
    if telling.everything:
        return explanation
    if telling.form is Form.WITHHELD or supporters < LEAST_PUBLISHED:
        return {**explanation, "sentences": []}
    sentences = [_without(said, hidden) for said in explanation["sentences"] if not _is_small(said, supporters)]
    return {**explanation, "sentences": [said for said in sentences if said["values"].get("taken") != []]}


def _is_small(said: Mapping[str, Any], supporters: int) -> bool:
    people = said["values"].get("people")
    if said["key"] in _PARTS:
        return True
    return people is not None and (people < LEAST_PUBLISHED or 0 < supporters - people < LEAST_PUBLISHED)


def _without(said: Mapping[str, Any], hidden: Collection[str]) -> Mapping[str, Any]:
    values = said["values"]
    if "taken" not in values:
        return said
    return {**said, "values": {**values, "taken": [pair for pair in values["taken"] if pair[0] not in hidden]}}


def untold(funded: bool) -> str:
    """What stands in the place of reasons that would tell too much."""
    if funded:
        return _(
            "It was chosen. So few people put it on their ballot that we do not say how many, or how it came about."
        )
    return _("It was not chosen. So few people put it on their ballot, if any, that we do not say more.")
