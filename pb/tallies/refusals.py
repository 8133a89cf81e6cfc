"""What officers are told when a vote cannot be counted, or a result not published."""

from web.refusals import Refused


class TallyRefused(Refused):
    """Nothing was counted, or nothing published; what stood before still stands."""
