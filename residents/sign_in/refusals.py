"""What signing in may answer when it does not work."""

from web.refusals import Refused


class SignInRefused(Refused):
    """Wrong, too late, or already used."""


class TooManyTries(SignInRefused):
    """Wait and try again."""


class TooBusy(SignInRefused):
    """Too many people are signing in with a password at this moment."""
