from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint
from tortoise.models import Model

from pb.models.discussion import Comment
from pb.models.ideas import Idea
from residents.models import Account


class ChangeRequest(Model):
    """A question from the reviewer to the author, and the answer."""

    id = fields.BigIntField(primary_key=True)
    idea_id: int
    idea: fields.ForeignKeyRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="change_requests", on_delete=fields.RESTRICT
    )
    asked_by_id: int
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="change_requests", on_delete=fields.RESTRICT
    )
    question = fields.TextField()
    due_on = fields.DateField()
    asked_at = fields.DatetimeField()
    answer = fields.TextField(default="")
    answered_at = fields.DatetimeField(null=True)

    class Meta:
        table = "change_request"
        indexes = [Index(fields=["idea_id"], name="ix_change_request_idea")]


class ReviewNote(Model):
    """For officers only."""

    id = fields.BigIntField(primary_key=True)
    idea_id: int
    idea: fields.ForeignKeyRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="notes", on_delete=fields.RESTRICT
    )
    author_id: int
    author: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="review_notes", on_delete=fields.RESTRICT
    )
    body = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "review_note"
        indexes = [Index(fields=["idea_id"], name="ix_review_note_idea")]


class Appeal(Model):
    """The author asks for a moderator's refusal to be looked at again, by somebody else."""

    id = fields.BigIntField(primary_key=True)
    idea_id: int | None
    idea: fields.ForeignKeyNullableRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="appeals", null=True, on_delete=fields.RESTRICT
    )
    comment_id: int | None
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="appeals", null=True, on_delete=fields.RESTRICT
    )
    made_by_id: int
    made_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="appeals", on_delete=fields.RESTRICT
    )
    why = fields.TextField()
    made_at = fields.DatetimeField()
    refused_by_id: int | None
    refused_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="refusals_appealed", null=True, on_delete=fields.RESTRICT
    )
    decided_by_id: int | None
    decided_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="appeals_decided", null=True, on_delete=fields.RESTRICT
    )
    decided_at = fields.DatetimeField(null=True)
    upheld = fields.BooleanField(null=True)
    answer = fields.TextField(default="")

    class Meta:
        table = "appeal"
        indexes = [Index(fields=["decided_at"], name="ix_appeal_open")]
        constraints = [
            CheckConstraint(check="(idea_id IS NULL) <> (comment_id IS NULL)", name="ck_appeal_one_thing"),
        ]
