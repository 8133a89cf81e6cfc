from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model


class Role(StrEnum):
    """What somebody does here. Everybody who signed in is a resident; the other roles are granted."""

    RESIDENT = "resident"
    MODERATOR = "moderator"
    REVIEWER = "reviewer"
    CYCLE_OFFICER = "cycle_officer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"
    VERIFIER = "verifier"  # looks at people in person, on shift
    FACILITATOR = "facilitator"  # helps people take part
    ROLL_OFFICER = "roll_officer"  # claims, letters, vouchers, flags, paper
    KEYER = "keyer"  # types in paper ballots
    ASSEMBLY_OFFICER = "assembly_officer"  # recruits and draws the Citizens' Assembly, looks after its members


class Account(Model):
    id = fields.BigIntField(primary_key=True)
    email = fields.CharField(max_length=254, null=True)
    display_name = fields.CharField(max_length=60, default="")
    password_hash = fields.CharField(max_length=200, null=True)
    totp_secret = fields.CharField(max_length=64, null=True)
    totp_last_step = fields.BigIntField(default=0)  # a one-time code works once
    sample = fields.BooleanField(default=False)
    created_at = fields.DatetimeField()
    disabled_at = fields.DatetimeField(null=True)

    class Meta:
        table = "account"
        constraints = [UniqueConstraint(fields=("email",), name="uq_account_email")]


class RoleGrant(Model):
    id = fields.BigIntField(primary_key=True)
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="grants", on_delete=fields.RESTRICT
    )
    role = fields.CharEnumField(Role, max_length=20)
    granted_by_id: int | None
    granted_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="grants_made", null=True, on_delete=fields.RESTRICT
    )
    granted_at = fields.DatetimeField()

    class Meta:
        table = "role_grant"
        constraints = [UniqueConstraint(fields=("account_id", "role"), name="uq_role_grant")]


class SessionKind(StrEnum):
    RESIDENT = "resident"
    OFFICER = "officer"
    KIOSK = "kiosk"  # a resident on a device of ours, for some minutes


class Session(Model):
    id_hash = fields.CharField(max_length=64, primary_key=True)
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="sessions", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(SessionKind, max_length=10)
    device = fields.CharField(max_length=60, default="")
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    revoked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "session"
        indexes = [Index(fields=["account_id"], name="ix_session_account")]


class ChallengePurpose(StrEnum):
    SIGN_IN = "sign-in"
    ENROLMENT = "enrolment"


class SignInChallenge(Model):
    """One request to sign in: a link and a code, either of which works once."""

    id = fields.BigIntField(primary_key=True)
    purpose = fields.CharEnumField(ChallengePurpose, max_length=10)
    email = fields.CharField(max_length=254)
    token_hash = fields.CharField(max_length=64)
    code_hash = fields.CharField(max_length=64)
    browser_hash = fields.CharField(max_length=64)
    next_path = fields.CharField(max_length=300, default="/")
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()
    tries = fields.IntField(default=0)
    used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "sign_in_challenge"
        indexes = [
            Index(fields=["email"], name="ix_challenge_email"),
            Index(fields=["expires_at"], name="ix_challenge_expiry"),
        ]
        constraints = [UniqueConstraint(fields=("token_hash",), name="uq_challenge_token")]


class AttemptWindow(Model):
    """How often something was tried in a stretch of time. The key is a keyed hash: no address, no email is kept."""

    id = fields.BigIntField(primary_key=True)
    key_hash = fields.CharField(max_length=64)
    starts_at = fields.DatetimeField()
    hits = fields.IntField(default=0)

    class Meta:
        table = "attempt_window"
        indexes = [Index(fields=["starts_at"], name="ix_attempt_start")]
        constraints = [UniqueConstraint(fields=("key_hash", "starts_at"), name="uq_attempt_window")]
