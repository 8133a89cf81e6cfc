from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from ballot_box.models import Election, Trustees
from residents.models import Franchise
from residents.places.models import Neighbourhood


class Split(StrEnum):
    """How the money is shared out between neighbourhoods."""

    EQUAL = "equal"
    POPULATION = "population"
    NEED = "need"
    HALF_AND_HALF = "half_and_half"
    BY_HAND = "by_hand"


class Sealing(StrEnum):
    """Who can open the ballots before they are counted."""

    UNDECIDED = ""
    OPEN = "open"  # the site itself
    SEALED = "sealed"  # two trustees


class Cycle(Model):
    """One run of participatory budgeting. Its phase is never stored: pb/phases.py derives it from these dates."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=80)
    name = fields.CharField(max_length=120)
    question = fields.CharField(max_length=300, default="")
    about = fields.TextField(default="")
    about_html = fields.TextField(default="")
    sample = fields.BooleanField(default=False)
    imported = fields.BooleanField(default=False)
    # Money
    budget_pence = fields.BigIntField(default=0)
    currency = fields.CharField(max_length=3, default="GBP")  # only imported elections have another
    split = fields.CharEnumField(Split, max_length=20, default=Split.EQUAL)
    split_unit_pence = fields.BigIntField(default=100, db_default=100)  # pots are rounded to this much
    # Who may take part
    ranks = fields.IntField(default=5)
    age_from = fields.IntField(default=11)
    ties = fields.JSONField[list[str]](default=list)
    evidence = fields.JSONField[dict[str, str]](
        default=dict
    )  # {"suggest": "E0", "support": "E1", "vote": "E1", "count": "E2"}
    paper_rule = fields.CharField(max_length=20, default="paper-stands", db_default="paper-stands")
    franchise_id: int | None
    franchise: fields.ForeignKeyNullableRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="cycles", null=True, on_delete=fields.RESTRICT
    )
    # The plan
    ideas_open_at = fields.DatetimeField(null=True)
    ideas_close_at = fields.DatetimeField(null=True)
    voting_opens_at = fields.DatetimeField(null=True)
    voting_closes_at = fields.DatetimeField(null=True)
    # Once the ballot is frozen the close only moves to later, for a public reason.
    closing_moved_because = fields.TextField(default="", db_default="")
    confirm_by = fields.DatetimeField(null=True)
    challenge_ends_at = fields.DatetimeField(null=True)
    delivery_ends_at = fields.DatetimeField(null=True)
    # What was decided
    published_at = fields.DatetimeField(null=True)
    ballot_frozen_at = fields.DatetimeField(null=True)
    result_published_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    cancelled_because = fields.TextField(default="")
    # How it is counted, frozen with the ballot
    rule = fields.CharField(max_length=40, default="equal-shares-ranked")
    completion = fields.CharField(max_length=20, default="add1-late-greedy")
    tie_breaking = fields.CharField(max_length=40, default="cost-supporters-lot")
    # Published with the ballot: whoever has it can draw the same lots again.
    lot_seed = fields.CharField(max_length=200, default="", db_default="")
    lots = fields.JSONField[list[str]](default=list)  # project ids in the order drawn before the vote opened
    election_id: int | None
    election: fields.ForeignKeyNullableRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="cycles", null=True, on_delete=fields.RESTRICT
    )
    sealing = fields.CharEnumField(Sealing, max_length=10, default=Sealing.UNDECIDED, db_default="")
    trustees_id: int | None
    trustees: fields.ForeignKeyNullableRelation[Trustees] = fields.ForeignKeyField(
        "models.Trustees", related_name="cycles", null=True, on_delete=fields.RESTRICT
    )
    # The council's own decision on the recommended result
    decision_by = fields.CharField(max_length=200, default="")
    decision_on = fields.DateField(null=True)
    decision_minute = fields.CharField(max_length=300, default="")

    created_at = fields.DatetimeField()
    version = fields.IntField(default=0)  # grows with every change; two officers cannot overwrite each other unseen

    class Meta:
        table = "cycle"
        constraints = [
            UniqueConstraint(fields=("slug",), name="uq_cycle_slug"),
            CheckConstraint(check="ranks >= 1", name="ck_cycle_ranks"),
        ]


class Pot(Model):
    """Money for one neighbourhood, or for the whole city when it has none, in whole pence."""

    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="pots", on_delete=fields.RESTRICT
    )
    neighbourhood_id: int | None
    neighbourhood: fields.ForeignKeyNullableRelation[Neighbourhood] = fields.ForeignKeyField(
        "models.Neighbourhood", related_name="pots", null=True, on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=80)
    amount_pence = fields.BigIntField(default=0)
    # The figures of the day it was worked out: {"way": "population", "part": 36428, "of": 258383, "exact": "1268885/1"}
    working = fields.JSONField[dict[str, object]](null=True)
    position = fields.IntField(default=0)

    class Meta:
        table = "pot"
        indexes = [Index(fields=["neighbourhood_id"], name="ix_pot_neighbourhood")]
        constraints = [
            UniqueConstraint(fields=("cycle_id", "name"), name="uq_pot_name"),
            CheckConstraint(check="amount_pence >= 0", name="ck_pot_amount"),
        ]


class Band(Model):
    """A size of grant: the least and the most that a project in it may cost."""

    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="bands", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=40)
    least_pence = fields.BigIntField()
    most_pence = fields.BigIntField()
    position = fields.IntField(default=0)

    class Meta:
        table = "band"
        constraints = [
            UniqueConstraint(fields=("cycle_id", "name"), name="uq_band_name"),
            CheckConstraint(check="least_pence <= most_pence", name="ck_band_range"),
        ]


class Theme(Model):
    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="themes", on_delete=fields.RESTRICT
    )
    slug = fields.CharField(max_length=40)
    name = fields.CharField(max_length=60)
    position = fields.IntField(default=0)

    class Meta:
        table = "theme"
        constraints = [UniqueConstraint(fields=("cycle_id", "slug"), name="uq_theme_slug")]
