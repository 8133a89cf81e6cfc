"""Who took part, as a whole: a short form after voting, kept apart from every person and every ballot.

An answer has no account, no session and no time finer than a day. Officers see sums, once nothing more can come in:
each rounded to 5, none under 10, and never two characteristics, or a place, together.
"""

import re
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from database import transaction
from residents.limits import allow
from residents.models import EqualityAnswer, Franchise
from residents.people import Person
from web.days import local_date
from web.language import _
from web.refusals import NotFound, Refused

ROUNDED_TO = 5
SMALLEST = 10
NOT_SAID = "not-said"
ABOUT = re.compile(r"(cycle|assembly):([1-9][0-9]{0,17})")
_A_DAY = timedelta(days=1)
_MOST_OF_A_NETWORK = 300  # a day: a library or a school has one network


class EqualityRefused(Refused):
    """The form is not open."""


class TooManyAnswers(EqualityRefused):
    """From one network, in one day."""


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    title: str
    hint: str
    options: tuple[tuple[str, str], ...]  # (value, words), without "prefer not to say"


def questions() -> list[Question]:
    """As the census asks them, in fewer words. Every one may be left empty."""
    return [
        Question("age", _("How old are you?"), "", (
            ("under-16", _("Under 16")), ("16-24", _("16 to 24")), ("25-34", _("25 to 34")), ("35-49", _("35 to 49")),
            ("50-64", _("50 to 64")), ("65-74", _("65 to 74")), ("75-over", _("75 or over")),
        )),
        Question("sex", _("What is your sex?"), "", (("female", _("Female")), ("male", _("Male")))),
        Question("ethnicity", _("What is your ethnic group?"), "", (
            ("asian", _("Asian or Asian British")), ("black", _("Black, Black British, Caribbean or African")),
            ("mixed", _("Mixed or more than one ethnic group")), ("white", _("White")),
            ("other", _("Another ethnic group")),
        )),
        Question(
            "disability",
            _("Does a health condition or disability make everyday things harder for you?"),
            _("Think of what has lasted, or will last, a year or more."),
            (("a-lot", _("Yes, a lot")), ("a-little", _("Yes, a little")), ("no", _("No"))),
        ),
        Question("language", _("What is your main language?"), "", (
            ("english", _("English")), ("urdu", _("Urdu")), ("panjabi", _("Panjabi")), ("polish", _("Polish")),
            ("romanian", _("Romanian")), ("kurdish", _("Kurdish")), ("arabic", _("Arabic")),
            ("other", _("Another language, or sign language")),
        )),
    ]  # fmt: skip


async def franchise_about(about: str) -> Franchise:
    """The vote or assembly that a form is about, such as cycle:3. Raises NotFound."""
    found = ABOUT.fullmatch(about)
    franchise = await Franchise.get_or_none(key_name=f"{found[1]}-{found[2]}") if found else None
    if franchise is None:
        raise NotFound(_("There is no vote like this."))
    return franchise


def is_open(franchise: Franchise, now: datetime) -> bool:
    """Answers are taken until the last day for confirming, when the last voter has been."""
    return franchise.confirm_by is None or now < franchise.confirm_by


async def answer(about: str, answers: Mapping[str, str], browser: str, network: str, now: datetime) -> bool:
    """Keep one filled-in form; says whether it was kept. A browser's second one of a day is not, nor an empty one.

    `browser` and `network` count tries and are not kept with the answer. Raises NotFound, EqualityRefused.
    """
    franchise = await franchise_about(about)
    if not is_open(franchise, now):
        raise EqualityRefused(_("This form is closed. Thank you for wanting to help."))
    given = checked(answers)
    if not given:
        return False
    if not await allow("equality-network", f"{about} {network}", _MOST_OF_A_NETWORK, _A_DAY, now):
        raise TooManyAnswers(_("Too many forms came from your network today. Try again tomorrow, if you like."))
    if not await allow("equality", f"{about} {browser}", 1, _A_DAY, now):
        return False
    async with transaction():
        await EqualityAnswer.create(id=secrets.token_hex(16), about=about, answered_on=local_date(now), answers=given)
    return True


def checked(answers: Mapping[str, str]) -> dict[str, str]:
    """Only answers that were offered, to questions that were asked."""
    found = {}
    for question in questions():
        given = answers.get(question.name) or ""
        if given == NOT_SAID or given in dict(question.options):
            found[question.name] = given
    return found


@dataclass(frozen=True, slots=True)
class Cell:
    words: str
    number: int | None  # None: not shown


@dataclass(frozen=True, slots=True)
class Table:
    title: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Summary:
    franchise: Franchise
    forms: int | None  # rounded; None: too few to show anything
    tables: list[Table]
    open_until: datetime | None  # not shown before: whoever looked twice could see one person's answer


async def franchises(by: Person) -> list[tuple[str, Franchise]]:
    """(about, franchise) of those that a form could be about, the newest first."""
    by.demand("office.view")
    found = await Franchise.all().order_by("-id").limit(100)
    return [(one.key_name.replace("-", ":", 1), one) for one in found]


async def summary(by: Person, about: str, now: datetime) -> Summary:
    """Raises NotAllowed, NotFound."""
    by.demand("office.view")
    franchise = await franchise_about(about)
    if franchise.confirm_by is None or is_open(franchise, now):
        return Summary(franchise, None, [], franchise.confirm_by)
    counts: dict[str, Counter[str]] = {question.name: Counter() for question in questions()}
    forms = 0
    async for one in EqualityAnswer.filter(about=about):
        forms += 1
        for name, counter in counts.items():
            counter[one.answers.get(name, "")] += 1
    if forms < SMALLEST:
        return Summary(franchise, None, [], None)
    tables = [_table(question, counts[question.name]) for question in questions()]
    return Summary(franchise, rounded(forms), tables, None)


def _table(question: Question, counted: Counter[str]) -> Table:
    words = [*question.options, (NOT_SAID, _("Preferred not to say, or left empty"))]
    numbers = [counted[value] for value, _words in question.options]
    numbers.append(counted.total() - sum(numbers))
    return Table(question.title, [Cell(text, n) for (_value, text), n in zip(words, shown(numbers), strict=True)])


def shown(numbers: list[int]) -> list[int | None]:
    """Each number rounded, or None where it is under ten, or would let somebody work out one that is.

    Who knows the total could subtract. So hidden numbers are never alone, and never ten together or fewer: then the
    smallest of the others is hidden too.
    """
    hidden = {place for place, number in enumerate(numbers) if number < SMALLEST}
    others = sorted((place for place in range(len(numbers)) if place not in hidden), key=lambda place: numbers[place])
    while hidden and others and (len(hidden) < 2 or sum(numbers[place] for place in hidden) <= SMALLEST):
        hidden.add(others.pop(0))
    return [None if place in hidden else rounded(number) for place, number in enumerate(numbers)]


def rounded(number: int) -> int:
    return (number + ROUNDED_TO // 2) // ROUNDED_TO * ROUNDED_TO
