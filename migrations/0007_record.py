from database import append_only
from database import operations as own
from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

# Without rowid, a table of SQLite holds nothing but its key, in the order of the key.
_PENDING = 'CREATE TABLE "log_pending" ("leaf" VARCHAR(1000) NOT NULL PRIMARY KEY) WITHOUT ROWID'
_APPEND_ONLY = ("journal_entry", "log_leaf", "checkpoint", "cosignature")


async def make_safe(apps, editor):
    client = editor.client
    if client.capabilities.dialect == "sqlite":
        await client.execute_query('DROP TABLE "log_pending"')
        await client.execute_query(_PENDING)
    else:  # compared and sorted as bytes, whatever language the server speaks
        for table in ("log_pending", "log_leaf"):
            await client.execute_query(f'ALTER TABLE {table} ALTER COLUMN leaf TYPE VARCHAR(1000) COLLATE "C"')
    # What officers did before there was a record goes into it first.
    await client.execute_query(
        """INSERT INTO log_pending (leaf) SELECT '{"h":"' || hash || '","k":"action"}' FROM journal_entry"""
    )
    for table in _APPEND_ONLY:
        await append_only.protect(client, table)


async def make_ordinary(apps, editor):
    for table in _APPEND_ONLY:
        await append_only.unprotect(editor.client, table)


class Migration(migrations.Migration):
    dependencies = [('models', '0006_belonging_and_paper')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Checkpoint',
            fields=[
                ('size', fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ('root', fields.CharField(max_length=64)),
                ('note', fields.TextField(unique=False)),
                ('peaks', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'checkpoint', 'app': 'models', 'pk_attr': 'size', 'table_description': "What the record's key signed: so many leaves have this root. `peaks` is what the next root is built on."},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='Cosignature',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('size', fields.BigIntField()),
                ('witness', fields.CharField(max_length=200)),
                ('line', fields.CharField(max_length=1000)),
            ],
            options={'table': 'cosignature', 'app': 'models', 'pk_attr': 'id', 'table_description': 'The line by which a witness says that it saw a checkpoint, and saw nothing that contradicts it.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Cosignature',
            constraint=UniqueConstraint(fields=('size', 'witness'), name='uq_cosignature_witness'),
        ),
        ops.CreateModel(
            name='LogLeaf',
            fields=[
                ('seq', fields.BigIntField(generated=False, primary_key=True, unique=True, db_index=True)),
                ('leaf', fields.CharField(max_length=1000)),
                ('hash', fields.CharField(max_length=64)),
            ],
            options={'table': 'log_leaf', 'app': 'models', 'pk_attr': 'seq', 'table_description': 'One leaf of the record, at its place for good. No time stands here: the order inside a batch is by text.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='LogLeaf',
            constraint=UniqueConstraint(fields=('hash',), name='uq_log_leaf_hash'),
        ),
        ops.AddIndex(
            model_name='LogLeaf',
            index=Index(fields=['leaf'], name='ix_log_leaf_leaf'),
        ),
        ops.CreateModel(
            name='LogPending',
            fields=[
                ('leaf', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=1000)),
            ],
            options={'table': 'log_pending', 'app': 'models', 'pk_attr': 'leaf', 'table_description': 'A leaf that waits for its place in the record. Its rows lie in the order of their text.'},
            bases=['Model'],
        ),
        ops.RunPython(make_safe, make_ordinary),
    ]
