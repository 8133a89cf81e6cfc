"""Brings census tables into the database: what `python main.py census load` does."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from assembly.census.reading import FileRead
from assembly.models import Category, CensusTable
from database import transaction
from ledger import journal
from residents.people import Person
from residents.places.files import FileRefused

_LONGEST = {"slug": 80, "name": 200, "area": 120, "source": 500}


@dataclass(frozen=True, slots=True)
class Loaded:
    """`changes` says in words what is different from what was loaded before; `used_by` names categories whose numbers
    came from this table: they keep them until an officer takes the new ones over."""

    table: CensusTable
    new: bool
    changes: tuple[str, ...]
    used_by: tuple[str, ...]


async def load(
    by: Person, path: Path, found: FileRead, now: datetime, *, source: str = "", area: str = ""
) -> list[Loaded]:
    """All of the file in one transaction. A table of the same name is replaced. Raises FileRefused."""
    by.demand("assemblies.edit")
    source, area = source or found.source, area or found.area
    if not found.tables:
        raise FileRefused(path, None, " ".join(["There is no table in it.", *found.skipped]))
    if not source:
        raise FileRefused(path, None, "Say where these numbers are from, with --source: everybody can read it later.")
    async with transaction():
        loaded = [await _store(one.name, one.counts, source, area, now) for one in found.tables]
        await journal.record(
            by.actor, "census.loaded", "census", at=now, file=path.name, tables=[one.table.slug for one in loaded]
        )
    return loaded


async def _store(name: str, counts: dict[str, int], source: str, area: str, now: datetime) -> Loaded:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[: _LONGEST["slug"]] or "table"
    values: dict[str, Any] = {
        "name": in_words(name)[: _LONGEST["name"]],
        "area": area[: _LONGEST["area"]],
        "source": source[: _LONGEST["source"]],
        "counts": CensusTable.kept(counts),
        "loaded_at": now,
    }
    standing = await CensusTable.get_or_none(slug=slug)
    if standing is None:
        return Loaded(await CensusTable.create(slug=slug, **values), True, (), ())
    changes = tuple(differences(standing.people, counts))
    standing.update_from_dict(values)
    await standing.save()
    used = await Category.filter(census_id=standing.id).prefetch_related("assembly").order_by("id")
    named = tuple(f"{one.assembly.name}: {one.name}" for one in used)
    return Loaded(standing, False, changes, named if changes else ())


def in_words(name: str) -> str:
    """ethnicity_5_from_lsoa as “ethnicity 5 from lsoa”."""
    return " ".join(name.replace("_", " ").split())


def differences(before: Mapping[str, int], after: Mapping[str, int]) -> Sequence[str]:
    """A sentence for each row that came, went or has another number."""
    found = [f"new: {label}, {count:,}." for label, count in after.items() if label not in before]
    found += [f"gone: {label}, {count:,}." for label, count in before.items() if label not in after]
    found += [
        f"{label}: {count:,} before, {after[label]:,} now."
        for label, count in before.items()
        if label in after and after[label] != count
    ]
    return found
