from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class Ward(Model):
    code = fields.CharField(max_length=9, primary_key=True)
    name = fields.CharField(max_length=80)
    area_code = fields.CharField(max_length=9)
    lat = fields.FloatField()
    long = fields.FloatField()
    # A list of rings of [long, lat] pairs, once real boundaries are loaded; until then the map is a schematic.
    outline = fields.JSONField[list[list[list[float]]]](null=True)
    residents = fields.IntField(null=True)
    deprived_residents = fields.IntField(null=True)  # who live in the most deprived tenth of England

    class Meta:
        table = "ward"


class Postcode(Model):
    code = fields.CharField(max_length=7, primary_key=True)  # upper case, no space: ST15HN
    ward_id: str
    ward: fields.ForeignKeyRelation[Ward] = fields.ForeignKeyField(
        "models.Ward", related_name="postcodes", on_delete=fields.RESTRICT
    )
    lsoa = fields.CharField(max_length=9, default="")
    lat = fields.FloatField(null=True)
    long = fields.FloatField(null=True)
    tenth = fields.IntField(null=True)  # of deprivation among all small areas of the country, 1 the most deprived
    # Set when its point lies within 25 m of another ward: then we ask on which side somebody lives.
    near_ward_id: str | None
    near_ward: fields.ForeignKeyNullableRelation[Ward] = fields.ForeignKeyField(
        "models.Ward", related_name="near_postcodes", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "postcode"
        indexes = [Index(fields=["ward_id"], name="ix_postcode_ward")]


class Neighbourhood(Model):
    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=60)
    name = fields.CharField(max_length=80)
    description = fields.TextField(default="")
    residents = fields.IntField(null=True)
    deprived_residents = fields.IntField(null=True)
    position = fields.IntField(default=0)
    retired_at = fields.DatetimeField(null=True)
    # How it looks on the map, drawn whenever places change: residents/places/drawing.py says what stands here.
    shape = fields.JSONField[dict[str, object]](null=True)

    class Meta:
        table = "neighbourhood"
        constraints = [UniqueConstraint(fields=("slug",), name="uq_neighbourhood_slug")]


class PartKind(StrEnum):
    WARD = "ward"
    LSOA = "lsoa"
    POSTCODE = "postcode"


class NeighbourhoodPart(Model):
    """What a neighbourhood is made of. The smaller part wins: a postcode over an LSOA over a ward."""

    id = fields.BigIntField(primary_key=True)
    neighbourhood_id: int
    neighbourhood: fields.ForeignKeyRelation[Neighbourhood] = fields.ForeignKeyField(
        "models.Neighbourhood", related_name="parts", on_delete=fields.CASCADE
    )
    kind = fields.CharEnumField(PartKind, max_length=10)
    code = fields.CharField(max_length=9)

    class Meta:
        table = "neighbourhood_part"
        indexes = [Index(fields=["neighbourhood_id"], name="ix_part_neighbourhood")]
        constraints = [UniqueConstraint(fields=("kind", "code"), name="uq_part_code")]
