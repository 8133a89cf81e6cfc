"""Tables of people and how they belong here, a noun a file."""

from residents.models.accounts import (
    Account,
    AttemptWindow,
    ChallengePurpose,
    Role,
    RoleGrant,
    Session,
    SessionKind,
    SignInChallenge,
)
from residents.models.apart import EqualityAnswer, Purge
from residents.models.claims import (
    AgeBand,
    Claim,
    ClaimState,
    ClaimStep,
    Evidence,
    Franchise,
    Mark,
    MarkKind,
    Proof,
    ProofMethod,
    Rejection,
    Tie,
)
from residents.models.code_letters import CodeLetter, CodeLetterState
from residents.models.flags import Approval, ApprovalState, Flag, FlagClaim, FlagState
from residents.models.presence import Handover, HandoverState, HelperAct, Kiosk, Shift, Venue
from residents.models.vouchers import Organisation, Voucher, VoucherBatch, VoucherState

__all__ = [
    "Account",
    "AgeBand",
    "Approval",
    "ApprovalState",
    "AttemptWindow",
    "ChallengePurpose",
    "Claim",
    "ClaimState",
    "ClaimStep",
    "CodeLetter",
    "CodeLetterState",
    "EqualityAnswer",
    "Evidence",
    "Flag",
    "FlagClaim",
    "FlagState",
    "Franchise",
    "Handover",
    "HandoverState",
    "HelperAct",
    "Kiosk",
    "Mark",
    "MarkKind",
    "Organisation",
    "Proof",
    "ProofMethod",
    "Purge",
    "Rejection",
    "Role",
    "RoleGrant",
    "Session",
    "SessionKind",
    "Shift",
    "SignInChallenge",
    "Tie",
    "Venue",
    "Voucher",
    "VoucherBatch",
    "VoucherState",
]
