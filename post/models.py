from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.models import Model


class MessageState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class MessageChannel(StrEnum):
    EMAIL = "email"
    LETTER = "letter"  # printed and posted by people; once it is, its text and address are blanked


class Message(Model):
    """A message in the outbox. It commits, or not, with the change that it tells of."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharEnumField(MessageChannel, max_length=10, default=MessageChannel.EMAIL, db_default="email")
    recipient = fields.CharField(max_length=254)
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    state = fields.CharEnumField(MessageState, max_length=10, default=MessageState.WAITING)
    tries = fields.IntField(default=0)
    trouble = fields.CharField(max_length=200, default="")
    queued_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        indexes = [Index(fields=["state", "due_at"], name="ix_message_due")]
