from database import operations as own
from tortoise import migrations
from tortoise.migrations import operations as ops
from ballot_box.models.trustees import Stock
from pb.models.cycles import Sealing
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

async def say_of_frozen_votes_that_they_are_open(apps, editor):
    """Whatever was frozen before was sealed to nobody."""
    await editor.client.execute_query("UPDATE cycle SET sealing = 'open' WHERE election_id IS NOT NULL")


class Migration(migrations.Migration):
    dependencies = [('models', '0008_ballot_box')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Trustees',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('first_name', fields.CharField(max_length=80)),
                ('first_role', fields.CharField(max_length=120)),
                ('first_key', fields.CharField(max_length=64)),
                ('last_name', fields.CharField(max_length=80)),
                ('last_role', fields.CharField(max_length=120)),
                ('last_key', fields.CharField(max_length=64)),
            ],
            options={'table': 'trustees', 'app': 'models', 'pk_attr': 'id', 'table_description': "The two people who will open a vote's boxes, named before its ballot is frozen."},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Trustees',
            constraint=CheckConstraint(check='first_key <> last_key', name='ck_trustees_keys'),
        ),
        ops.CreateModel(
            name='Rehearsal',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('trustees', fields.ForeignKeyField('models.Trustees', source_field='trustees_id', db_constraint=True, to_field='id', related_name='rehearsals', on_delete=OnDelete.RESTRICT)),
                ('stock', fields.CharEnumField(description='KEYS: keys\nCOPIES: copies', enum_type=Stock, max_length=10)),
                ('commitment', fields.CharField(max_length=64)),
                ('box', fields.BinaryField()),
                ('held_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('taken_in_by', fields.CharField(default='', max_length=60)),
            ],
            options={'table': 'rehearsal', 'app': 'models', 'pk_attr': 'id', 'table_description': 'A test ballot in its box, of an election that there cannot be. Held once the two have shown what is in it.'},
            bases=['Model'],
        ),
        own.AddConstraint(
            model_name='Rehearsal',
            constraint=UniqueConstraint(fields=('trustees_id', 'stock'), name='uq_rehearsal_stock'),
        ),
        ops.AddField(
            model_name='Cycle',
            name='sealing',
            field=fields.CharEnumField(default=Sealing.UNDECIDED, description='UNDECIDED: \nOPEN: open\nSEALED: sealed', db_default='', enum_type=Sealing, max_length=10),
        ),
        ops.AddField(
            model_name='Cycle',
            name='trustees',
            field=fields.ForeignKeyField('models.Trustees', source_field='trustees_id', null=True, db_constraint=True, to_field='id', related_name='cycles', on_delete=OnDelete.RESTRICT),
        ),
        ops.RunPython(say_of_frozen_votes_that_they_are_open, ops.RunPython.noop),
    ]
