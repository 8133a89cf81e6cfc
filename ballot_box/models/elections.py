from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from residents.models import Account, Franchise


class Channel(StrEnum):
    """How a ballot came."""

    ONLINE = "online"
    KIOSK = "kiosk"
    PHONE = "phone"  # read out to a member of staff
    PAPER = "paper"


class PaperRule(StrEnum):
    """What counts when somebody voted on paper and on a screen. Printed on the ballot."""

    PAPER_STANDS = "paper-stands"
    ONLINE_STANDS = "online-stands"


class Outcome(StrEnum):
    """What became of somebody's place on the roll, settled once, after the day for confirming."""

    OPEN = ""
    COUNTED = "counted"
    UNCONFIRMED = "unconfirmed"  # cast, not confirmed in time
    REMOVED = "removed"  # by two officers, for a reason
    WITHDRAWN = "withdrawn"  # by the person


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
    # Without one, whatever was cast counts, as in an election that was held elsewhere.
    franchise_id: int | None
    franchise: fields.ForeignKeyNullableRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="elections", null=True, on_delete=fields.RESTRICT
    )
    paper_rule = fields.CharEnumField(
        PaperRule, max_length=20, default=PaperRule.PAPER_STANDS, db_default="paper-stands"
    )
    # Once every place on the roll has its outcome: the ballot account of each contest, in numbers.
    settled_at = fields.DatetimeField(null=True)
    account = fields.JSONField[dict[str, object]](null=True)

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
    channel = fields.CharEnumField(Channel, max_length=10, default=Channel.ONLINE, db_default="online")
    to_be_told = fields.BooleanField(default=True, db_default=True)  # that a ballot was recorded for them
    outcome = fields.CharEnumField(Outcome, max_length=12, default=Outcome.OPEN, db_default="")
    outcome_because = fields.CharField(max_length=30, default="", db_default="")  # why removed, in one word

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
    counted = fields.BooleanField(default=True, db_default=True)  # False: found unconfirmed or removed when settled

    class Meta:
        table = "ballot"
        indexes = [Index(fields=["election_id", "contest"], name="ix_ballot_contest")]
        constraints = [UniqueConstraint(fields=("receipt",), name="uq_ballot_receipt")]
