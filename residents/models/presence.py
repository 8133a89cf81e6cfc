"""Tables of meeting people in person: where, by whom, and the devices that are lent."""

from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint
from tortoise.models import Model

from residents.models.accounts import Account
from residents.places.models import Ward


class Venue(Model):
    """A named place where people are met: a community lounge, a library, a market stall."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    where = fields.CharField(max_length=200, default="")  # as printed: street, room, opening hours
    ward_id: str | None
    ward: fields.ForeignKeyNullableRelation[Ward] = fields.ForeignKeyField(
        "models.Ward", related_name="venues", null=True, on_delete=fields.RESTRICT
    )
    step_free = fields.BooleanField(default=False)
    hearing_loop = fields.BooleanField(default=False)
    # Many people share its devices and its network, so bursts from it are no reason for a flag.
    networks = fields.JSONField[list[str]](default=list)
    added_at = fields.DatetimeField()
    retired_at = fields.DatetimeField(null=True)

    class Meta:
        table = "venue"
        constraints = [UniqueConstraint(fields=("name",), name="uq_venue_name")]


class Shift(Model):
    """When a verifier or facilitator stands at a venue. Nobody is verified outside one."""

    id = fields.BigIntField(primary_key=True)
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="shifts", on_delete=fields.RESTRICT
    )
    venue_id: int
    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="shifts", on_delete=fields.RESTRICT
    )
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField()
    cancelled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "shift"
        indexes = [
            Index(fields=["account_id", "starts_at"], name="ix_shift_account"),
            Index(fields=["venue_id", "starts_at"], name="ix_shift_venue"),
        ]
        constraints = [CheckConstraint(check="starts_at < ends_at", name="ck_shift_order")]


class Kiosk(Model):
    """A device of ours in kiosk mode, known by its cookie. Leaving the mode needs the PIN."""

    id = fields.BigIntField(primary_key=True)
    token_hash = fields.CharField(max_length=64)
    venue_id: int
    venue: fields.ForeignKeyRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="kiosks", on_delete=fields.RESTRICT
    )
    started_by_id: int
    started_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="kiosks_started", on_delete=fields.RESTRICT
    )
    pin_hash = fields.CharField(max_length=200)
    pin_tries = fields.IntField(default=0)
    started_at = fields.DatetimeField()
    ended_at = fields.DatetimeField(null=True)

    class Meta:
        table = "kiosk"
        constraints = [UniqueConstraint(fields=("token_hash",), name="uq_kiosk_token")]


class HandoverState(StrEnum):
    WAITING = "waiting"
    IN_USE = "in_use"
    DONE = "done"
    LAPSED = "lapsed"


class Handover(Model):
    """A helper hands somebody a device. The helper sees this state and nothing else of what happens on it."""

    id = fields.BigIntField(primary_key=True)
    helper_id: int
    helper: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="handovers_made", on_delete=fields.RESTRICT
    )
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="handovers", on_delete=fields.RESTRICT
    )
    kiosk_id: int | None
    kiosk: fields.ForeignKeyNullableRelation[Kiosk] = fields.ForeignKeyField(
        "models.Kiosk", related_name="handovers", null=True, on_delete=fields.RESTRICT
    )
    code_hash = fields.CharField(max_length=64)
    state = fields.CharEnumField(HandoverState, max_length=8, default=HandoverState.WAITING)
    made_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "handover"
        indexes = [
            Index(fields=["code_hash"], name="ix_handover_code"),
            Index(fields=["helper_id", "id"], name="ix_handover_helper"),
            Index(fields=["account_id"], name="ix_handover_account"),
        ]


class HelperAct(Model):
    """Something that a helper did for somebody: listed for officers, and shown to the person."""

    id = fields.BigIntField(primary_key=True)
    helper_id: int
    helper: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="helper_acts", on_delete=fields.RESTRICT
    )
    account_id: int | None
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="helped_by", null=True, on_delete=fields.RESTRICT
    )
    venue_id: int | None
    venue: fields.ForeignKeyNullableRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="helper_acts", null=True, on_delete=fields.RESTRICT
    )
    act = fields.CharField(max_length=30)
    done_on = fields.DateField()

    class Meta:
        table = "helper_act"
        indexes = [
            Index(fields=["helper_id", "done_on"], name="ix_helper_act_helper"),
            Index(fields=["account_id"], name="ix_helper_act_account"),
        ]
