"""Forms that know which version their sender saw, so that two officers cannot overwrite each other unseen."""

from collections.abc import Awaitable, Callable
from typing import Any

from wtforms import HiddenField

from web import forms
from web.refusals import Outdated

_LARGEST = 2**31 - 1


class VersionedForm(forms.Form):
    """A form that knows which version of a thing its sender saw."""

    version = HiddenField()

    def seen(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= _LARGEST else -1


async def carried_out(form: VersionedForm, act: Callable[[], Awaitable[Any]]) -> bool:
    """As forms usually are. Where somebody else saved first, the form goes on from how the thing stands now."""

    async def acting() -> None:
        try:
            await act()
        except Outdated as refusal:
            form.version.data = str(refusal.version)
            raise

    return await forms.carried_out(form, acting)
