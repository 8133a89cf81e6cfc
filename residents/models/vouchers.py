from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from residents.models.accounts import Account


class Organisation(Model):
    """A trusted organisation that hands vouchers to people it knows."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    contact_name = fields.CharField(max_length=120, default="")
    contact_email = fields.CharField(max_length=254, default="")
    added_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "organisation"
        constraints = [UniqueConstraint(fields=("name",), name="uq_organisation_name")]


class VoucherState(StrEnum):
    MINTED = "minted"
    ASSIGNED = "assigned"
    HANDED_OUT = "handed_out"
    REDEEMED = "redeemed"
    VOID = "void"
    EXPIRED = "expired"


class VoucherBatch(Model):
    """Vouchers signed for by one organisation. Their codes were printed once and cannot be shown again."""

    id = fields.BigIntField(primary_key=True)
    franchise_id: int
    franchise: fields.ForeignKeyRelation[Model] = fields.ForeignKeyField(
        "models.Franchise", related_name="voucher_batches", on_delete=fields.RESTRICT
    )
    organisation_id: int
    organisation: fields.ForeignKeyRelation[Organisation] = fields.ForeignKeyField(
        "models.Organisation", related_name="batches", on_delete=fields.RESTRICT
    )
    name = fields.CharField(max_length=20)  # the letters before each serial, such as V7
    size = fields.IntField()
    minted_by_id: int
    minted_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="voucher_batches_minted", on_delete=fields.RESTRICT
    )
    minted_at = fields.DatetimeField()
    printed_at = fields.DatetimeField(null=True)
    assigned_at = fields.DatetimeField(null=True)
    signed_for_by = fields.CharField(max_length=120, default="")
    expires_at = fields.DatetimeField()
    voided_at = fields.DatetimeField(null=True)
    voided_because = fields.CharField(max_length=300, default="")

    class Meta:
        table = "voucher_batch"
        indexes = [Index(fields=["organisation_id"], name="ix_voucher_batch_organisation")]
        constraints = [
            UniqueConstraint(fields=("franchise_id", "name"), name="uq_voucher_batch_name"),
            CheckConstraint(check="size >= 1", name="ck_voucher_batch_size"),
        ]


class Voucher(Model):
    """One card. Who redeemed it is not written here."""

    id = fields.BigIntField(primary_key=True)
    batch_id: int
    batch: fields.ForeignKeyRelation[VoucherBatch] = fields.ForeignKeyField(
        "models.VoucherBatch", related_name="vouchers", on_delete=fields.RESTRICT
    )
    serial = fields.IntField()
    code_hash = fields.CharField(max_length=64)
    state = fields.CharEnumField(VoucherState, max_length=10, default=VoucherState.MINTED)
    changed_on = fields.DateField()
    handed_out_by = fields.CharField(max_length=120, default="")  # the organisation's worker
    handed_out_at = fields.CharField(max_length=120, default="")  # the place

    class Meta:
        table = "voucher"
        constraints = [
            UniqueConstraint(fields=("code_hash",), name="uq_voucher_code"),
            UniqueConstraint(fields=("batch_id", "serial"), name="uq_voucher_serial"),
        ]
