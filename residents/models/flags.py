from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from residents.models.accounts import Account
from residents.models.claims import Claim, ClaimState, Franchise


class FlagState(StrEnum):
    RAISED = "raised"
    ASSIGNED = "assigned"
    CONTACTED = "contacted"
    DISMISSED = "dismissed"
    CONFIRMED = "confirmed"


class Flag(Model):
    """Something odd that a person has to look at. It blocks nobody."""

    id = fields.BigIntField(primary_key=True)
    franchise_id: int
    franchise: fields.ForeignKeyRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="flags", on_delete=fields.RESTRICT
    )
    rule = fields.CharField(max_length=30)
    subject = fields.CharField(max_length=80)  # what the rule looked at, as a keyed hash or a number: one flag each
    detail = fields.JSONField[dict[str, object]](default=dict)  # numbers only
    state = fields.CharEnumField(FlagState, max_length=10, default=FlagState.RAISED)
    raised_at = fields.DatetimeField()
    assigned_to_id: int | None
    assigned_to: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="flags_assigned", null=True, on_delete=fields.RESTRICT
    )
    contacted_at = fields.DatetimeField(null=True)
    because = fields.TextField(default="")
    ended_at = fields.DatetimeField(null=True)
    ended_by_id: int | None
    ended_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="flags_ended", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "flag"
        indexes = [Index(fields=["state", "id"], name="ix_flag_queue")]
        constraints = [UniqueConstraint(fields=("franchise_id", "rule", "subject"), name="uq_flag_subject")]


class FlagClaim(Model):
    """A claim that a flag is about, and the state it goes back to when the flag is dismissed."""

    id = fields.BigIntField(primary_key=True)
    flag_id: int
    flag: fields.ForeignKeyRelation[Flag] = fields.ForeignKeyField(
        "models.Flag", related_name="about", on_delete=fields.RESTRICT
    )
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="flags", on_delete=fields.RESTRICT
    )
    state_before = fields.CharEnumField(ClaimState, max_length=16)

    class Meta:
        table = "flag_claim"
        indexes = [Index(fields=["claim_id"], name="ix_flag_claim_claim")]
        constraints = [UniqueConstraint(fields=("flag_id", "claim_id"), name="uq_flag_claim")]


class ApprovalState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"
    LAPSED = "lapsed"


class Approval(Model):
    """Something that two officers must want: one asked, another says yes to exactly that within a day."""

    id = fields.BigIntField(primary_key=True)
    act = fields.CharField(max_length=40)
    thing = fields.CharField(max_length=80)
    payload = fields.JSONField[dict[str, object]](default=dict)
    payload_hash = fields.CharField(max_length=64)
    because = fields.TextField(default="")
    state = fields.CharEnumField(ApprovalState, max_length=10, default=ApprovalState.WAITING)
    asked_by_id: int
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="approvals_asked", on_delete=fields.RESTRICT
    )
    asked_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    ruled_by_id: int | None
    ruled_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="approvals_ruled", null=True, on_delete=fields.RESTRICT
    )
    ruled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "approval"
        indexes = [
            Index(fields=["state", "id"], name="ix_approval_queue"),
            Index(fields=["thing"], name="ix_approval_thing"),
        ]
        constraints = [
            CheckConstraint(
                check="ruled_by_id IS NULL OR ruled_by_id <> asked_by_id", name="ck_approval_second_officer"
            )
        ]
