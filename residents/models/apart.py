"""Tables that know no person: equality answers, and what was deleted."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class EqualityAnswer(Model):
    """One filled-in equality form: no person, no ballot, no time finer than a day, an id drawn by chance."""

    id = fields.CharField(max_length=32, primary_key=True)
    about = fields.CharField(max_length=40)  # which vote or assembly, such as cycle:3
    answered_on = fields.DateField()
    answers = fields.JSONField[dict[str, str]](default=dict)

    class Meta:
        table = "equality_answer"
        indexes = [Index(fields=["about"], name="ix_equality_about")]


class Purge(Model):
    """How many rows of one table were deleted for good on one day."""

    id = fields.BigIntField(primary_key=True)
    done_on = fields.DateField()
    what = fields.CharField(max_length=40)
    rows = fields.IntField()

    class Meta:
        table = "purge"
        constraints = [UniqueConstraint(fields=("done_on", "what"), name="uq_purge_day")]
