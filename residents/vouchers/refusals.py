from web.refusals import Refused


class OrganisationRefused(Refused):
    """The organisation cannot be kept as it was written."""


class VoucherRefused(Refused):
    """An officer cannot do this with these cards. `field` names the question it is about, if it is about one."""


class CardRefused(Refused):
    """This card confirms nobody: unknown, used, void, too old, or not signed for."""


class TooManyCodes(CardRefused):
    """Too many wrong codes from one network."""


class AlreadyConfirmed(CardRefused):
    """They belong here already, so the card stays as it was and can go to somebody else."""
