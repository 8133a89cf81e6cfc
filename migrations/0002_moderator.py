from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Comment',
            name='moderator',
            field=fields.ForeignKeyField('models.Account', source_field='moderator_id', null=True, db_constraint=True, to_field='id', related_name='comments_moderated', on_delete=OnDelete.RESTRICT),
        ),
        ops.AddField(
            model_name='Idea',
            name='moderator',
            field=fields.ForeignKeyField('models.Account', source_field='moderator_id', null=True, db_constraint=True, to_field='id', related_name='ideas_moderated', on_delete=OnDelete.RESTRICT),
        ),
    ]
