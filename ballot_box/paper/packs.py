"""What is printed for a batch: its ballots with their serials, and the sheets that go along. Words and numbers only."""

from dataclasses import dataclass

from ballot_box.models import PaperBatch, PaperRule
from ballot_box.paper import serials, words
from ballot_box.paper.printed import PrintedContest, PrintedOption, contest_of
from ballot_box.paper.refusals import PaperRefused
from residents.belonging.words import ages
from residents.people import Person
from web.language import _

STANDARD, LARGE, EASY = "standard", "large", "easy"


@dataclass(frozen=True, slots=True)
class Look:
    """One way to print a ballot. `easy`: short words, one project a row, with its picture where there is one."""

    name: str
    words: str
    points: int
    easy: bool = False


def looks() -> list[Look]:
    return [
        Look(STANDARD, _("Standard, 14 point"), 14),
        Look(LARGE, _("Large print, 18 point"), 18),
        Look(EASY, _("Easy read"), 18, easy=True),
    ]


def look_of(name: str) -> Look:
    return next((look for look in looks() if look.name == name), looks()[0])


@dataclass(frozen=True, slots=True)
class Numbered:
    """One ballot's serial, and what its QR code says: election, contest, serial, check digit."""

    serial: str
    code: str


@dataclass(frozen=True, slots=True)
class BallotText:
    """Everything that stands on a ballot and its slip but the serial."""

    look: Look
    title: str
    about: str
    how: str
    both_ways: str
    mistake: str
    options: tuple[PrintedOption, ...]
    rules: tuple[str, ...]
    tear_off: str
    slip_title: str
    ties: tuple[str, ...]
    ages: tuple[str, ...]
    promise: str


def text_of(contest: PrintedContest, rule: PaperRule, look: Look) -> BallotText:
    return BallotText(
        look=look,
        title=_("%(vote)s: ballot for %(place)s") % {"vote": contest.vote, "place": contest.place},
        about=contest.about,
        how=words.how_to_rank(contest.ranks, easy=look.easy),
        both_ways=words.both_ways(rule),
        mistake=words.made_a_mistake(),
        options=contest.printed,
        rules=tuple(words.doubtful_rules(contest.ranks)),
        tear_off=words.tear_off(),
        slip_title=_("About you. This shows that you may vote, and that you vote once."),
        ties=tuple(said for tie, said in words.ties() if not contest.ties or tie in contest.ties),
        ages=tuple(said for _band, said in ages()),
        promise=words.promise(),
    )


@dataclass(frozen=True, slots=True)
class Pack:
    batch: PaperBatch
    contest: PrintedContest
    text: BallotText
    ballots: tuple[Numbered, ...]


async def pack_of(by: Person, batch: PaperBatch, look: str, first: int, last: int) -> Pack:
    """Ballots `first` to `last` of a batch, ready to print. Raises NotAllowed, PaperRefused."""
    by.demand("papers.manage")
    if not 1 <= first <= last <= batch.issued:
        raise PaperRefused(_("This batch has the numbers 1 to %(last)s.") % {"last": batch.issued}, "first")
    contest = await contest_of(batch.election_id, batch.contest)
    numbered = tuple(
        Numbered(
            serials.shown(batch.name, number),
            serials.printed(batch.election_id, batch.contest, batch.name, number),
        )
        for number in range(first, last + 1)
    )
    return Pack(batch, contest, text_of(contest, batch.election.paper_rule, look_of(look)), numbered)


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A sheet that goes along with a batch: a heading, facts, lines to fill in by hand, paragraphs."""

    title: str
    facts: tuple[tuple[str, str], ...] = ()
    blanks: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    numbered: bool = False
    big: bool = False


def cover(batch: PaperBatch, contest: PrintedContest, venue: str) -> Leaflet:
    first, last = serials.shown(batch.name, 1), serials.shown(batch.name, batch.issued)
    facts = (
        (_("Vote"), contest.vote),
        (_("Ballots for"), contest.place),
        (_("Place"), venue),
        (_("Numbers"), f"{first} – {last}"),
        (_("Ballots going out"), str(batch.issued)),
        (_("Seal"), batch.seal),
    )
    return Leaflet(_("Batch %(name)s: cover sheet") % {"name": batch.name}, facts, tuple(words.cover_lines()))


def poster(batch: PaperBatch, contest: PrintedContest, venue: str, where: str, close: str) -> Leaflet:
    lines = [
        contest.about,
        _("You choose. Vote here on paper: %(venue)s") % {"venue": f"{venue}, {where}" if where else venue},
        _("The vote closes: %(close)s") % {"close": close},
        _("You do not need an ID document, a phone, or an email address. We help you if you want."),
        _("You can vote if you are %(age)s or older and belong here.") % {"age": max(contest.age_from, 11)},
        words.both_ways(batch.election.paper_rule),
    ]
    return Leaflet(_("Vote here for %(place)s") % {"place": contest.place}, lines=tuple(filter(None, lines)), big=True)


def card() -> Leaflet:
    return Leaflet(_("How to check without ID"), lines=tuple(words.without_papers()), numbered=True)
