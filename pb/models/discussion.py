from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from pb.models.ideas import Idea
from residents.models import Account


class CommentState(StrEnum):
    VISIBLE = "visible"
    HELD = "held"  # waits for a moderator
    HIDDEN = "hidden"  # by a moderator, with a reason
    REMOVED = "removed"  # by its author


class Comment(Model):
    id = fields.BigIntField(primary_key=True)
    idea_id: int
    idea: fields.ForeignKeyRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="comments", on_delete=fields.RESTRICT
    )
    author_id: int | None
    author: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="comments", null=True, on_delete=fields.RESTRICT
    )
    author_name = fields.CharField(max_length=60)
    body = fields.TextField()
    body_html = fields.TextField()
    official = fields.BooleanField(default=False)
    state = fields.CharEnumField(CommentState, max_length=10, default=CommentState.VISIBLE)
    reason = fields.TextField(default="")
    moderator_id: int | None
    moderator: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="comments_moderated", null=True, on_delete=fields.RESTRICT
    )
    made_at = fields.DatetimeField()

    class Meta:
        table = "comment"
        indexes = [
            Index(fields=["idea_id", "state", "id"], name="ix_comment_idea"),
            Index(fields=["author_id"], name="ix_comment_author"),
        ]


class Support(Model):
    id = fields.BigIntField(primary_key=True)
    idea_id: int
    idea: fields.ForeignKeyRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="support_rows", on_delete=fields.RESTRICT
    )
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="supports", on_delete=fields.RESTRICT
    )
    made_at = fields.DatetimeField()

    class Meta:
        table = "support"
        indexes = [Index(fields=["account_id"], name="ix_support_account")]
        constraints = [UniqueConstraint(fields=("idea_id", "account_id"), name="uq_support")]


class Follow(Model):
    id = fields.BigIntField(primary_key=True)
    idea_id: int
    idea: fields.ForeignKeyRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="follows", on_delete=fields.RESTRICT
    )
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="follows", on_delete=fields.RESTRICT
    )
    made_at = fields.DatetimeField()

    class Meta:
        table = "follow"
        indexes = [Index(fields=["account_id"], name="ix_follow_account")]
        constraints = [UniqueConstraint(fields=("idea_id", "account_id"), name="uq_follow")]


class Report(Model):
    """Somebody says that an idea or a comment breaks the rules. A person decides. Nothing hides by itself."""

    id = fields.BigIntField(primary_key=True)
    idea_id: int | None
    idea: fields.ForeignKeyNullableRelation[Idea] = fields.ForeignKeyField(
        "models.Idea", related_name="reports", null=True, on_delete=fields.RESTRICT
    )
    comment_id: int | None
    comment: fields.ForeignKeyNullableRelation[Comment] = fields.ForeignKeyField(
        "models.Comment", related_name="reports", null=True, on_delete=fields.RESTRICT
    )
    reporter_id: int
    reporter: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="reports", on_delete=fields.RESTRICT
    )
    why = fields.TextField()
    made_at = fields.DatetimeField()
    resolved_at = fields.DatetimeField(null=True)
    upheld = fields.BooleanField(null=True)

    class Meta:
        table = "report"
        indexes = [Index(fields=["resolved_at"], name="ix_report_open")]
        constraints = [
            CheckConstraint(check="(idea_id IS NULL) <> (comment_id IS NULL)", name="ck_report_one_thing"),
            UniqueConstraint(fields=("reporter_id", "idea_id"), name="uq_report_idea"),
            UniqueConstraint(fields=("reporter_id", "comment_id"), name="uq_report_comment"),
        ]
