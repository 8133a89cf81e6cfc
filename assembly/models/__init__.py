"""Tables of the Citizens' Assembly, a noun a file."""

from assembly.models.assemblies import Assembly, AssemblyKind, AssemblySession, SupportBase, Topic
from assembly.models.draws import Draw, DrawKind, DrawState, FrozenPool, Portfolio
from assembly.models.invitations import Invitation, InvitationBatch, InvitationKind, InvitationState
from assembly.models.panels import Member, MemberState, MemberStep, Payment, PaymentWay
from assembly.models.quotas import Asked, Category, CategoryValue, CensusTable
from assembly.models.registrations import Answer, Consent, Registration, RegistrationState, Source, SupportNeed

__all__ = [
    "Answer",
    "Asked",
    "Assembly",
    "AssemblyKind",
    "AssemblySession",
    "Category",
    "CategoryValue",
    "CensusTable",
    "Consent",
    "Draw",
    "DrawKind",
    "DrawState",
    "FrozenPool",
    "Invitation",
    "InvitationBatch",
    "InvitationKind",
    "InvitationState",
    "Member",
    "MemberState",
    "MemberStep",
    "Payment",
    "PaymentWay",
    "Portfolio",
    "Registration",
    "RegistrationState",
    "Source",
    "SupportBase",
    "SupportNeed",
    "Topic",
]
