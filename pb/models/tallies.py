from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from pb.models.cycles import Cycle, Pot
from pb.models.projects import Project
from residents.models import Account


class Tally(Model):
    """One count of one cycle. A second officer publishes it, after it was counted again with the same outcome."""

    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="tallies", on_delete=fields.RESTRICT
    )
    rule = fields.CharField(max_length=40)
    completion = fields.CharField(max_length=20)
    tie_breaking = fields.CharField(max_length=40)
    ballots = fields.IntField()
    ballots_hash = fields.CharField(max_length=64)
    outcome_hash = fields.CharField(max_length=64)
    counted_by_id: int | None
    counted_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="tallies_counted", null=True, on_delete=fields.RESTRICT
    )
    counted_at = fields.DatetimeField()
    published_by_id: int | None
    published_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="tallies_published", null=True, on_delete=fields.RESTRICT
    )
    published_at = fields.DatetimeField(null=True)

    class Meta:
        table = "tally"
        indexes = [Index(fields=["cycle_id"], name="ix_tally_cycle")]
        constraints = [
            CheckConstraint(
                check="published_by_id IS NULL OR counted_by_id IS NULL OR published_by_id <> counted_by_id",
                name="ck_tally_second_officer",
            ),
        ]


class PotTally(Model):
    """How the money of one pot was shared out."""

    id = fields.BigIntField(primary_key=True)
    tally_id: int
    tally: fields.ForeignKeyRelation[Tally] = fields.ForeignKeyField(
        "models.Tally", related_name="pots", on_delete=fields.CASCADE
    )
    pot_id: int
    pot: fields.ForeignKeyRelation[Pot] = fields.ForeignKeyField(
        "models.Pot", related_name="tallies", on_delete=fields.RESTRICT
    )
    ballots = fields.IntField()
    on_roll = fields.IntField(default=0)
    residents = fields.IntField(null=True)
    budget_pence = fields.BigIntField()
    spent_pence = fields.BigIntField()
    steps = fields.JSONField[list[dict[str, object]]](default=list)
    comparison = fields.JSONField[dict[str, object]](default=dict)  # what plain greedy would have funded

    class Meta:
        table = "pot_tally"
        constraints = [UniqueConstraint(fields=("tally_id", "pot_id"), name="uq_pot_tally")]


class ProjectTally(Model):
    """What became of one project, and why."""

    id = fields.BigIntField(primary_key=True)
    tally_id: int
    tally: fields.ForeignKeyRelation[Tally] = fields.ForeignKeyField(
        "models.Tally", related_name="projects", on_delete=fields.CASCADE
    )
    project_id: int
    project: fields.ForeignKeyRelation[Project] = fields.ForeignKeyField(
        "models.Project", related_name="tallies", on_delete=fields.RESTRICT
    )
    funded = fields.BooleanField()
    place = fields.IntField(null=True)  # the step in which it was funded
    supporters = fields.IntField()
    first_choices = fields.IntField()
    reason = fields.JSONField[dict[str, object]](default=dict)  # {"sentence": ..., and the numbers behind it}

    class Meta:
        table = "project_tally"
        indexes = [Index(fields=["project_id"], name="ix_project_tally_project")]
        constraints = [UniqueConstraint(fields=("tally_id", "project_id"), name="uq_project_tally")]
