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


class LogPending(Model):
    """A leaf that waits for its place in the record. Its rows lie in the order of their text."""

    leaf = fields.CharField(max_length=1000, primary_key=True)

    class Meta:
        table = "log_pending"


class LogLeaf(Model):
    """One leaf of the record, at its place for good. No time stands here: the order inside a batch is by text."""

    seq = fields.BigIntField(primary_key=True, generated=False)
    leaf = fields.CharField(max_length=1000)
    hash = fields.CharField(max_length=64)

    class Meta:
        table = "log_leaf"
        indexes = [Index(fields=["leaf"], name="ix_log_leaf_leaf")]
        constraints = [UniqueConstraint(fields=("hash",), name="uq_log_leaf_hash")]


class Checkpoint(Model):
    """What the record's key signed: so many leaves have this root. `peaks` is what the next root is built on."""

    size = fields.BigIntField(primary_key=True, generated=False)
    root = fields.CharField(max_length=64)
    note = fields.TextField()
    peaks = fields.JSONField[list[str]]()

    class Meta:
        table = "checkpoint"


class Cosignature(Model):
    """The line by which a witness says that it saw a checkpoint, and saw nothing that contradicts it."""

    id = fields.BigIntField(primary_key=True)
    size = fields.BigIntField()
    witness = fields.CharField(max_length=200)
    line = fields.CharField(max_length=1000)

    class Meta:
        table = "cosignature"
        constraints = [UniqueConstraint(fields=("size", "witness"), name="uq_cosignature_witness")]


APPEND_ONLY = ("journal_entry", "log_leaf", "checkpoint", "cosignature")
"""Tables in which the database itself lets nobody change or delete a row."""
