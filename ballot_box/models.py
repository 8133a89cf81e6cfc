from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from residents.models import Account


class Election(Model):
    """One vote: what can be ranked, from when until when. A contest is one paper in it, e.g. one neighbourhood's."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    definition = fields.JSONField[dict[str, object]]()  # {"ranks": 5, "contests": {"3": ["12", "14"]}}
    definition_hash = fields.CharField(max_length=64)
    slot_key = fields.BinaryField()
    opens_at = fields.DatetimeField()
    closes_at = fields.DatetimeField()
    closed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "election"


class RollEntry(Model):
    """Who may vote on which paper, and whether they have. Fixed when they first vote."""

    id = fields.BigIntField(primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="roll", on_delete=fields.RESTRICT
    )
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="roll_entries", on_delete=fields.RESTRICT
    )
    contest = fields.CharField(max_length=40)
    evidence = fields.CharField(max_length=2)

    class Meta:
        table = "roll_entry"
        indexes = [Index(fields=["account_id"], name="ix_roll_account")]
        constraints = [UniqueConstraint(fields=("election_id", "account_id"), name="uq_roll_entry")]


class Ballot(Model):
    """One counted ballot. Found by its slot, a keyed hash of the person: no name, no number, no time stands here."""

    slot = fields.CharField(max_length=64, primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="ballots", on_delete=fields.RESTRICT
    )
    contest = fields.CharField(max_length=40)
    choices = fields.JSONField[list[str]]()
    definition_hash = fields.CharField(max_length=64)
    receipt = fields.CharField(max_length=32)
    channel = fields.CharField(max_length=10, default="online")

    class Meta:
        table = "ballot"
        indexes = [Index(fields=["election_id", "contest"], name="ix_ballot_contest")]
        constraints = [UniqueConstraint(fields=("receipt",), name="uq_ballot_receipt")]
