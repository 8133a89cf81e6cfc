from enum import StrEnum

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class Trustees(Model):
    """The two people who will open a vote's boxes, named before its ballot is frozen."""

    id = fields.BigIntField(primary_key=True)
    # Opens first, so the last to be sealed to: the outer layer.
    first_name = fields.CharField(max_length=80)
    first_role = fields.CharField(max_length=120)
    first_key = fields.CharField(max_length=64)  # public, hex
    # Opens last, and shuffles: the inner layer.
    last_name = fields.CharField(max_length=80)
    last_role = fields.CharField(max_length=120)
    last_key = fields.CharField(max_length=64)

    class Meta:
        table = "trustees"
        constraints = [CheckConstraint(check="first_key <> last_key", name="ck_trustees_keys")]


class Stock(StrEnum):
    """Which keys a rehearsal is held with."""

    KEYS = "keys"  # those that the two keep at hand
    COPIES = "copies"  # those in the sealed envelopes


class Rehearsal(Model):
    """A test ballot in its box, of an election that there cannot be. Held once the two have shown what is in it."""

    id = fields.BigIntField(primary_key=True)
    trustees_id: int
    trustees: fields.ForeignKeyRelation[Trustees] = fields.ForeignKeyField(
        "models.Trustees", related_name="rehearsals", on_delete=fields.RESTRICT
    )
    stock = fields.CharEnumField(Stock, max_length=10)
    commitment = fields.CharField(max_length=64)  # to a ballot and a nonce that are written down nowhere
    box = fields.BinaryField()
    held_at = fields.DatetimeField(null=True)
    taken_in_by = fields.CharField(max_length=60, default="")  # as the journal writes it

    class Meta:
        table = "rehearsal"
        constraints = [UniqueConstraint(fields=("trustees_id", "stock"), name="uq_rehearsal_stock")]
