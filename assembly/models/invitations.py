from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from assembly.models.assemblies import Assembly
from post.models import Message
from residents.models import Account


class InvitationKind(StrEnum):
    ADDRESSES = "addresses"  # letters to addresses drawn from a list
    POSTCODES = "postcodes"  # letters that a mailing house sends to addresses in drawn postcodes
    GOLDEN = "golden"  # handed to people whom no list knows, by an organisation that does


class InvitationState(StrEnum):
    DRAWN = "drawn"  # its letter is not on its way yet
    SENT = "sent"
    RETURNED = "returned"  # the post brought it back
    VOID = "void"


class InvitationBatch(Model):
    """Invitations that were drawn, printed and sent together."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="batches", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(InvitationKind, max_length=10)
    name = fields.CharField(max_length=20)  # the letters before each reference
    size = fields.IntField()
    # How they were drawn: {"listed": 110400, "deprived_percent": 20, "seed": "...", "list_hash": "..."}
    terms = fields.JSONField[dict[str, object]](default=dict)
    organisation = fields.CharField(max_length=120, default="")  # who hands out golden tickets
    made_by_id: int
    made_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="invitation_batches", on_delete=fields.RESTRICT
    )
    made_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)
    sent_by_post = fields.CharField(max_length=10, default="")  # "print", "csv" or "notify"
    expires_at = fields.DatetimeField(null=True)
    voided_at = fields.DatetimeField(null=True)
    voided_because = fields.CharField(max_length=300, default="")

    class Meta:
        table = "invitation_batch"
        constraints = [
            UniqueConstraint(fields=("assembly_id", "name"), name="uq_invitation_batch_name"),
            CheckConstraint(check="size >= 1", name="ck_invitation_batch_size"),
        ]


class Invitation(Model):
    """One letter or ticket. Its code is made from the assembly's key and its reference, and never stored."""

    id = fields.BigIntField(primary_key=True)
    batch_id: int
    batch: fields.ForeignKeyRelation[InvitationBatch] = fields.ForeignKeyField(
        "models.InvitationBatch", related_name="invitations", on_delete=fields.RESTRICT
    )
    serial = fields.IntField()
    code_hash = fields.CharField(max_length=64)
    state = fields.CharEnumField(InvitationState, max_length=10, default=InvitationState.DRAWN)
    # Until the letter is on its way; blanked then. No names at this point.
    address = fields.TextField(default="")
    postcode = fields.CharField(max_length=7, default="")  # as in the table of postcodes
    ward_code = fields.CharField(max_length=9, default="")
    tenth = fields.IntField(null=True)  # of deprivation, 1 the most deprived
    household = fields.CharField(max_length=64, default="")  # keyed hash of the normalised address
    first_used_at = fields.DatetimeField(null=True)
    message_id: int | None
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="invitations", null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "invitation"
        indexes = [
            Index(fields=["household"], name="ix_invitation_household"),
            Index(fields=["message_id"], name="ix_invitation_message"),
        ]
        constraints = [
            UniqueConstraint(fields=("batch_id", "serial"), name="uq_invitation_serial"),
            UniqueConstraint(fields=("code_hash",), name="uq_invitation_code"),
        ]
