from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from pb.models.cycles import Cycle, Pot, Theme
from pb.models.projects import Project
from residents.models import Account


class IdeaState(StrEnum):
    DRAFT = "draft"
    RECEIVED = "received"  # waits for a moderator; only its author and officers see it
    REFUSED = "refused"  # by a moderator, with a reason and an appeal
    PUBLISHED = "published"  # screened and public
    COSTING = "costing"  # with a named officer
    CHANGES_WANTED = "changes_wanted"  # the author was asked something
    ON_BALLOT = "on_ballot"
    NOT_FEASIBLE = "not_feasible"
    MERGED = "merged"
    WITHDRAWN = "withdrawn"


class Photo(Model):
    """A picture that somebody sent, re-encoded by us. The bytes live in the media folder under its random name."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=40)
    alt = fields.CharField(max_length=200, default="")
    width = fields.IntField()
    height = fields.IntField()
    added_by_id: int | None
    added_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="photos", null=True, on_delete=fields.RESTRICT
    )
    added_at = fields.DatetimeField()

    class Meta:
        table = "photo"
        constraints = [UniqueConstraint(fields=("name",), name="uq_photo_name")]


class Idea(Model):
    id = fields.BigIntField(primary_key=True)
    cycle_id: int
    cycle: fields.ForeignKeyRelation[Cycle] = fields.ForeignKeyField(
        "models.Cycle", related_name="ideas", on_delete=fields.RESTRICT
    )
    pot_id: int | None
    pot: fields.ForeignKeyNullableRelation[Pot] = fields.ForeignKeyField(
        "models.Pot", related_name="ideas", null=True, on_delete=fields.RESTRICT
    )
    theme_id: int | None
    theme: fields.ForeignKeyNullableRelation[Theme] = fields.ForeignKeyField(
        "models.Theme", related_name="ideas", null=True, on_delete=fields.RESTRICT
    )
    author_id: int | None
    author: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="ideas", null=True, on_delete=fields.RESTRICT
    )
    author_name = fields.CharField(max_length=60, default="")  # shown in public, chosen by the author
    entered_by_id: int | None
    entered_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="ideas_entered", null=True, on_delete=fields.RESTRICT
    )
    draft_key = fields.CharField(max_length=64, default="")  # hash of the browser's key, before somebody signs in
    title = fields.CharField(max_length=100, default="")
    body = fields.TextField(default="")
    body_html = fields.TextField(default="")
    place = fields.CharField(max_length=120, default="")  # in words
    lat = fields.FloatField(null=True)
    long = fields.FloatField(null=True)
    estimate_pence = fields.BigIntField(null=True)
    photo_id: int | None
    photo: fields.ForeignKeyNullableRelation[Photo] = fields.ForeignKeyField(
        "models.Photo", related_name="ideas", null=True, on_delete=fields.RESTRICT
    )
    state = fields.CharEnumField(IdeaState, max_length=20, default=IdeaState.DRAFT)
    moderator_id: int | None
    moderator: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="ideas_moderated", null=True, on_delete=fields.RESTRICT
    )
    # Review
    reviewer_id: int | None
    reviewer: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="ideas_reviewed", null=True, on_delete=fields.RESTRICT
    )
    due_on = fields.DateField(null=True)
    cost_pence = fields.BigIntField(null=True)  # as checked by the reviewer
    cost_note = fields.TextField(default="")
    reason = fields.TextField(default="")  # public, in plain words
    elsewhere = fields.TextField(default="")  # where else to go
    decided_by = fields.CharField(max_length=120, default="")  # a named post
    decided_at = fields.DatetimeField(null=True)
    project_id: int | None
    project: fields.ForeignKeyNullableRelation[Project] = fields.ForeignKeyField(
        "models.Project", related_name="ideas", null=True, on_delete=fields.RESTRICT
    )
    merged_into_id: int | None
    merged_into: fields.ForeignKeyNullableRelation["Idea"] = fields.ForeignKeyField(
        "models.Idea", related_name="merged_ideas", null=True, on_delete=fields.RESTRICT
    )
    # Kept with the row so that no list has to count
    supports = fields.IntField(default=0)
    comments_count = fields.IntField(default=0)

    created_at = fields.DatetimeField()
    submitted_at = fields.DatetimeField(null=True)
    published_at = fields.DatetimeField(null=True)
    changed_at = fields.DatetimeField()
    version = fields.IntField(default=0)

    class Meta:
        table = "idea"
        indexes = [
            # The orders of the public list. With the state in between, the database would have to sort.
            Index(fields=["cycle_id", "published_at", "id"], name="ix_idea_newest"),
            Index(fields=["cycle_id", "supports", "id"], name="ix_idea_supported"),
            Index(fields=["pot_id"], name="ix_idea_pot"),
            Index(fields=["author_id"], name="ix_idea_author"),
            Index(fields=["draft_key"], name="ix_idea_draft"),
            Index(fields=["reviewer_id"], name="ix_idea_reviewer"),
            Index(fields=["project_id"], name="ix_idea_project"),
        ]
