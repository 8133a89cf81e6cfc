"""Tables of voting on paper: batches of printed ballots, each ballot, and the slips that were torn off them."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from ballot_box.models.elections import Election
from residents.models import Account, Venue


class BatchState(StrEnum):
    REGISTERED = "registered"
    OUT = "out"
    RETURNED = "returned"
    KEYED_ONCE = "keyed_once"
    KEYED_TWICE = "keyed_twice"
    DIFFERS = "differs"
    AGREED = "agreed"
    SIGNED_OFF = "signed_off"
    COUNTED = "counted"
    VOID = "void"


class PaperBatch(Model):
    """Ballot papers that went to one place under one seal and came back."""

    id = fields.BigIntField(primary_key=True)
    election_id: int
    election: fields.ForeignKeyRelation[Election] = fields.ForeignKeyField(
        "models.Election", related_name="paper_batches", on_delete=fields.RESTRICT
    )
    contest = fields.CharField(max_length=40)
    name = fields.CharField(max_length=20)  # the letters before each serial, such as HAN-01
    venue_id: int | None
    venue: fields.ForeignKeyNullableRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="paper_batches", null=True, on_delete=fields.RESTRICT
    )
    seal = fields.CharField(max_length=40)
    issued = fields.IntField()
    state = fields.CharEnumField(BatchState, max_length=12, default=BatchState.REGISTERED)
    registered_at = fields.DatetimeField()
    out_at = fields.DatetimeField(null=True)
    out_signed_by = fields.JSONField[list[str]](default=list)  # two names, as on the sheet
    returned_at = fields.DatetimeField(null=True)
    returned_seal = fields.CharField(max_length=40, default="")
    returned_signed_by = fields.JSONField[list[str]](default=list)
    # As counted at the table. Where they do not add up that is written down, not mended.
    used = fields.IntField(null=True)
    spoiled = fields.IntField(null=True)
    unused = fields.IntField(null=True)
    mismatch = fields.TextField(default="")
    slips_done_at = fields.DatetimeField(null=True)  # every slip is entered and apart from its ballot: keying may begin
    keyer_a_id: int | None
    keyer_a: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="batches_keyed_first", null=True, on_delete=fields.RESTRICT
    )
    keyer_b_id: int | None
    keyer_b: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="batches_keyed_second", null=True, on_delete=fields.RESTRICT
    )
    audited_by_id: int | None
    audited_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="batches_audited", null=True, on_delete=fields.RESTRICT
    )
    audit = fields.JSONField[dict[str, object]](null=True)  # which papers were drawn, how many fields, how many wrong
    times_keyed = fields.IntField(default=1)
    signed_off_by_id: int | None
    signed_off_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="batches_signed_off", null=True, on_delete=fields.RESTRICT
    )
    observer = fields.CharField(max_length=120, default="")
    merged_at = fields.DatetimeField(null=True)
    void_because = fields.TextField(default="")
    version = fields.IntField(default=0)

    class Meta:
        table = "paper_batch"
        constraints = [
            UniqueConstraint(fields=("election_id", "name"), name="uq_paper_batch_name"),
            CheckConstraint(check="issued >= 1", name="ck_paper_batch_issued"),
            CheckConstraint(
                check="keyer_a_id IS NULL OR keyer_b_id IS NULL OR keyer_a_id <> keyer_b_id",
                name="ck_paper_batch_keyers",
            ),
        ]


class PaperState(StrEnum):
    UNUSED = "unused"
    USED = "used"
    SPOILED = "spoiled"
    MISSING = "missing"  # went out and did not come back
    SET_ASIDE = "set_aside"  # not counted: its voter's other ballot stands, or the slip was not good
    INVALID = "invalid"  # nothing on it can be counted by the rules for doubtful papers


class Paper(Model):
    """One printed ballot. Its serial leads to nobody."""

    id = fields.BigIntField(primary_key=True)
    batch_id: int
    batch: fields.ForeignKeyRelation[PaperBatch] = fields.ForeignKeyField(
        "models.PaperBatch", related_name="papers", on_delete=fields.RESTRICT
    )
    serial = fields.IntField()
    state = fields.CharEnumField(PaperState, max_length=10, default=PaperState.UNUSED)
    state_because = fields.CharField(max_length=200, default="")
    # The mark beside each option: {"12": "1", "14": "x"}. The second keyer cannot see what the first keyed.
    keyed_a = fields.JSONField[dict[str, str]](null=True)
    keyed_b = fields.JSONField[dict[str, str]](null=True)
    audited = fields.JSONField[dict[str, str]](null=True)
    ruling = fields.JSONField[dict[str, str]](null=True)
    ruled_because = fields.CharField(max_length=300, default="")
    ruled_by_id: int | None
    ruled_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="papers_ruled_on", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "paper"
        constraints = [UniqueConstraint(fields=("batch_id", "serial"), name="uq_paper_serial")]


class SlipState(StrEnum):
    GOOD = "good"
    DUPLICATE = "duplicate"  # the same person's other ballot stands
    NOT_ELIGIBLE = "not_eligible"


class PaperSlip(Model):
    """A slip torn off a ballot before keying: who voted on paper, and whether they may. It carries no serial."""

    id = fields.CharField(max_length=32, primary_key=True)  # drawn by chance, so that their order says nothing
    batch_id: int
    batch: fields.ForeignKeyRelation[PaperBatch] = fields.ForeignKeyField(
        "models.PaperBatch", related_name="slips", on_delete=fields.RESTRICT
    )
    account_id: int | None
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="paper_slips", null=True, on_delete=fields.RESTRICT
    )
    state = fields.CharEnumField(SlipState, max_length=12, default=SlipState.GOOD)
    because = fields.CharField(max_length=200, default="")
    entered_by_id: int
    entered_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="slips_entered", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "paper_slip"
        indexes = [Index(fields=["batch_id"], name="ix_paper_slip_batch")]
