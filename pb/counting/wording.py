"""The words of explanations: every sentence in one place, ready for translation."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pb.counting.explaining import Explanation, Sentence
from pb.counting.marking import gettext
from pb.counting.project import ProjectId

TEMPLATES: dict[str, str] = {
    "chosen": gettext("{supporters} of {voters} people who voted chose it."),
    "nobody": gettext("Nobody chose it."),
    "free": gettext("It costs nothing, so nobody had to pay for it."),
    "level-1": gettext("It was paid for when first choices were counted."),
    "level-2": gettext("It was paid for when first and second choices were counted."),
    "level-3": gettext("It was paid for when first, second and third choices were counted."),
    "level-4": gettext("It was paid for when everybody’s first {level} choices were counted."),
    "level-all": gettext("It was paid for from the shares of the people who chose it."),
    "supported-by-then": gettext("{people} had it among these."),
    "had-together": gettext("Together they still had {held} of their shares. It costs {cost}."),
    "all-paid-the-same": gettext("Each of them paid {cap} of their share of {share}."),
    "paid-at-most": gettext("Nobody paid more than {cap} of their share of {share}. {people} paid that much."),
    "all-paid-per-point": gettext(
        "Each of them paid {price} for every point they gave it, from their share of {share}."
    ),
    "paid-per-point": gettext(
        "They paid {price} for every point they gave it, from their share of {share}. {people} paid that in full."
    ),
    "paid-all-they-had": gettext("{people} paid all they had left, which was less."),
    "had-nothing": gettext("{people} had nothing left of their share and paid nothing."),
    "had-room": gettext("Projects were taken by votes, the most first. At its turn {left} was left. It costs {cost}."),
    "had-room-points": gettext(
        "Projects were taken by points, the most first. This one had {points}. At its turn {left} was left. "
        "It costs {cost}."
    ),
    "had-room-votes-per-cost": gettext(
        "Projects with most votes for what they cost were taken first. At its turn {left} was left. It costs {cost}."
    ),
    "had-room-points-per-cost": gettext(
        "Projects with most points for what they cost were taken first. This one had {points}. "
        "At its turn {left} was left. It costs {cost}."
    ),
    "load": gettext(
        "With it, the people who chose it carry {load} each of the cost of what they got. "
        "No other project left would have meant less for its people."
    ),
    "votes-1": gettext(
        "It costs {cost}, so it needed {needed} votes. When first choices were counted, it had votes worth {weight}."
    ),
    "votes-2": gettext(
        "It costs {cost}, so it needed {needed} votes. When first and second choices were counted, it had votes "
        "worth {weight}."
    ),
    "votes-3": gettext(
        "It costs {cost}, so it needed {needed} votes. When first, second and third choices were counted, it had "
        "votes worth {weight}."
    ),
    "votes-4": gettext(
        "It costs {cost}, so it needed {needed} votes. When everybody’s first {level} choices were counted, it had "
        "votes worth {weight}."
    ),
    "votes-all": gettext("It costs {cost}, so it needed {needed} votes. It had votes worth {weight}."),
    "filled-by-votes": gettext(
        "It was funded from money left over at the end. That went to projects by votes, the most first."
    ),
    "filled-by-points": gettext(
        "It was funded from money left over at the end. That went to projects by points, the most first. "
        "This one had {points}."
    ),
    "filled-by-points-per-cost": gettext(
        "It was funded from money left over at the end. That went to projects with the most points for what they "
        "cost. This one had {points}."
    ),
    "over-budget": gettext("It costs {cost}. That is more than the whole budget of {budget}."),
    "no-room": gettext(
        "Projects were taken by votes, the most first. At its turn {left} was left. It costs {cost}, "
        "so {missing} was missing."
    ),
    "no-room-points": gettext(
        "Projects were taken by points, the most first. At its turn {left} was left. It costs {cost}, "
        "so {missing} was missing."
    ),
    "no-room-votes-per-cost": gettext(
        "Projects with most votes for what they cost were taken first. At its turn {left} was left. It costs {cost}, "
        "so {missing} was missing."
    ),
    "no-room-points-per-cost": gettext(
        "Projects with most points for what they cost were taken first. At its turn {left} was left. It costs {cost}, "
        "so {missing} was missing."
    ),
    "no-room-loads": gettext("It costs {cost}. At the end {left} of the budget was left, so {missing} was missing."),
    "no-room-weights": gettext("At the end {left} of the budget was left, so {missing} was missing."),
    "ended": gettext("The count ended before its turn, because another project did not fit into the {left} left."),
    "shares-short": gettext(
        "It costs {cost}. At the end the people who chose it had {held} of their shares left, so {missing} was missing."
    ),
    "taken": gettext("The other money of these people had gone to projects they also chose: {taken}."),
    "taken-mostly": gettext("Most of the other money of these people had gone to projects they also chose: {taken}."),
    "raised": gettext(
        "All shares had been raised from {first} to {share} by then, to use more of the budget. "
        "With the next raise, the projects paid for would have cost more than the budget. "
        "So it stopped there, with {left} of the budget not spent."
    ),
    "raised-enough": gettext(
        "All shares had been raised from {first} to {share} by then, to use more of the budget. "
        "It stopped there because no project that anybody chose fitted into the {left} left."
    ),
    "not-raised": gettext(
        "Shares could not be raised: with the first raise, the projects paid for would have cost more than the "
        "budget. So {left} of the budget was not spent."
    ),
    "no-room-at-the-end-votes": gettext(
        "Then the money left over was given out by votes. At its turn {left} was left, which was too little."
    ),
    "no-room-at-the-end-points-per-cost": gettext(
        "Then the money left over went to projects with the most points for what they cost. "
        "At its turn {left} was left, which was too little."
    ),
    "no-room-at-the-end": gettext(
        "Then the money left over was given out by points. At its turn {left} was left, which was too little."
    ),
    "tie-won": gettext("It stood level with {projects}. The order published before the vote put it first."),
    "tie-lost": gettext("It stood level with {projects}. The order published before the vote put it later."),
    "would-at-cost": gettext("If it had cost {cost}, which is {less} less, it would have been funded."),
    "would-with-first-choices": gettext(
        "If {more} had voted and put it as their only choice, it would have been funded."
    ),
    "would-with-points": gettext("If {more} had voted and given {points} to it alone, it would have been funded."),
    "would-with-voters": gettext("If {more} had voted for it alone, it would have been funded."),
}

AMOUNTS = frozenset({"cap", "price", "load", "first", "share", "left", "cost", "budget", "missing", "held", "less"})
COUNTED = frozenset({"people", "more", "points"})
AND = gettext("{first} and {last}")
COMMA = gettext("{first}, {next}")
PAID = gettext("{project} ({amount})")


@dataclass(frozen=True, slots=True)
class Voice:
    """How to say amounts (whole hundredths of the currency unit), projects, and texts in the reader's language."""

    money: Callable[[int], str]
    name: Callable[[ProjectId], str]
    translate: Callable[[str], str] = gettext
    translate_count: Callable[[str, str, int], str] = lambda one, many, count: one if count == 1 else many

    def sentence(self, said: Sentence) -> str:
        """One sentence, or a few short ones that belong together, as plain text."""
        words = {key: self.word(key, value) for key, value in said.values.items()}
        return self.translate(TEMPLATES[said.key]).format(**words)

    def sentences(self, explanation: Explanation) -> list[str]:
        return [self.sentence(said) for said in explanation.sentences]

    def word(self, key: str, value: Any) -> str:
        if key in AMOUNTS:
            return self.money(value)
        if key in COUNTED:
            return self.counted(key, value)
        if key == "projects":
            return self.listed([self.name(project) for project in value])
        if key == "taken":
            paid = self.translate(PAID)
            return self.listed([paid.format(project=self.name(id_), amount=self.money(sum_)) for id_, sum_ in value])
        return value if isinstance(value, str) else f"{value:,}"

    def counted(self, key: str, value: Any) -> str:
        ngettext = self.translate_count
        if key == "points":
            return ngettext("{count} point", "{count} points", 1 if value == "1" else 2).format(count=value)
        if key == "more":
            return ngettext("{count} more person", "{count} more people", value).format(count=f"{value:,}")
        return ngettext("{count} person", "{count} people", value).format(count=f"{value:,}")

    def listed(self, names: Sequence[str]) -> str:
        if len(names) < 2:
            return "".join(names)
        *most, last = names
        first = reduce(lambda before, name: self.translate(COMMA).format(first=before, next=name), most)
        return self.translate(AND).format(first=first, last=last)


def sentence(said: Sentence, money: Callable[[int], str], name: Callable[[ProjectId], str]) -> str:
    """One sentence in English."""
    return Voice(money, name).sentence(said)
