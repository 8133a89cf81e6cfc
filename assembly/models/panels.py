from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from assembly.models.assemblies import Assembly, AssemblySession
from assembly.models.draws import Draw
from assembly.models.registrations import Registration
from residents.models import Account


class MemberState(StrEnum):
    SELECTED = "selected"  # drawn, and not asked yet or not answered
    RESERVE = "reserve"  # an alternate, at a place in the drawn order
    CONFIRMED = "confirmed"  # said yes
    ACTIVE = "active"  # signed the terms
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"  # by two officers, for a reason they were told
    COMPLETED = "completed"  # the term is over
    VOID = "void"  # the draw that named them does not count


class Member(Model):
    """Somebody's seat on the panel, or place on the reserve list."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="members", on_delete=fields.RESTRICT
    )
    registration_id: int
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name="memberships", on_delete=fields.RESTRICT
    )
    draw_id: int
    draw: fields.ForeignKeyRelation[Draw] = fields.ForeignKeyField(
        "models.Draw", related_name="members", on_delete=fields.RESTRICT
    )
    state = fields.CharEnumField(MemberState, max_length=10, default=MemberState.SELECTED)
    reserve_place = fields.IntField(null=True)  # in the drawn order of alternates
    replaces_id: int | None  # whose seat they took
    replaces: fields.ForeignKeyNullableRelation["Member"] = fields.ForeignKeyField(
        "models.Member", related_name="replaced_by", null=True, on_delete=fields.RESTRICT
    )
    account_id: int | None  # with which they sign in as a member
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="memberships", null=True, on_delete=fields.SET_NULL
    )
    shown_name = fields.CharField(max_length=60, default="")  # the name they chose; a pseudonym until they do
    key_hash = fields.CharField(max_length=64, default="")  # of the code with which they answer without an account
    # The browser (the hash of its key) in which their page is open without an account, until when
    browser = fields.CharField(max_length=64, default="", db_default="")
    browser_until = fields.DatetimeField(null=True)
    answer_by = fields.DatetimeField(null=True)
    confirmed_at = fields.DatetimeField(null=True)
    terms_version = fields.CharField(max_length=40, default="")
    terms_signed_at = fields.DatetimeField(null=True)
    joined_at = fields.DatetimeField(null=True)
    left_at = fields.DatetimeField(null=True)
    left_because = fields.CharField(max_length=300, default="")
    topics_served = fields.IntField(default=0)
    payment_way = fields.CharField(max_length=10, default="")
    version = fields.IntField(default=0)

    class Meta:
        table = "assembly_member"
        indexes = [
            Index(fields=["assembly_id", "state"], name="ix_assembly_member_state"),
            Index(fields=["account_id"], name="ix_assembly_member_account"),
            Index(fields=["browser"], name="ix_assembly_member_browser"),
        ]
        constraints = [UniqueConstraint(fields=("draw_id", "registration_id"), name="uq_assembly_member")]


class MemberStep(Model):
    """What happened to a membership, in order."""

    id = fields.BigIntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="steps", on_delete=fields.CASCADE
    )
    step = fields.CharField(max_length=30)
    actor = fields.CharField(max_length=60)
    at = fields.DatetimeField()
    note = fields.CharField(max_length=300, default="")

    class Meta:
        table = "assembly_member_step"
        indexes = [Index(fields=["member_id"], name="ix_assembly_member_step_member")]


class PaymentWay(StrEnum):
    BANK = "bank"
    VOUCHER = "voucher"
    DONATE = "donate"
    NONE = "none"


class Payment(Model):
    """Money for one member: for a session, or expenses. No bank details: those stay with the council's own payroll."""

    id = fields.BigIntField(primary_key=True)
    member_id: int
    member: fields.ForeignKeyRelation[Member] = fields.ForeignKeyField(
        "models.Member", related_name="payments", on_delete=fields.RESTRICT
    )
    session_id: int | None
    session: fields.ForeignKeyNullableRelation[AssemblySession] = fields.ForeignKeyField(
        "models.AssemblySession", related_name="payments", null=True, on_delete=fields.RESTRICT
    )
    amount_pence = fields.BigIntField()
    way = fields.CharEnumField(PaymentWay, max_length=10)
    expenses = fields.BooleanField(default=False)
    reference = fields.CharField(max_length=80, default="")  # in the council's payment system
    due_on = fields.DateField()
    paid_on = fields.DateField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    recorded_by_id: int
    recorded_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="payments_recorded", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "assembly_payment"
        indexes = [Index(fields=["member_id"], name="ix_assembly_payment_member")]
