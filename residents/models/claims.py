from enum import StrEnum

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint
from tortoise.models import Model

from residents.models.accounts import Account
from residents.models.presence import Venue
from residents.models.vouchers import VoucherBatch
from residents.places.models import Neighbourhood, Ward


class Tie(StrEnum):
    LIVE = "live"
    WORK = "work"
    STUDY = "study"
    VOLUNTEER = "volunteer"


class AgeBand(StrEnum):
    """Never a date of birth."""

    UNKNOWN = ""
    FROM_11 = "11 to 15"
    FROM_16 = "16 to 17"
    FROM_18 = "18 to 24"
    FROM_25 = "25 to 44"
    FROM_45 = "45 to 64"
    FROM_65 = "65 and over"


class Evidence(StrEnum):
    """How well we know that somebody belongs here."""

    E0 = "E0"  # said so
    E1 = "E1"  # contact confirmed and postcode in the area
    E2 = "E2"  # address or presence confirmed
    E3 = "E3"  # identity proofed


class ClaimState(StrEnum):
    DECLARED = "declared"  # said so
    PROVISIONAL = "provisional"  # contact confirmed: may vote, counts once confirmed
    AWAITING_LETTER = "awaiting_letter"
    VERIFIED = "verified"
    UNDER_REVIEW = "under_review"  # a flag is being worked through: kept, not counted yet
    REJECTED = "rejected"  # by two officers, with a reason and an appeal
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"  # the day for confirming went by


class ProofMethod(StrEnum):
    CONTACT = "contact"  # a code by email or text: E1
    IN_PERSON = "in_person"
    VOUCHER = "voucher"
    LETTER = "letter"
    REFERENCE = "reference"  # the council's own records answered yes, off unless a council adds it
    ONE_LOGIN = "one_login"  # off unless a council adds it


class Franchise(Model):
    """Who may take part in one vote or assembly and how they show it, as far as the packages below need to know.

    The package that runs the vote keeps it in step with its own plan. `key_name` names a key outside the database.
    """

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=120)
    key_name = fields.CharField(max_length=60)
    counts_from = fields.CharEnumField(Evidence, max_length=2, default=Evidence.E2)  # below it a ballot is not counted
    proofs = fields.JSONField[list[str]](default=list)  # methods accepted, by their names
    confirm_by = fields.DatetimeField(null=True)
    challenge_ends_at = fields.DatetimeField(null=True)
    limits = fields.JSONField[dict[str, dict[str, int]]](default=dict)  # of the flag rules, where officers tuned them
    expired_at = fields.DatetimeField(null=True)  # when claims not confirmed in time were marked so
    key_destroyed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "franchise"
        constraints = [UniqueConstraint(fields=("key_name",), name="uq_franchise_key")]


class Claim(Model):
    """How somebody says they belong here, and how well that is shown. Not the address: only where it leads."""

    id = fields.BigIntField(primary_key=True)
    account_id: int
    account: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="claims", on_delete=fields.RESTRICT
    )
    # The vote or assembly in which it was last used: its deadline and its key are the ones that matter.
    franchise_id: int | None
    franchise: fields.ForeignKeyNullableRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="claims", null=True, on_delete=fields.RESTRICT
    )
    neighbourhood_id: int
    neighbourhood: fields.ForeignKeyRelation[Neighbourhood] = fields.ForeignKeyField(
        "models.Neighbourhood", related_name="claims", on_delete=fields.RESTRICT
    )
    ward_id: str | None
    ward: fields.ForeignKeyNullableRelation[Ward] = fields.ForeignKeyField(
        "models.Ward", related_name="claims", null=True, on_delete=fields.RESTRICT
    )
    tie = fields.CharEnumField(Tie, max_length=10, default=Tie.LIVE)
    age_band = fields.CharEnumField(AgeBand, max_length=12, default=AgeBand.UNKNOWN, db_default="")
    evidence = fields.CharEnumField(Evidence, max_length=2, default=Evidence.E0)
    state = fields.CharEnumField(ClaimState, max_length=16, default=ClaimState.DECLARED, db_default="declared")
    made_at = fields.DatetimeField()
    confirmed_at = fields.DatetimeField(null=True)
    reminded_on = fields.DateField(null=True)

    class Meta:
        table = "claim"
        indexes = [
            Index(fields=["neighbourhood_id"], name="ix_claim_neighbourhood"),
            Index(fields=["franchise_id", "state", "id"], name="ix_claim_queue"),
        ]
        constraints = [UniqueConstraint(fields=("account_id",), name="uq_claim_account")]


class Proof(Model):
    """That something was shown: how, where, to whom, on which day. Never what was shown."""

    id = fields.BigIntField(primary_key=True)
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="proof_rows", on_delete=fields.RESTRICT
    )
    method = fields.CharEnumField(ProofMethod, max_length=10)
    level = fields.CharEnumField(Evidence, max_length=2)
    given_on = fields.DateField()
    ward_id: str | None
    ward: fields.ForeignKeyNullableRelation[Ward] = fields.ForeignKeyField(
        "models.Ward", related_name="proofs", null=True, on_delete=fields.RESTRICT
    )
    venue_id: int | None
    venue: fields.ForeignKeyNullableRelation[Venue] = fields.ForeignKeyField(
        "models.Venue", related_name="proofs", null=True, on_delete=fields.RESTRICT
    )
    verifier_id: int | None
    verifier: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="proofs_given", null=True, on_delete=fields.RESTRICT
    )
    voucher_batch_id: int | None
    voucher_batch: fields.ForeignKeyNullableRelation[VoucherBatch] = fields.ForeignKeyField(
        "models.VoucherBatch", related_name="proofs", null=True, on_delete=fields.RESTRICT
    )
    revoked_at = fields.DatetimeField(null=True)
    revoked_because = fields.CharField(max_length=300, default="")

    class Meta:
        table = "proof"
        indexes = [
            Index(fields=["claim_id"], name="ix_proof_claim"),
            Index(fields=["verifier_id", "given_on"], name="ix_proof_verifier"),
        ]


class ClaimStep(Model):
    """One change of a claim's state: what happened, by whom, on which day. Nothing personal."""

    id = fields.BigIntField(primary_key=True)
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="steps", on_delete=fields.RESTRICT
    )
    before = fields.CharField(max_length=16)  # empty for the first
    after = fields.CharField(max_length=16)
    event = fields.CharField(max_length=30)
    actor = fields.CharField(max_length=120)  # as the journal names people: "account:12", "command line", "the site"
    done_on = fields.DateField()

    class Meta:
        table = "claim_step"
        indexes = [Index(fields=["claim_id", "id"], name="ix_claim_step_claim")]


class MarkKind(StrEnum):
    ADDRESS = "address"
    PHONE = "phone"
    EMAIL = "email"
    PERSON = "person"  # name, postcode and age band together
    DEVICE = "device"  # a ballot came from it
    NETWORK = "network"  # a ballot came from it, in one certain hour


class Mark(Model):
    """Something of a person that two people rarely share, as a keyed hash. Worthless once its key is destroyed."""

    id = fields.BigIntField(primary_key=True)
    franchise_id: int
    franchise: fields.ForeignKeyRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="marks", on_delete=fields.RESTRICT
    )
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="marks", on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(MarkKind, max_length=10)
    digest = fields.CharField(max_length=64)

    class Meta:
        table = "mark"
        indexes = [Index(fields=["claim_id"], name="ix_mark_claim")]
        constraints = [UniqueConstraint(fields=("franchise_id", "kind", "digest", "claim_id"), name="uq_mark")]


class Rejection(Model):
    """A claim that two officers took out, and what the person said to it."""

    id = fields.BigIntField(primary_key=True)
    claim_id: int
    claim: fields.ForeignKeyRelation[Claim] = fields.ForeignKeyField(
        "models.Claim", related_name="rejections", on_delete=fields.RESTRICT
    )
    franchise_id: int | None
    franchise: fields.ForeignKeyNullableRelation[Franchise] = fields.ForeignKeyField(
        "models.Franchise", related_name="rejections", null=True, on_delete=fields.RESTRICT
    )
    rule = fields.CharField(max_length=30)  # the reason in one word, as the ballot account counts it
    because = fields.TextField()  # as the person reads it
    asked_by_id: int
    asked_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="rejections_asked", on_delete=fields.RESTRICT
    )
    approved_by_id: int
    approved_by: fields.ForeignKeyRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="rejections_approved", on_delete=fields.RESTRICT
    )
    at = fields.DatetimeField()
    appeal_by = fields.DatetimeField()
    appeal = fields.TextField(default="")
    appealed_at = fields.DatetimeField(null=True)
    ruled_at = fields.DatetimeField(null=True)
    upheld = fields.BooleanField(null=True)  # True: the claim stands again
    ruling = fields.TextField(default="")
    ruled_by_id: int | None
    ruled_by: fields.ForeignKeyNullableRelation[Account] = fields.ForeignKeyField(
        "models.Account", related_name="appeals_ruled_on_claims", null=True, on_delete=fields.RESTRICT
    )

    class Meta:
        table = "rejection"
        indexes = [Index(fields=["claim_id"], name="ix_rejection_claim")]
