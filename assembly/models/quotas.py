from collections.abc import Mapping
from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from assembly.models.assemblies import Assembly


class Asked(StrEnum):
    """Where a person's value comes from."""

    CHOICE = "choice"  # the person chooses one on the form
    AGE = "age"  # from the year and month of birth: each value says from which age to which
    WARD = "ward"  # from the address: each value lists wards
    DEPRIVATION = "deprivation"  # from the address: each value lists tenths of deprivation, 1 the most deprived


class CensusTable(Model):
    """One table of a census, loaded by command: how many people have each value."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=80)
    name = fields.CharField(max_length=200)
    area = fields.CharField(max_length=120)
    source = fields.CharField(max_length=500)
    # {"rows": [[label, people]...]}: a list, because PostgreSQL forgets in which order an object's names stood
    counts = fields.JSONField[dict[str, list[tuple[str, int]]]](default=dict)
    loaded_at = fields.DatetimeField()

    class Meta:
        table = "census_table"
        constraints = [UniqueConstraint(fields=("slug",), name="uq_census_table_slug")]

    @property
    def people(self) -> dict[str, int]:
        """How many people each label has, in the order of the source."""
        return dict(self.counts.get("rows", []))

    @staticmethod
    def kept(people: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """What to keep in `counts`."""
        return {"rows": [(label, number) for label, number in people.items()]}


class Category(Model):
    """Something in which the panel should resemble the place, such as age."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="categories", on_delete=fields.RESTRICT
    )
    slug = fields.CharField(max_length=40)
    name = fields.CharField(max_length=80)
    question = fields.CharField(max_length=200)
    why = fields.CharField(max_length=400)  # why it is asked, in a sentence for the person
    asked = fields.CharEnumField(Asked, max_length=12, default=Asked.CHOICE)
    position = fields.IntField(default=0)
    source = fields.CharField(max_length=500, default="")  # where the shares are from
    census_id: int | None
    census: fields.ForeignKeyNullableRelation[CensusTable] = fields.ForeignKeyField(
        "models.CensusTable", related_name="categories", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "category"
        constraints = [UniqueConstraint(fields=("assembly_id", "slug"), name="uq_category_slug")]


class CategoryValue(Model):
    """One answer: how many people in the place have it, and how many seats that gives."""

    id = fields.BigIntField(primary_key=True)
    category_id: int
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="values", on_delete=fields.RESTRICT
    )
    slug = fields.CharField(max_length=40)
    name = fields.CharField(max_length=80)
    position = fields.IntField(default=0)
    people = fields.BigIntField(null=True)  # in the place; the share is people / sum of the category
    # For values that are worked out: {"from": 16, "to": 24} · {"wards": [codes]} · {"tenths": [1, 2]}
    rule = fields.JSONField[dict[str, object]](null=True)
    # Which rows of the census table were added up
    census_rows = fields.JSONField[list[str]](default=list)
    least = fields.IntField(default=0)
    most = fields.IntField(default=0)

    class Meta:
        table = "category_value"
        indexes = [Index(fields=["category_id"], name="ix_category_value_category")]
        constraints = [
            UniqueConstraint(fields=("category_id", "slug"), name="uq_category_value_slug"),
            CheckConstraint(check="0 <= least AND least <= most", name="ck_category_value_quota"),
        ]
