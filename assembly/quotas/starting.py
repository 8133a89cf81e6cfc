"""Categories that many assemblies use, ready to be changed: what is asked, why, and how census rows are called."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assembly.models import Asked
from assembly.quotas.rules import OLDEST, Rule, Wards, age_words, ages_in
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind
from web.language import _


@dataclass(frozen=True, slots=True)
class StartingValue:
    """`rows`: how the census rows that count for it begin, in lower case. `people`: where no census counts them."""

    name: str
    rows: tuple[str, ...] = ()
    rule: Rule | None = None
    people: int | None = None


@dataclass(frozen=True, slots=True)
class StartingSet:
    key: str
    name: str
    question: str
    why: str
    values: tuple[StartingValue, ...]
    asked: Asked = Asked.CHOICE


async def starting_sets(age_from: int, wards: Wards) -> list[StartingSet]:
    """In the order in which they are offered. Those about places need places."""
    return [_gender(), _age(age_from), *_of_people(), *(await _of_places(wards)), _opinion()]


def _why(what: str) -> str:
    return _("So that the panel resembles the place: %(what)s") % {"what": what}


def _gender() -> StartingSet:
    values = (
        StartingValue(_("Woman"), ("female", "women", "woman")),
        StartingValue(_("Man"), ("male", "men", "man")),
        StartingValue(_("In another way"), people=0),
    )
    return StartingSet(
        "gender", _("Gender"), _("How do you describe yourself?"), _why(_("as many women as men.")), values
    )


_BANDS = (16, 25, 35, 50, 65)


def _age(age_from: int) -> StartingSet:
    starts = [age_from, *(start for start in _BANDS if start > age_from)]
    rules: list[Rule] = [
        {"from": start, "to": after - 1 if after else OLDEST}
        for start, after in zip(starts, [*starts[1:], None], strict=True)
    ]
    values = tuple(StartingValue(age_words(ages_in(rule)), rule=rule) for rule in rules)
    question = _("When were you born?")
    return StartingSet("age", _("Age"), question, _why(_("young and old.")), values, Asked.AGE)


def _of_people() -> list[StartingSet]:
    """What a census asks each person or home."""
    return [*_background(), *_means(), _care()]


def _background() -> list[StartingSet]:
    return [
        StartingSet(
            "ethnicity",
            _("Ethnicity"),
            _("Which of these describes you best?"),
            _why(_("people of every background.")),
            (
                StartingValue(_("Asian or Asian British"), ("asian",)),
                StartingValue(_("Black, Black British, Caribbean or African"), ("black",)),
                StartingValue(_("Mixed or several ethnic groups"), ("mixed", "multiple")),
                StartingValue(_("White"), ("white",)),
                StartingValue(_("Another ethnic group"), ("other", "any other", "arab")),
            ),
        ),
        StartingSet(
            "disability",
            _("Disability"),
            _("Does a health condition or a disability make your daily life harder?"),
            _why(_("people with and without a disability.")),
            (
                StartingValue(_("Yes"), ("disabled", "limited a", "yes")),
                StartingValue(_("No"), ("not disabled", "not limited", "no")),
            ),
        ),
        StartingSet(
            "religion",
            _("Religion"),
            _("What is your religion?"),
            _why(_("people of every belief and of none.")),
            (
                StartingValue(_("No religion"), ("no religion",)),
                StartingValue(_("Christian"), ("christian",)),
                StartingValue(_("Muslim"), ("muslim",)),
                StartingValue(_("Another religion"), ("buddhist", "hindu", "jewish", "sikh", "other religion")),
                StartingValue(_("I would rather not say"), ("not answered",)),
            ),
        ),
    ]


def _means() -> list[StartingSet]:
    return [
        StartingSet(
            "tenure",
            _("Home"),
            _("Who owns the home you live in?"),
            _why(_("people who own their home and people who rent.")),
            (
                StartingValue(_("I own it, or someone I live with does"), ("owned", "shared ownership", "own")),
                StartingValue(_("The council or a housing association"), ("social rented", "rented from council")),
                StartingValue(_("A private landlord"), ("private rented", "lives rent free", "living rent free")),
            ),
        ),
        StartingSet(
            "education",
            _("Education"),
            _("What is the highest level of education you finished?"),
            _why(_("people with and without exams.")),
            (
                StartingValue(_("No exams"), ("no qualifications",)),
                StartingValue(_("GCSEs or the like"), ("level 1", "level 2", "apprenticeship")),
                StartingValue(_("A levels or the like"), ("level 3",)),
                StartingValue(_("A degree or higher"), ("level 4",)),
                StartingValue(_("Something else"), ("other", "other qualifications")),
            ),
        ),
    ]


def _care() -> StartingSet:
    return StartingSet(
        "care",
        _("Care for others"),
        _("Do you look after somebody who could not manage without you, without being paid?"),
        _why(_("people who care for others, too.")),
        (
            StartingValue(_("Yes"), ("provides", "carer")),
            StartingValue(_("No"), ("provides no", "does not provide", "no unpaid")),
        ),
    )


async def _of_places(wards: Wards) -> list[StartingSet]:
    question = _("What is your address?")
    fifths = (
        _("Most deprived fifth"),
        _("Second fifth"),
        _("Middle fifth"),
        _("Fourth fifth"),
        _("Least deprived fifth"),
    )
    found = [
        StartingSet(
            "deprivation",
            _("How well off the street is"),
            question,
            _why(_("people from streets that have little, and from streets that have more.")),
            tuple(StartingValue(name, rule={"tenths": [2 * at + 1, 2 * at + 2]}) for at, name in enumerate(fifths)),
            Asked.DEPRIVATION,
        )
    ]
    why = _why(_("people from every part of it."))
    towns = await _towns()
    if len(towns) > 1:
        parts = tuple(StartingValue(name, rule={"wards": codes}) for name, codes in towns.items())
        found.append(StartingSet("part", _("Part of the area"), question, why, parts, Asked.WARD))
    if wards:
        each = tuple(StartingValue(name, rule={"wards": [code]}) for code, name in wards.items())
        found.append(StartingSet("ward", _("Ward"), question, why, each, Asked.WARD))
    return found


async def _towns() -> Mapping[str, Sequence[str]]:
    """Neighbourhoods that are made of wards, in the order of the site."""
    names = {one.id: one.name for one in await Neighbourhood.filter(retired_at__isnull=True).order_by("position", "id")}
    parts = await NeighbourhoodPart.filter(kind=PartKind.WARD, neighbourhood_id__in=list(names)).order_by("code")
    found: dict[str, list[str]] = {name: [] for name in names.values()}
    for part in parts:
        found[names[part.neighbourhood_id]].append(part.code)
    return {name: codes for name, codes in found.items() if codes}


def _opinion() -> StartingSet:
    answers = (_("Agree"), _("Neither agree nor disagree"), _("Disagree"), _("I do not know"))
    return StartingSet(
        "view",
        _("View"),
        _("How far do you agree with this? (Write the sentence here.)"),
        _("So that every view of the question is in the room, as often as in the place."),
        tuple(StartingValue(name) for name in answers),
    )


def row_names(slug: str, sets: Sequence[StartingSet]) -> Mapping[str, tuple[str, ...]]:
    """How census rows of a category begin, by the name of the value in lower case."""
    its = next((one for one in sets if one.key == slug), None)
    return {value.name.casefold(): value.rows for value in its.values} if its else {}
