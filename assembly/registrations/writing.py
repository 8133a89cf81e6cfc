"""What somebody typed, in the one form in which it is kept and compared."""

import re

from assembly.registrations.refusals import RegistrationRefused
from residents.sign_in.addresses import one_address
from web.language import _
from web.refusals import Refused

_ODD = re.compile(r"[<>{}\\]|https?:")


def checked_line(text: str, field: str, most: int) -> str:
    line = " ".join(text.split())
    if len(line) > most:
        raise RegistrationRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": most}, field)
    if not line.isprintable() or _ODD.search(line):
        raise RegistrationRefused(_("Write this with letters, numbers and the usual marks only."), field)
    return line


def checked_name(text: str) -> str:
    """Of somebody on the phone."""
    name = checked_line(text, "name", 120)
    if not any(letter.isalpha() for letter in name):
        raise RegistrationRefused(_("Write the name."), "name")
    return name


def checked_email(text: str) -> str:
    """Empty for none."""
    if not text.strip():
        return ""
    try:
        return one_address(text)
    except Refused as refused:
        raise RegistrationRefused(refused.sentence, "email") from None


def checked_phone(text: str) -> str:
    """Digits only, such as 07700900123, or +353… from abroad; empty for none."""
    typed = text.strip()
    if not typed:
        return ""
    digits = re.sub(r"[\s().\-/]+", "", typed)
    digits = re.sub(r"^(?:\+44|0044)0?", "0", digits)
    digits = re.sub(r"^00", "+", digits)
    if not re.fullmatch(r"\+?[0-9]{9,15}", digits):
        raise RegistrationRefused(_("Write a whole phone number, such as 07700 900123."), "phone")
    return digits


def checked_reason(text: str, field: str, most: int = 300) -> str:
    """Words of a person or an officer, on as many lines as they like."""
    reason = "\n".join(" ".join(line.split()) for line in text.strip().splitlines())
    if len(reason) > most:
        raise RegistrationRefused(_("Shorten this to %(limit)s characters or fewer.") % {"limit": most}, field)
    return reason
