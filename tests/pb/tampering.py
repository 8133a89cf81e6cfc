"""Somebody who owns the database changes one thing in it; what becomes of the pack that is built then.

    async for one in tamperings(vote, folder): …    one column of one row, a row less, a row more: each in turn

Triggers are lifted for it, and everything is taken back. Where the database itself does not let it happen, for a row
elsewhere needs this one or has the same number, that is said.
"""

import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from pathlib import Path
from typing import Any

from tortoise import fields
from tortoise.exceptions import IntegrityError
from tortoise.fields.relational import ForeignKeyFieldInstance
from tortoise.models import Model

from ballot_box.models import (
    APPEND_ONLY,
    CountedBallot,
    CountedBox,
    Election,
    Paper,
    PaperBatch,
    RollEntry,
    SpoiledBallot,
)
from ballot_box.packs import result_of
from ballot_box.sealing.bodies import counted_hash, sha256
from database import append_only, execute, transaction
from ledger import log
from ledger.models import APPEND_ONLY as OF_THE_RECORD
from ledger.models import Checkpoint, Cosignature, JournalEntry, LogLeaf
from ledger.sequencing import sequence
from pb.models import Cycle, Pot, PotTally, Project, ProjectTally, Tally
from pb.packs import build_pack
from pb.tallies.vouching import outcome_of, witnesses_of
from residents.models import Account
from tests.pb.whole_votes import WholeVote
from web.refusals import Refused

Pack = dict[str, bytes]
FAR = 100_000  # further than any number that is taken
Change = Callable[[], Awaitable[object]]


@dataclass(frozen=True)
class Tampered:
    """`what`: a column, or "row gone" or "row more". `row`: which one, for people. Of `pack`, `refused` and
    `impossible` one says what came of it; `pack` holds the files that are not as they were, None for one that is
    gone."""

    table: str
    what: str
    row: str
    value: str = ""
    pack: dict[str, bytes | None] = field(default_factory=dict)
    refused: str = ""
    impossible: str = ""

    def __str__(self) -> str:
        return f"{self.table}, {self.row}, {self.what} {self.value}"


@dataclass(frozen=True)
class Table:
    """The rows of this vote, and what tells those of one kind from those of another: one of each is changed."""

    model: type[Model]
    of_vote: dict[str, Any]
    kind: Callable[[Any], object] = lambda _row: ""

    @property
    def name(self) -> str:
        return str(self.model._meta.db_table)

    @property
    def columns(self) -> dict[str, fields.Field[Any]]:
        """By the name that a row has it under, which is that of the column, too."""
        return {name: self.model._meta.fields_map[name] for name in sorted(self.model._meta.fields_db_projection)}

    async def rows(self) -> list[Any]:
        found: dict[str, Any] = {}
        for one in await self.model.filter(**self.of_vote).order_by(self.model._meta.pk_attr):
            found.setdefault(str(self.kind(one)), one)
        return list(found.values())


async def tables_of(vote: WholeVote) -> list[Table]:
    """All that a pack is made of."""
    election, cycle = {"election_id": vote.election.id}, {"cycle_id": vote.cycle.id}
    own = f'"e":"{vote.election.id}"'
    first = (await LogLeaf.filter(leaf__contains=own).order_by("seq"))[0].seq
    return [
        Table(Election, {"id": vote.election.id}),
        Table(RollEntry, election, lambda one: (one.channel, one.outcome)),
        Table(SpoiledBallot, election),
        Table(CountedBox, election),
        Table(CountedBallot, election, lambda one: (one.contest, one.batch_id is None)),
        Table(PaperBatch, election),
        Table(Paper, {"batch__election_id": vote.election.id}, lambda one: one.state),
        Table(LogLeaf, {"seq__gte": first}, lambda one: json.loads(one.leaf)["k"]),
        Table(Checkpoint, {}, lambda one: one.size),
        Table(Cosignature, {}, lambda one: one.size),
        Table(JournalEntry, {"thing": f"cycle:{vote.cycle.id}", "act": "result.published"}),
        Table(Cycle, {"id": vote.cycle.id}),
        Table(Pot, cycle),
        Table(Project, cycle, lambda one: one.withdrawn_at is None),
        Table(Tally, cycle),
        Table(PotTally, {"tally__cycle_id": vote.cycle.id}),
        Table(ProjectTally, {"tally__cycle_id": vote.cycle.id}, lambda one: one.funded),
    ]


async def tamperings(vote: WholeVote, folder: Path) -> AsyncIterator[Tampered]:
    honest = await built(vote, folder)
    for table in await tables_of(vote):
        for row in await table.rows():
            for what, value, change in changes(table, row, await others(table)):
                yield await tampered(
                    vote, folder, honest, Tampered(table.name, what, _named(table, row), value), change
                )
    more = Tampered("counted_box", "row more, and all made to fit", "Hanley")
    yield await tampered(vote, folder, honest, more, lambda: one_more_made_to_fit(vote))


def _named(table: Table, row: Any) -> str:
    return f"{row.pk} {table.kind(row)}".strip()


async def tampered(vote: WholeVote, folder: Path, honest: Pack, one: Tampered, change: Change) -> Tampered:
    found: dict[str, Any] = {}
    try:
        async with transaction():
            async with AsyncExitStack() as lifted:
                if one.table in (*APPEND_ONLY, *OF_THE_RECORD):
                    await lifted.enter_async_context(append_only.lifted(one.table))
                await change()
            pack = await built(vote, folder)
            found["pack"] = {name: pack.get(name) for name in honest | pack if honest.get(name) != pack.get(name)}
            raise _Back
    except _Back:
        pass
    except IntegrityError as fault:
        found["impossible"] = str(fault)
    except Refused as refusal:
        found["refused"] = refusal.sentence
    return Tampered(one.table, one.what, one.row, one.value, **found)


class _Back(Exception):
    """All that was changed is taken back."""


async def built(vote: WholeVote, folder: Path) -> Pack:
    await build_pack(await Cycle.get(id=vote.cycle.id), folder)
    pack = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    shutil.rmtree(folder)
    return pack


async def one_more_made_to_fit(vote: WholeVote) -> None:
    """A voter, a box and a ballot more, and the record is made to say so by the site itself, whose worker signs what
    waits. Whoever has the database alone can do no more than that. Rows are only added, so no trigger stops it."""
    election, contest, code = vote.election.id, str(vote.pots["Hanley"].id), "ab" * 32
    account = await Account.create(display_name="", created_at=datetime.now(UTC))
    await RollEntry.create(
        id=FAR, election_id=election, account=account, contest=contest, evidence="E1", outcome="counted"
    )
    await CountedBox.create(commitment=code, election_id=election)
    await CountedBallot.create(election_id=election, contest=contest, choices=vote.options["Hanley"][:1])
    codes = [one.commitment for one in await CountedBox.filter(election_id=election)]
    named = {"e": str(election)}
    await log.append({"c": code, **named, "k": "ballot"})
    await log.append({"counted": counted_hash(codes), **named, "k": "counted", "n": len(codes)})
    tally = await Tally.get(cycle_id=vote.cycle.id)
    result = await result_of(vote.election, await outcome_of(tally, vote.election, await witnesses_of(tally)))
    await log.append({**named, "h": sha256(result), "k": "result"})
    await sequence()


# What is changed


async def others(table: Table) -> dict[str, Any]:
    """For each column that points to a row elsewhere: the youngest there, which is of the vote beside this one."""
    found: dict[str, Any] = {}
    for name, column in table.model._meta.fields_map.items():
        if isinstance(column, ForeignKeyFieldInstance):
            youngest = await column.related_model.all().order_by("-id").first()
            assert youngest is not None, f"the vote beside this one has no {name}"
            found[f"{name}_id"] = youngest.pk
    if "account_id" in found:
        found["account_id"] = (await Account.create(display_name="", created_at=datetime.now(UTC))).id
    return found


def changes(table: Table, row: Any, elsewhere: dict[str, Any]) -> Iterator[tuple[str, str, Change]]:
    model, key = table.model, table.model._meta.pk_attr
    values = {name: getattr(row, name) for name in table.columns}
    unique = {name for one in model._meta.constraints for name in getattr(one, "fields", ())[-1:]} | {key}
    far = {name: value + FAR for name, value in values.items() if name in unique and isinstance(value, int)}
    new = {
        name: [far[name]]
        if name in far and name not in elsewhere
        else _other(column, values[name], elsewhere.get(name))
        for name, column in table.columns.items()
    }
    for name, found in new.items():
        for value in found:
            yield name, f"{value!r:.60}", _set(model, row, name, value)
    yield "row gone", "", lambda: model.filter(pk=row.pk).delete()
    yield "row more", "", lambda: model.create(**{**values, **{name: new[name][0] for name in unique}})


def _set(model: type[Model], row: Any, name: str, value: Any) -> Change:
    if name == model._meta.pk_attr:
        return lambda: execute(f"UPDATE {model._meta.db_table} SET {name} = ? WHERE {name} = ?", value, row.pk)
    return lambda: model.filter(pk=row.pk).update(**{name: value})


def _other(column: fields.Field[Any], value: Any, elsewhere: Any) -> list[Any]:
    """Something else that could as well stand there."""
    if elsewhere is not None:
        return [elsewhere if elsewhere != value else None]
    if isinstance(column, fields.JSONField):
        return list(_within(value)) if value else [{"1": "1"}]
    if isinstance(value, Enum):
        kinds = list(type(value))
        return [kinds[(kinds.index(value) + 1) % len(kinds)]]
    if isinstance(value, datetime | date):
        return [value + timedelta(days=1)]
    return [_something(column) if value is None else value + b"1" if isinstance(value, bytes) else _changed(value)]


def _changed(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return not value
    return value + 1 if isinstance(value, int | float) else value[:-1] + ("e" if value[-1:] != "e" else "f")


def _something(column: fields.Field[Any]) -> Any:
    """Where there was nothing."""
    if isinstance(column, fields.DatetimeField):
        return datetime.now(UTC)
    if isinstance(column, fields.DateField):
        return datetime.now(UTC).date()
    return True if isinstance(column, fields.BooleanField) else b"1" if isinstance(column, fields.BinaryField) else 1


def _within(value: Any) -> Iterator[Any]:
    """The same with one thing changed, gone or more: of an object each part in turn, further down one."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield {**value, key: next(_within(inner))}
            yield {name: kept for name, kept in value.items() if name != key}
        yield {**value, "more": 1}
    elif isinstance(value, list):
        yield [next(_within(value[0])), *value[1:]] if value else [1]
        yield value[1:]
    else:
        yield _changed(value)
