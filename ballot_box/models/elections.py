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
    definition = fields.JSONField[dict[str, object]]()  # as frozen: docs/recount-packs.md says what stands in it
    definition_hash = fields.CharField(max_length=64)
    # Of the file with the key that leads from people to their ballots.
    key_name = fields.CharField(max_length=32, default="", db_default="")
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
    # The scrub, a step after the other: boxes taken out of their slots, old rows gone from the disk, key destroyed.
    emptied_at = fields.DatetimeField(null=True)
    rewritten_at = fields.DatetimeField(null=True)
    key_destroyed_at = fields.DatetimeField(null=True)
    opened_at = fields.DatetimeField(null=True)  # the boxes, by the trustees or, in a vote without any, by the site

    class Meta:
        table = "election"


class RollEntry(Model):
    """Who may vote on which paper, and whether they have. Fixed when they first vote."""

    id = fields.BigIntField(primary_key=True)  # drawn by chance when cast: its order says nothing
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
    """A ballot in the box while the vote is on. Found by its slot, a keyed hash of the person. Nothing else is here: no
    name, no number, no time, no place. It goes when the box is emptied."""

    slot = fields.CharField(max_length=64, primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="ballots", on_delete=fields.RESTRICT
    )
    commitment = fields.CharField(max_length=64)
    box = fields.BinaryField()  # body and nonce at one length for all, sealed to the trustees where there are any

    class Meta:
        table = "ballot"
        indexes = [Index(fields=["election_id"], name="ix_ballot_election")]
        constraints = [UniqueConstraint(fields=("commitment",), name="uq_ballot_commitment")]


class SpoiledBallot(Model):
    """A ballot that its voter tested instead of casting it: opened for all to see, and never counted."""

    commitment = fields.CharField(max_length=64, primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="spoiled", on_delete=fields.RESTRICT
    )
    nonce = fields.CharField(max_length=64)
    body = fields.TextField()

    class Meta:
        table = "spoiled_ballot"
        indexes = [Index(fields=["election_id"], name="ix_spoiled_ballot_election")]


class CountedBox(Model):
    """A ballot that is counted, after the box was emptied: its commitment, and its box until auditors are done. There
    is no way from here to a person."""

    commitment = fields.CharField(max_length=64, primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="counted_boxes", on_delete=fields.RESTRICT
    )
    box = fields.BinaryField(null=True)

    class Meta:
        table = "counted_box"
        indexes = [Index(fields=["election_id"], name="ix_counted_box_election")]


class CountedBallot(Model):
    """The choices on one ballot that is counted. Neither a person nor a code leads here. Stored in order of content."""

    id = fields.BigIntField(primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="counted_ballots", on_delete=fields.RESTRICT
    )
    contest = fields.CharField(max_length=40)
    choices = fields.JSONField[list[str]]()
    batch_id = fields.BigIntField(null=True)  # of papers, for those that came on paper

    class Meta:
        table = "counted_ballot"
        indexes = [Index(fields=["election_id", "contest"], name="ix_counted_ballot_contest")]


APPEND_ONLY = ("counted_ballot", "counted_box", "spoiled_ballot")
"""Tables in which the database itself lets nobody change or delete a row."""
