"""How people show who they are. Nothing outside this package knows how it is done."""

from residents.sign_in.addresses import one_address
from residents.sign_in.by_letter import Entered, enter_with_code, enter_with_link, request_code
from residents.sign_in.by_password import enter_as_officer
from residents.sign_in.devices import device_of
from residents.sign_in.entering import when_somebody_enters
from residents.sign_in.refusals import SignInRefused, TooBusy, TooManyTries

__all__ = [
    "Entered",
    "SignInRefused",
    "TooBusy",
    "TooManyTries",
    "device_of",
    "enter_as_officer",
    "enter_with_code",
    "enter_with_link",
    "one_address",
    "request_code",
    "when_somebody_enters",
]
