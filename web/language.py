"""Every text that people read passes through here, so that a translation can be put in later without touching pages."""

import gettext as stdlib_gettext
from contextvars import ContextVar
from pathlib import Path

_FOLDER = Path(__file__).resolve().parent.parent / "locale"
_ENGLISH = stdlib_gettext.NullTranslations()
_current: ContextVar[stdlib_gettext.NullTranslations] = ContextVar("translations", default=_ENGLISH)


def speak(language: str) -> None:
    """Use this language for the rest of the request; English when there is no translation of it."""
    if language == "en":
        _current.set(_ENGLISH)
    else:
        _current.set(stdlib_gettext.translation("wardmote", _FOLDER, [language], fallback=True))


def gettext(message: str) -> str:
    return _current.get().gettext(message)


def ngettext(singular: str, plural: str, count: int) -> str:
    return _current.get().ngettext(singular, plural, count)


_ = gettext
