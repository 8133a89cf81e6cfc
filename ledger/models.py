from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class JournalEntry(Model):
    """One act of one officer. Each row carries the hash of the row before it, so that none can go missing unseen."""

    id = fields.BigIntField(primary_key=True)
    at = fields.DatetimeField()
    actor = fields.CharField(max_length=120)  # "account:12" or "command line"; never a name or an address
    act = fields.CharField(max_length=80)
    thing = fields.CharField(max_length=80)
    detail = fields.JSONField[dict[str, object]](default=dict)
    previous_hash = fields.CharField(max_length=64)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "journal_entry"
        indexes = [Index(fields=["thing"], name="ix_journal_thing")]
        constraints = [
            UniqueConstraint(fields=("hash",), name="uq_journal_hash"),
            UniqueConstraint(fields=("previous_hash",), name="uq_journal_previous"),
        ]
