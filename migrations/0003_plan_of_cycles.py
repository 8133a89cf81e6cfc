from tortoise import migrations
from tortoise.migrations import operations as ops
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0002_moderator')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Cycle',
            name='closing_moved_because',
            field=fields.TextField(default='', db_default='', unique=False),
        ),
        ops.AddField(
            model_name='Cycle',
            name='lot_seed',
            field=fields.CharField(default='', db_default='', max_length=200),
        ),
        ops.AddField(
            model_name='Cycle',
            name='split_unit_pence',
            field=fields.BigIntField(default=100, db_default=100),
        ),
        ops.AddField(
            model_name='Pot',
            name='working',
            field=fields.JSONField(null=True, encoder=JSON_DUMPS, decoder=loads),
        ),
    ]
