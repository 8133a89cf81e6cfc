"""What the work on flags refuses, each with a sentence for the officer."""

from web.refusals import Refused


class FlagRefused(Refused):
    """It cannot be done with the flag like this. `field`: the question on the page that it is about."""
