from enum import StrEnum
from typing import Any

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model


class AssemblyKind(StrEnum):
    ONE_OFF = "one_off"
    STANDING = "standing"  # many topics, and a part of the panel changes between them


class SupportBase(StrEnum):
    """Of what a threshold is a share."""

    VOTES = "votes"  # cast, without abstentions
    PRESENT = "present"  # members who are there


class Assembly(Model):
    """One citizens' assembly. Its phase is never stored: assembly/phases.py derives it from dates and decisions."""

    id = fields.BigIntField(primary_key=True)
    slug = fields.CharField(max_length=80)
    name = fields.CharField(max_length=120)
    kind = fields.CharEnumField(AssemblyKind, max_length=10, default=AssemblyKind.ONE_OFF)
    about = fields.TextField(default="")
    sample = fields.BooleanField(default=False)
    # The panel
    seats = fields.IntField(default=45)
    alternates = fields.IntField(default=10)  # how many of the drawn order are told that they are on the list
    age_from = fields.IntField(default=16)
    area = fields.CharField(max_length=200, default="")  # in words: who can be chosen lives here
    excluded = fields.TextField(default="")  # who cannot be on it, a line each: councillors, senior officers
    household_rule = fields.BooleanField(default=True)  # at most one of an address
    # Rotation of a standing panel
    term_topics = fields.IntField(null=True)  # how many topics a member serves
    rest_topics = fields.IntField(default=0)  # how many they wait before they can be drawn again
    # Deciding
    adopt_percent = fields.IntField(default=80)
    minority_percent = fields.IntField(default=40)
    support_base = fields.CharEnumField(SupportBase, max_length=10, default=SupportBase.VOTES)
    quorum_percent = fields.IntField(default=67)
    # What members get
    payment_pence = fields.BigIntField(default=0)  # for each session
    payment_about = fields.TextField(default="")
    support_about = fields.TextField(default="")  # access, childcare, interpreters, travel, devices
    place = fields.CharField(max_length=200, default="")
    online = fields.CharField(max_length=300, default="")  # in words: how one joins from home
    # The plan
    open_form = fields.BooleanField(default=False, db_default=False)  # people register without a letter, too
    recruiting_opens_at = fields.DatetimeField(null=True)
    registration_closes_at = fields.DatetimeField(null=True)
    draw_at = fields.DatetimeField(null=True)  # when the public draw is announced for
    draw_place = fields.CharField(max_length=200, default="")
    purge_on = fields.DateField(null=True)  # the pool is deleted on this day
    # The panel as it was last counted for everybody: {"at": …, "members": [ids], "counts": {category: {value: n}}}
    panel_shown = fields.JSONField[dict[str, Any]](null=True)
    # Decisions
    published_at = fields.DatetimeField(null=True)  # the public page is there from here on
    commissioned_at = fields.DatetimeField(null=True)
    closed_at = fields.DatetimeField(null=True)
    cancelled_at = fields.DatetimeField(null=True)
    cancelled_because = fields.TextField(default="")
    purged_at = fields.DatetimeField(null=True)

    key_name = fields.CharField(max_length=60)  # the file of the key of its codes and marks, outside the database
    created_at = fields.DatetimeField()
    version = fields.IntField(default=0)  # grows with every change; two officers cannot overwrite each other unseen

    class Meta:
        table = "assembly"
        constraints = [
            UniqueConstraint(fields=("slug",), name="uq_assembly_slug"),
            UniqueConstraint(fields=("key_name",), name="uq_assembly_key"),
            CheckConstraint(check="seats >= 1 AND alternates >= 0", name="ck_assembly_seats"),
            CheckConstraint(
                check="0 <= minority_percent AND minority_percent <= adopt_percent AND adopt_percent <= 100",
                name="ck_assembly_thresholds",
            ),
        ]


class Topic(Model):
    """What the panel is asked: one for a one-off assembly, one after the other for a standing one."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="topics", on_delete=fields.RESTRICT
    )
    position = fields.IntField(default=0)
    question = fields.CharField(max_length=300)
    in_scope = fields.TextField(default="")
    out_of_scope = fields.TextField(default="")
    owner = fields.CharField(max_length=200, default="")  # the named person, with their post, who answers
    answer_by = fields.DateField(null=True)
    commissioned_at = fields.DatetimeField(null=True)
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "assembly_topic"
        constraints = [UniqueConstraint(fields=("assembly_id", "position"), name="uq_assembly_topic_position")]


class AssemblySession(Model):
    """One meeting of the panel."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="sessions", on_delete=fields.RESTRICT
    )
    topic_id: int | None
    topic: fields.ForeignKeyNullableRelation[Topic] = fields.ForeignKeyField(
        "models.Topic", related_name="sessions", null=True, on_delete=fields.RESTRICT
    )
    title = fields.CharField(max_length=120, default="")
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    place = fields.CharField(max_length=200, default="")  # empty: where the assembly meets
    online = fields.BooleanField(default=False)  # it can be joined from home

    class Meta:
        table = "assembly_session"
        indexes = [Index(fields=["assembly_id", "starts_at"], name="ix_assembly_session_start")]
        constraints = [CheckConstraint(check="starts_at < ends_at", name="ck_assembly_session_times")]
