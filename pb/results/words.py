"""Reasons as people read them. What was stored are numbers; the words are made anew for each reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pb.counting.completion import NONE
from pb.counting.explaining import Explanation
from pb.counting.rules import RULES
from pb.counting.wording import Voice
from pb.cycles.rules import completion_choices, tie_breaking_choices
from web.filters import money
from web.language import gettext, ngettext

_CHANGES = "would-"
# What is told after the decision itself: where the money went, how far shares were raised, the list at the end, ties.
_NEW_PARAGRAPH = ("taken", "raised", "not-raised", "no-room-at-the-end", "tie-")


@dataclass(frozen=True, slots=True)
class Reason:
    """`paragraphs` explain the decision; `change` says what would have turned it round, or is empty."""

    paragraphs: tuple[str, ...]
    change: str

    @property
    def why(self) -> str:
        return " ".join(self.paragraphs)


def reason_of(stored: Mapping[str, Any], titles: Mapping[str, str], currency: str) -> Reason:
    """`stored` is an explanation as kept with a tally; `titles` are the projects' by their references."""
    explanation = Explanation.from_json(stored)
    voice = Voice(
        money=lambda pence: money(pence, currency),
        name=lambda reference: "“" + titles.get(reference, reference) + "”",
        translate=gettext,
        translate_count=ngettext,
    )
    paragraphs: list[str] = []
    change: list[str] = []
    for said in explanation.sentences:
        if said.key.startswith(_CHANGES):
            change.append(voice.sentence(said))
        elif paragraphs and not said.key.startswith(_NEW_PARAGRAPH):
            paragraphs[-1] += " " + voice.sentence(said)
        else:
            paragraphs.append(voice.sentence(said))
    return Reason(tuple(paragraphs), " ".join(change))


@dataclass(frozen=True, slots=True)
class RuleInWords:
    name: str
    title: str
    explanation: str


def rule_in_words(name: str) -> RuleInWords:
    rule = RULES[name]
    return RuleInWords(name, gettext(rule.title), gettext(rule.explanation))


def completion_in_words(name: str) -> str:
    """What happens to money left over, or an empty text where the rule leaves it."""
    if name == NONE.name:
        return ""
    return next((choice.explanation for choice in completion_choices() if choice.name == name), "")


def ties_in_words(name: str) -> str:
    """How projects that stood level were put in order."""
    return next((choice.explanation for choice in tie_breaking_choices() if choice.name == name), "")
