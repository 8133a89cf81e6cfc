from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from post.models import Message
from residents.models.claims import Claim, Franchise


class CodeLetterState(StrEnum):
    QUEUED = "queued"  # waits to be printed and posted
    POSTED = "posted"  # the address has left us
    REDEEMED = "redeemed"
    EXPIRED = "expired"
    RETURNED = "returned"
    FAILED = "failed"
    CANCELLED = "cancelled"


class CodeLetter(Model):
    """A letter with a one-time code. The address stands in the message alone, until it is posted."""

    id = fields.BigIntField(primary_key=True)
    franchise_id: int
    franchise: fields.ForeignKeyRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="code_letters", on_delete=fields.RESTRICT
    )
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="code_letters", on_delete=fields.RESTRICT
    )
    reference = fields.CharField(max_length=12)  # printed on the envelope, so that a returned letter is known
    code_hash = fields.CharField(max_length=64)
    state = fields.CharEnumField(CodeLetterState, max_length=10, default=CodeLetterState.QUEUED)
    tries = fields.IntField(default=0)
    asked_at = fields.DatetimeField()
    posted_at = fields.DatetimeField(null=True)
    expires_at = fields.DatetimeField(null=True)  # 21 days from posting
    ended_at = fields.DatetimeField(null=True)
    message_id: int | None
    message: fields.ForeignKeyNullableRelation[Message] = fields.ForeignKeyField(
        "models.Message", related_name="code_letters", null=True, on_delete=fields.SET_NULL
    )

    class Meta:
        table = "code_letter"
        indexes = [
            Index(fields=["claim_id"], name="ix_code_letter_claim"),
            Index(fields=["state", "id"], name="ix_code_letter_queue"),
        ]
        constraints = [UniqueConstraint(fields=("reference",), name="uq_code_letter_reference")]
