"""Which rows of a census table make up which value of a category: a first guess, for an officer to look over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assembly.census.ages import Ages, ages_of, group_of, is_by_age
from assembly.models import Asked, CategoryValue, CensusTable
from assembly.quotas import CategoryOf
from assembly.quotas.rules import Wards, age_words, ages_in, codes_in, numbers_in
from web.language import _

RowNames = Mapping[str, tuple[str, ...]]


@dataclass(slots=True)
class Match:
    """`rows`: label of the census row to id of the value. `notes`: where the table does not fit, a sentence each."""

    rows: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Matching:
    """What a match goes by beside the table itself."""

    age_from: int
    wards: Wards
    names: RowNames

    def match(self, one: CategoryOf, table: CensusTable) -> Match:
        if one.category.asked is Asked.AGE:
            return self._by_age(one.values, table)
        if is_by_age(table.people):
            return self._by_group(one.values, table)
        found = Match()
        for label in table.people:
            value = self._fitting(one.category.asked, one.values, label)
            if value is not None:
                found.rows[label] = value.id
        return found

    def best(self, one: CategoryOf, tables: Sequence[CensusTable]) -> CensusTable | None:
        """The table that speaks of every value that has no number of its own; of several the one that fits closest."""
        needed = {value.id for value in one.values if value.people is None}
        fitting = []
        for table in tables:
            match = self.match(one, table)
            if needed and needed <= set(match.rows.values()):
                left_over = sum(1 for label in table.people if label not in match.rows)
                fitting.append((len(match.notes), left_over, len(table.people), table.slug, table))
        return min(fitting, key=lambda found: found[:-1])[-1] if fitting else None

    def _by_age(self, values: Sequence[CategoryValue], table: CensusTable) -> Match:
        found = Match()
        for label in table.people:
            span = ages_of(label)
            if span is None or group_of(label):
                continue
            whole = next((value for value in values if ages_in(value.rule).holds(span)), None)
            if whole is not None:
                found.rows[label] = whole.id
            elif torn := next((value for value in values if ages_in(value.rule).touches(span)), None):
                found.notes.append(_torn(span, torn.name))
        return found

    def _by_group(self, values: Sequence[CategoryValue], table: CensusTable) -> Match:
        """A table such as age by sex: whole groups, from the age on from which people can be chosen."""
        found = Match()
        torn: dict[str, Ages] = {}
        everybody = Ages(self.age_from, None)
        for label in table.people:
            group, span = group_of(label), ages_of(label)
            value = self._named(values, group) if group and span else None
            if value is None or span is None:
                continue
            if everybody.holds(span):
                found.rows[label] = value.id
            elif everybody.touches(span):
                torn[age_words(span)] = span
        found.notes = [_torn(span, age_words(everybody)) for span in torn.values()]
        return found

    def _fitting(self, asked: Asked, values: Sequence[CategoryValue], label: str) -> CategoryValue | None:
        plain = label.strip().casefold()
        if asked is Asked.DEPRIVATION:
            number = int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 3 else 0
            return next((value for value in values if number in numbers_in(value.rule, "tenths")), None)
        if asked is Asked.WARD:
            codes = {code for code, name in self.wards.items() if plain in (name.casefold(), code.casefold())}
            return next((value for value in values if codes & set(codes_in(value.rule))), None)
        return self._named(values, plain)

    def _named(self, values: Sequence[CategoryValue], plain: str) -> CategoryValue | None:
        """The value with the longest name that the label begins with."""
        fits = [
            (len(name), -value.position, value)
            for value in values
            for name in (value.name.casefold(), *self.names.get(value.name.casefold(), ()))
            if plain == name or (plain.startswith(name) and not plain[len(name)].isalnum())
        ]
        return max(fits, key=lambda found: found[:-1])[-1] if fits else None


def _torn(span: Ages, other: str) -> str:
    said = _(
        "The table counts people aged %(ages)s together, but only a part of them belongs to “%(other)s”. "
        "Choose other ages or another table, or write the number by hand."
    )
    return said % {"ages": age_words(span), "other": other}
