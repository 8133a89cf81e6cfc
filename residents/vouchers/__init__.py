"""Vouchers: cards that a trusted organisation hands to people it knows. Each is worth one confirmed vote."""

from residents.vouchers.refusals import AlreadyConfirmed, CardRefused, OrganisationRefused, TooManyCodes, VoucherRefused

__all__ = ["AlreadyConfirmed", "CardRefused", "OrganisationRefused", "TooManyCodes", "VoucherRefused"]
