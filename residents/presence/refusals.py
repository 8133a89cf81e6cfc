"""What help in person may answer when it does not work."""

from web.refusals import Refused


class PresenceRefused(Refused):
    """It does not fit, or not here and now. `field` is the one at fault."""


class OffShift(PresenceRefused):
    """Only somebody who stands at a venue now can do this."""
