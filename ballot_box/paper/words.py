"""What printed ballots say, in plain words: the same in PDF, in HTML and on the pages of officers."""

from ballot_box.models import PaperRule
from ballot_box.paper.doubtful import Doubt
from residents.models import Tie
from web.language import _


def ties() -> list[tuple[str, str]]:
    return [
        (Tie.LIVE.value, _("I live here")),
        (Tie.WORK.value, _("I work here")),
        (Tie.STUDY.value, _("I study here")),
        (Tie.VOLUNTEER.value, _("I volunteer here")),
    ]


def promise() -> str:
    return _("What I wrote here is true, and I vote once.")


def how_to_rank(ranks: int, *, easy: bool = False) -> str:
    if easy:
        said = _("Write 1 next to the project you like best. Write 2 next to the next one. You can go up to %(most)s.")
        return said % {"most": ranks}
    return _(
        "Write 1 in the box beside the project you like best, then 2, and so on, up to %(most)s. Use each number once."
    ) % {"most": ranks}


def both_ways(rule: PaperRule) -> str:
    """The rule for people who also vote on a screen."""
    if rule is PaperRule.ONLINE_STANDS:
        return _("Vote one way only. If you have also voted on a screen, that vote counts and this paper does not.")
    return _("Vote one way only. If you have also voted on a screen, this paper counts and that vote is taken out.")


def doubtful_rules(ranks: int) -> list[str]:
    return [
        _("The same number twice: we count down to that number and stop there."),
        _("A number left out: we close the gap."),
        _("One tick and no numbers: that is your first choice."),
        _("Several ticks and no numbers, or nothing at all: the paper cannot be counted."),
        _("More than %(most)s numbers: the first %(most)s count.") % {"most": ranks},
        _("A box that nobody can read counts as empty."),
    ]


def tear_off() -> str:
    return _("Tear off here. The two parts are never put together again.")


def made_a_mistake() -> str:
    return _("Made a mistake? Ask for a new paper. Do not write your name on this part.")


def doubt_in_words(doubt: str) -> str:
    return {
        Doubt.BLANK.value: _("nothing is marked"),
        Doubt.TICKS.value: _("several ticks and no number"),
        Doubt.REPEATED_FIRST.value: _("the lowest number stands beside several projects"),
    }.get(doubt, doubt)


def without_papers() -> list[str]:
    """The card for the table: how to check somebody who has no papers with them."""
    return [
        _("Nobody needs an ID document, a phone, an email address or a fixed home."),
        _("Look at anything with a name and this area on it: a letter, a library card, a school book, a bus pass."),
        _("Nothing with them? Take the word of somebody who knows them here: a neighbour, a youth worker, a teacher."),
        _("No fixed home? The place where they mostly sleep, or the centre they come to, counts. Write its postcode."),
        _("Ask for name, postcode, what ties them here, and age band. Never a date of birth. Copy nothing."),
        _("Give one ballot. See that the slip is filled in and the promise is ticked."),
        _("Do not look at the numbers they write. Ballot and slip go into the box together."),
        _("In doubt? Let them fill it in, and tell the officer for the roll. Nobody is sent away."),
    ]


def cover_lines() -> list[str]:
    """What is filled in by hand on the sheet that travels with a batch."""
    return [
        _("Went out on"),
        _("Signed (1)"),
        _("Signed (2)"),
        _("Came back on"),
        _("Seal when it came back"),
        _("Used ballots in the box"),
        _("Spoiled ballots (their numbers)"),
        _("Unused ballots (their numbers)"),
        _("Together (should be as many as went out)"),
        _("If not: what was found"),
        _("Signed (1)"),
        _("Signed (2)"),
    ]
