from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from assembly.models.assemblies import Assembly
from assembly.models.invitations import Invitation
from assembly.models.quotas import Category, CategoryValue
from residents.models import Account


class Source(StrEnum):
    """How somebody came to register."""

    LETTER = "letter"
    OPEN = "open"
    GOLDEN = "golden"
    PHONE = "phone"  # an officer wrote down what they said


class RegistrationState(StrEnum):
    DRAFT = "draft"  # not all questions are answered
    POOL = "pool"
    WITHDRAWN = "withdrawn"
    EXCLUDED = "excluded"  # cannot be on the panel, for a reason they were told
    ERASED = "erased"  # the person is gone, the row stays


class Consent(Model):
    """What people agree to when they register. A text that somebody agreed to is never changed: a new version is."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="consents", on_delete=fields.RESTRICT
    )
    version = fields.IntField()
    text = fields.TextField()
    made_at = fields.DatetimeField()

    class Meta:
        table = "consent"
        constraints = [UniqueConstraint(fields=("assembly_id", "version"), name="uq_consent_version")]


class Registration(Model):
    """Somebody who would sit on the panel. Erasing blanks the person and keeps the row."""

    id = fields.BigIntField(primary_key=True)
    assembly_id: int
    assembly: fields.ForeignKeyRelation[Assembly] = fields.ForeignKeyField(
        "models.Assembly", related_name="registrations", on_delete=fields.RESTRICT
    )
    pseudonym = fields.CharField(max_length=12)  # R-K7QX4M: what stands on public lists
    salt = fields.CharField(max_length=64)  # of the person's leaf in the pool; on their receipt
    key_hash = fields.CharField(max_length=64)  # of the code with which they come back without an account
    state = fields.CharEnumField(RegistrationState, max_length=10, default=RegistrationState.DRAFT)
    source = fields.CharEnumField(Source, max_length=10)
    invitation_id: int | None
    invitation: fields.ForeignKeyNullableRelation[Invitation] = fields.ForeignKeyField(
        "models.Invitation", related_name="registrations", null=True, on_delete=fields.SET_NULL
    )
    account_id: int | None
    account: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="registrations", null=True, on_delete=fields.SET_NULL
    )
    entered_by_id: int | None  # the officer who took it down on the phone
    entered_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="registrations_entered", null=True, on_delete=fields.SET_NULL
    )
    # The person
    name = fields.CharField(max_length=120, default="")
    email = fields.CharField(max_length=254, default="")
    phone = fields.CharField(max_length=40, default="")
    address = fields.TextField(default="")  # lines, without the postcode
    postcode = fields.CharField(max_length=7, default="")
    uprn = fields.CharField(max_length=12, default="")
    # Said on the form, where a postcode lies on a ward's line; otherwise that of the postcode.
    ward_code = fields.CharField(max_length=9, default="", db_default="")
    born_year = fields.IntField(null=True)
    born_month = fields.IntField(null=True)
    household = fields.CharField(max_length=64, default="")  # keyed hash of the normalised address
    # Agreed to
    consent_id: int | None
    consent: fields.ForeignKeyNullableRelation[Consent] = fields.ForeignKeyField(
        "models.Consent", related_name="registrations", null=True, on_delete=fields.RESTRICT
    )
    consented_at = fields.DatetimeField(null=True)
    keep_for_others = fields.BooleanField(default=False)  # may be asked for a later assembly
    # The form: which questions were answered, and the browser (the hash of its key) in which it is open, until when
    answered = fields.CharField(max_length=120, default="", db_default="")
    browser = fields.CharField(max_length=64, default="", db_default="")
    browser_until = fields.DatetimeField(null=True)
    # What happened
    begun_at = fields.DatetimeField()
    registered_at = fields.DatetimeField(null=True)
    left_at = fields.DatetimeField(null=True)  # withdrawn or excluded
    left_because = fields.CharField(max_length=300, default="")
    erased_at = fields.DatetimeField(null=True)
    version = fields.IntField(default=0)

    class Meta:
        table = "registration"
        indexes = [
            Index(fields=["assembly_id", "state"], name="ix_registration_state"),
            Index(fields=["household"], name="ix_registration_household"),
            Index(fields=["account_id"], name="ix_registration_account"),
            Index(fields=["invitation_id"], name="ix_registration_invitation"),
            Index(fields=["browser"], name="ix_registration_browser"),
        ]
        constraints = [
            UniqueConstraint(fields=("assembly_id", "pseudonym"), name="uq_registration_pseudonym"),
            UniqueConstraint(fields=("key_hash",), name="uq_registration_key"),
        ]


class Answer(Model):
    """One feature of one person: which value of a category is theirs."""

    id = fields.BigIntField(primary_key=True)
    registration_id: int
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name="answers", on_delete=fields.CASCADE
    )
    category_id: int
    category: fields.ForeignKeyRelation[Category] = fields.ForeignKeyField(
        "models.Category", related_name="answers", on_delete=fields.RESTRICT
    )
    value_id: int
    value: fields.ForeignKeyRelation[CategoryValue] = fields.ForeignKeyField(
        "models.CategoryValue", related_name="answers", on_delete=fields.RESTRICT
    )

    class Meta:
        table = "registration_answer"
        indexes = [Index(fields=["value_id"], name="ix_registration_answer_value")]
        constraints = [UniqueConstraint(fields=("registration_id", "category_id"), name="uq_registration_answer")]


class SupportNeed(Model):
    """What somebody needs to take part. Apart from the pool: whoever draws never sees it."""

    id = fields.BigIntField(primary_key=True)
    registration_id: int
    registration: fields.ForeignKeyRelation[Registration] = fields.ForeignKeyField(
        "models.Registration", related_name="needs", on_delete=fields.CASCADE
    )
    kind = fields.CharField(max_length=20)  # access, interpreter, childcare, carer, travel, device, diet, other
    detail = fields.CharField(max_length=500, default="")

    class Meta:
        table = "support_need"
        constraints = [UniqueConstraint(fields=("registration_id", "kind"), name="uq_support_need")]
