from database import operations as own
from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from database import append_only

_APPEND_ONLY = ("counted_ballot", "counted_box", "spoiled_ballot")

# Without rowid, a table of SQLite lies in the order of its key, which is a keyed hash: nothing tells who came first.
_BALLOT = """CREATE TABLE "ballot" (
    "slot" VARCHAR(64) NOT NULL PRIMARY KEY, "election_id" BIGINT NOT NULL REFERENCES "election" ("id") ON DELETE RESTRICT,
    "commitment" VARCHAR(64) NOT NULL, "box" BLOB NOT NULL, CONSTRAINT "uq_ballot_commitment" UNIQUE ("commitment")
) WITHOUT ROWID"""
_CLOSED = "(SELECT closed_at FROM election WHERE id = NEW.election_id) IS NOT NULL"


async def keep_old_ballots(apps, editor):
    """Ballots of votes that are over are kept as they were counted. A vote that is under way cannot be carried over:
    its ballots have no commitments, and nobody but their voters could make them."""
    client = editor.client
    under_way = await client.execute_query_dict(
        """SELECT name FROM election e WHERE settled_at IS NULL AND franchise_id IS NOT NULL
           AND EXISTS (SELECT 1 FROM ballot b WHERE b.election_id = e.id)"""
    )
    if under_way:
        names = ", ".join(one["name"] for one in under_way)
        raise RuntimeError(
            f"A vote is under way ({names}). Finish it with the version it began with, then bring the database up to "
            "date. On a site that is only tried out, delete the database: the sample is loaded again."
        )
    await client.execute_query(
        """INSERT INTO counted_ballot (election_id, contest, choices, batch_id)
           SELECT election_id, contest, choices, CASE channel WHEN 'paper' THEN 0 END FROM ballot
           WHERE counted ORDER BY election_id, contest, choices"""
    )
    over = "COALESCE(settled_at, closed_at)"
    await client.execute_query(
        f"""UPDATE election SET emptied_at = {over}, rewritten_at = {over}, key_destroyed_at = {over}, opened_at = {over}
            WHERE closed_at IS NOT NULL"""
    )


async def make_safe(apps, editor):
    client = editor.client
    for table in _APPEND_ONLY:
        await append_only.protect(client, table)
    if client.capabilities.dialect == "sqlite":
        await client.execute_query('DROP TABLE "ballot"')
        await client.execute_query(_BALLOT)
        await client.execute_query('CREATE INDEX "ix_ballot_election" ON "ballot" ("election_id")')
        for change in ("INSERT", "UPDATE"):
            await client.execute_query(
                f"""CREATE TRIGGER "tr_ballot_closed_{change.lower()}" BEFORE {change} ON "ballot" WHEN {_CLOSED}
                    BEGIN SELECT RAISE(ABORT, 'the vote is closed'); END"""
            )
        return
    await client.execute_query(
        f"""CREATE FUNCTION refuse_late_ballot() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF {_CLOSED} THEN RAISE EXCEPTION 'the vote is closed' USING ERRCODE = 'integrity_constraint_violation';
              END IF; RETURN NEW; END $$"""
    )
    await client.execute_query(
        """CREATE TRIGGER tr_ballot_closed BEFORE INSERT OR UPDATE ON ballot
           FOR EACH ROW EXECUTE FUNCTION refuse_late_ballot()"""
    )


async def make_ordinary(apps, editor):
    for table in _APPEND_ONLY:
        await append_only.unprotect(editor.client, table)
    if editor.client.capabilities.dialect != "sqlite":
        await editor.client.execute_query("DROP FUNCTION refuse_late_ballot CASCADE")


class Migration(migrations.Migration):
    dependencies = [('models', '0007_record')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CountedBallot',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('election', fields.ForeignKeyField('models.Election', source_field='election_id', db_constraint=True, to_field='id', related_name='counted_ballots', on_delete=OnDelete.RESTRICT)),
                ('contest', fields.CharField(max_length=40)),
                ('choices', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('batch_id', fields.BigIntField(null=True)),
            ],
            options={'table': 'counted_ballot', 'app': 'models', 'pk_attr': 'id', 'table_description': 'The choices on one ballot that is counted. Neither a person nor a code leads here. Stored in order of content.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='CountedBallot',
            index=Index(fields=['election_id', 'contest'], name='ix_counted_ballot_contest'),
        ),
        ops.CreateModel(
            name='CountedBox',
            fields=[
                ('commitment', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('election', fields.ForeignKeyField('models.Election', source_field='election_id', db_constraint=True, to_field='id', related_name='counted_boxes', on_delete=OnDelete.RESTRICT)),
                ('box', fields.BinaryField(null=True)),
            ],
            options={'table': 'counted_box', 'app': 'models', 'pk_attr': 'commitment', 'table_description': 'A ballot that is counted, after the box was emptied: its commitment, and its box until auditors are done. There'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='CountedBox',
            index=Index(fields=['election_id'], name='ix_counted_box_election'),
        ),
        ops.CreateModel(
            name='SpoiledBallot',
            fields=[
                ('commitment', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('election', fields.ForeignKeyField('models.Election', source_field='election_id', db_constraint=True, to_field='id', related_name='spoiled', on_delete=OnDelete.RESTRICT)),
                ('nonce', fields.CharField(max_length=64)),
                ('body', fields.TextField(unique=False)),
            ],
            options={'table': 'spoiled_ballot', 'app': 'models', 'pk_attr': 'commitment', 'table_description': 'A ballot that its voter tested instead of casting it: opened for all to see, and never counted.'},
            bases=['Model'],
        ),
        ops.AddIndex(
            model_name='SpoiledBallot',
            index=Index(fields=['election_id'], name='ix_spoiled_ballot_election'),
        ),
        ops.AddField(
            model_name='Election',
            name='emptied_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Election',
            name='key_destroyed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Election',
            name='key_name',
            field=fields.CharField(max_length=32, default='', db_default=''),
        ),
        ops.AddField(
            model_name='Election',
            name='opened_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Election',
            name='rewritten_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.RunPython(keep_old_ballots, ops.RunPython.noop),
        ops.DeleteModel(name='Ballot'),
        ops.CreateModel(
            name='Ballot',
            fields=[
                ('slot', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=64)),
                ('election', fields.ForeignKeyField('models.Election', source_field='election_id', db_constraint=True, to_field='id', related_name='ballots', on_delete=OnDelete.RESTRICT)),
                ('commitment', fields.CharField(max_length=64)),
                ('box', fields.BinaryField()),
            ],
            options={'table': 'ballot', 'app': 'models', 'pk_attr': 'slot', 'table_description': 'A ballot in the box while the vote is on. Found by its slot, a keyed hash of the person. Nothing else is here: no'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Ballot',
            constraint=UniqueConstraint(fields=('commitment',), name='uq_ballot_commitment'),
        ),
        ops.AddIndex(
            model_name='Ballot',
            index=Index(fields=['election_id'], name='ix_ballot_election'),
        ),
        ops.RemoveField(model_name='Election', name='slot_key'),
        ops.RunPython(make_safe, make_ordinary),
    ]
