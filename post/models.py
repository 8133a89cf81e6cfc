from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class MessageState(StrEnum):
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class MessageChannel(StrEnum):
    EMAIL = "email"
    LETTER = "letter"  # once it is on its way, its text and address are blanked
    TEXT = "text"


class Via(StrEnum):
    """Who prints and posts a letter. Emails and texts go as the site is set up, whatever stands here."""

    PRINT = "print"  # people of the council, from a page of the office; the worker never touches it
    NOTIFY = "notify"  # GOV.UK Notify


class Message(Model):
    """A message in the outbox. It commits, or not, with the change that it tells of."""

    id = fields.BigIntField(primary_key=True)
    channel = fields.CharEnumField(MessageChannel, max_length=10, default=MessageChannel.EMAIL, db_default="email")
    via = fields.CharEnumField(Via, max_length=10, default=Via.PRINT, db_default="print")
    purpose = fields.CharField(max_length=40, default="", db_default="")  # what it is for; may choose a template
    reference = fields.CharField(max_length=80, null=True)  # how Notify knows it: says nothing about anybody
    notify_id = fields.CharField(max_length=40, default="", db_default="")
    recipient = fields.CharField(max_length=500)  # an address, a number, or the lines of an envelope
    subject = fields.CharField(max_length=200)
    body = fields.TextField()
    link = fields.CharField(max_length=200, default="", db_default="")  # what the square on a letter opens
    state = fields.CharEnumField(MessageState, max_length=10, default=MessageState.WAITING)
    tries = fields.IntField(default=0)  # only ever grows: a worker that comes late knows by it that it lost its turn
    unsure = fields.BooleanField(default=False, db_default=False)  # Notify may have it: ask before sending it again
    trouble = fields.CharField(max_length=200, default="")
    troubled_since = fields.DatetimeField(null=True)
    queued_at = fields.DatetimeField()
    due_at = fields.DatetimeField()
    sent_at = fields.DatetimeField(null=True)

    class Meta:
        table = "message"
        indexes = [Index(fields=["state", "channel", "via", "due_at"], name="ix_message_queue")]
        constraints = [UniqueConstraint(fields=("reference",), name="uq_message_reference")]
