"""One email address, exactly: no lists, no names around it, no line breaks that could add a header."""

from email_validator import EmailNotValidError, validate_email

from residents.sign_in.refusals import SignInRefused
from web.language import _

LONGEST = 254


def same_mailbox(one: str, other: str) -> bool:
    """Whether letters to both arrive in one place: most mail servers drop what follows a plus."""
    return _mailbox(one) == _mailbox(other) != ""


def _mailbox(address: str) -> str:
    name, _at, domain = address.lower().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}" if domain else ""


def one_address(text: str) -> str:
    """The address in the one form that is stored and compared. Raises SignInRefused for anything but one address."""
    text = text.strip(" ")
    if not text:
        raise SignInRefused(_("Enter your email address."))
    try:
        if len(text) > LONGEST or not text.isprintable():
            raise EmailNotValidError
        found = validate_email(text, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        raise SignInRefused(_("Enter one email address, like name@example.com.")) from None
    address: str = found.ascii_email or found.normalized
    return address.lower()
