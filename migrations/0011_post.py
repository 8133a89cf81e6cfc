from database import operations as own
from tortoise import migrations
from tortoise.migrations import operations as ops
from post.models import MessageChannel, Via
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('models', '0010_assembly')]

    initial = False

    operations = [
        ops.RemoveIndex(
            model_name='Message',
            name='ix_message_due',
            fields=None,
        ),
        ops.AlterField(
            model_name='Message',
            name='channel',
            field=fields.CharEnumField(default=MessageChannel.EMAIL, description='EMAIL: email\nLETTER: letter\nTEXT: text', db_default='email', enum_type=MessageChannel, max_length=10),
        ),
        ops.AlterField(
            model_name='Message',
            name='recipient',
            field=fields.CharField(max_length=500),
        ),
        ops.AddField(
            model_name='Message',
            name='link',
            field=fields.CharField(default='', db_default='', max_length=200),
        ),
        ops.AddField(
            model_name='Message',
            name='notify_id',
            field=fields.CharField(default='', db_default='', max_length=40),
        ),
        ops.AddField(
            model_name='Message',
            name='purpose',
            field=fields.CharField(default='', db_default='', max_length=40),
        ),
        ops.AddField(
            model_name='Message',
            name='reference',
            field=fields.CharField(null=True, max_length=80),
        ),
        ops.AddField(
            model_name='Message',
            name='troubled_since',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Message',
            name='unsure',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        ops.AddField(
            model_name='Message',
            name='via',
            field=fields.CharEnumField(default=Via.PRINT, description='PRINT: print\nNOTIFY: notify', db_default='print', enum_type=Via, max_length=10),
        ),
        ops.AddIndex(
            model_name='Message',
            index=Index(fields=['state', 'channel', 'via', 'due_at'], name='ix_message_queue'),
        ),
        own.AddConstraint(
            model_name='Message',
            constraint=UniqueConstraint(fields=('reference',), name='uq_message_reference'),
        ),
    ]
