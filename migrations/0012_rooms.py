from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('models', '0011_invitation_confirmed')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Assembly',
            name='open_form',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Registration',
            name='answered',
            field=fields.CharField(default='', db_default='', max_length=120),
        ),
        ops.AddField(
            model_name='Registration',
            name='browser',
            field=fields.CharField(default='', db_default='', max_length=64),
        ),
        ops.AddField(
            model_name='Registration',
            name='browser_until',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Registration',
            name='ward_code',
            field=fields.CharField(default='', db_default='', max_length=9),
        ),
        ops.AddIndex(
            model_name='Registration',
            index=Index(fields=['browser'], name='ix_registration_browser'),
        ),
    ]
