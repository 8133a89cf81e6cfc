from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from assembly.models.assemblies import Assembly, Topic
from residents.models import Account


class DrawKind(StrEnum):
    PANEL = "panel"
    REPLACEMENT = "replacement"  # for seats that fell empty
    ROTATION = "rotation"  # for seats whose term ended


class DrawState(StrEnum):
    PREPARING = "preparing"  # the pool is closed and frozen; the worker makes the portfolio
    STOPPED = "stopped"  # no panel is possible, or somebody stopped it: says why, can be begun again
    PREPARED = "prepared"
    COMMITTED = "committed"  # in the record; only the public randomness is missing
    DRAWN = "drawn"
    VOID = "void"  # for a published reason; stays to be seen


class Draw(Model):
    """One draw: from the frozen pool to one panel."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="draws", on_delete=fields.RESTRICT
    )
    topic_id: int | None  # of a standing assembly: for which topic the panel is drawn
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", related_name="draws", null=True, on_delete=fields.RESTRICT
    )
    number = fields.IntField()  # within the assembly
    kind = fields.CharEnumField(DrawKind, max_length=12, default=DrawKind.PANEL)
    state = fields.CharEnumField(DrawState, max_length=10, default=DrawState.PREPARING)
    seats = fields.IntField()
    # What it was made with: {"keep_floor": "1", "ceiling_factor": "1.5", "panels": 10000, "seed": hex, "code": version,
    # "quotas": [[category, value, least, most]...], "minutes": 10}
    terms = fields.JSONField[dict[str, object]](default=dict)
    pool_root = fields.CharField(max_length=64, default="")
    pool_size = fields.IntField(default=0)
    # The work of the worker
    share_done = fields.IntField(default=0)  # percent
    doing = fields.CharField(max_length=200, default="")
    trouble = fields.TextField(default="")  # why it stopped, in sentences
    changes = fields.JSONField[list[object]](default=list)  # the smallest change of the quotas that would do
    tries = fields.IntField(default=0)
    leased_until = fields.DatetimeField(null=True)
    stop_asked_at = fields.DatetimeField(null=True)
    # What came out: floor, ceiling, geometric mean, bounds, everybody's chance as counts for the chart
    report = fields.JSONField[dict[str, object]](default=dict)
    # In public
    source = fields.JSONField[dict[str, object]](default=dict)  # of the randomness, named beforehand
    commitment = fields.TextField(default="")  # canonical text, as it is published
    commitment_hash = fields.CharField(max_length=64, default="")
    committed_at = fields.DatetimeField(null=True)
    committed_by_id: int | None
    committed_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="draws_committed", null=True, on_delete=fields.RESTRICT
    )
    randomness = fields.JSONField[dict[str, object]](default=dict)  # as it was entered
    line = fields.IntField(null=True)  # of the portfolio
    result = fields.TextField(default="")  # canonical text, as it is published
    drawn_at = fields.DatetimeField(null=True)
    drawn_by_id: int | None
    drawn_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="draws_drawn", null=True, on_delete=fields.RESTRICT
    )
    voided_at = fields.DatetimeField(null=True)
    voided_because = fields.TextField(default="")
    begun_at = fields.DatetimeField()
    begun_by_id: int | None
    begun_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="draws_begun", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "draw"
        indexes = [Index(fields=["state"], name="ix_draw_state")]
        constraints = [
            UniqueConstraint(fields=("assembly_id", "number"), name="uq_draw_number"),
            CheckConstraint(check="seats >= 1", name="ck_draw_seats"),
        ]


class FrozenPool(Model):
    """Everybody who could be drawn, as they were when the pool was frozen. Deleted with the pool, never public.

    Apart, because it is long, and because pages about a draw have no business with it.
    """

    id = fields.BigIntField(primary_key=True)
    draw_id: int
    draw: fields.ForeignKeyRelation[Draw] = fields.ForeignKeyField(
        "models.Draw", related_name="pools", on_delete=fields.RESTRICT
    )
    # {"p": pseudonym, "s": salt, "f": {category: value}, "h": mark of a shared home, or "", "r": registration id}
    people = fields.JSONField[list[dict[str, Any]]](default=list)

    class Meta:
        table = "frozen_pool"
        constraints = [UniqueConstraint(fields=("draw_id",), name="uq_frozen_pool_draw")]


class Portfolio(Model):
    """The panels of a draw, one of which the public randomness names. Apart, because it is long."""

    id = fields.BigIntField(primary_key=True)
    draw_id: int
    draw: fields.ForeignKeyRelation[Draw] = fields.ForeignKeyField(
        "models.Draw", related_name="portfolios", on_delete=fields.RESTRICT
    )
    lines = fields.IntField()
    hash = fields.CharField(max_length=64)  # of the published bytes
    packed = fields.BinaryField()  # the published bytes, compressed

    class Meta:
        table = "portfolio"
        constraints = [UniqueConstraint(fields=("draw_id",), name="uq_portfolio_draw")]
