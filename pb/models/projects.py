from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from pb.models.cycles import Cycle, Pot, Theme


class Project(Model):
    """What stands on the ballot, with a checked cost. Several ideas may have become one project."""

    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="projects", on_delete=fields.RESTRICT
    )
    pot_id: int
    pot: fields.ForeignKeyRelation[Pot] = fields.ForeignKeyField(
        "models.Pot", related_name="projects", on_delete=fields.RESTRICT
    )
    theme_id: int | None
    theme: fields.ForeignKeyNullableRelation[Theme] = fields.ForeignKeyField(
        "models.Theme", related_name="projects", null=True, on_delete=fields.RESTRICT
    )
    reference = fields.CharField(max_length=60)  # as printed on paper and in published files
    title = fields.CharField(max_length=200)
    summary = fields.TextField(default="")
    body_html = fields.TextField(default="")
    cost_pence = fields.BigIntField()
    cost_note = fields.TextField(default="")
    photo_name = fields.CharField(max_length=40, default="")
    photo_alt = fields.CharField(max_length=200, default="")
    lat = fields.FloatField(null=True)
    long = fields.FloatField(null=True)
    owner = fields.CharField(max_length=120, default="")  # the post that answers for it
    created_at = fields.DatetimeField()
    withdrawn_at = fields.DatetimeField(null=True)
    withdrawn_because = fields.TextField(default="")

    class Meta:
        table = "project"
        indexes = [Index(fields=["pot_id"], name="ix_project_pot")]
        constraints = [
            UniqueConstraint(fields=("cycle_id", "reference"), name="uq_project_reference"),
            CheckConstraint(check="cost_pence >= 0", name="ck_project_cost"),
        ]
