"""Questions whose answers need reading: an amount of money, a day with a time."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from wtforms import Field
from wtforms.validators import StopValidation
from wtforms.widgets import TextInput

from web.filters import LONDON
from web.language import _

MOST_PENCE = 10**12
_AMOUNT = re.compile(r"(\d{1,10})(?:\.(\d{1,2}))?")


class PoundsField(Field):
    """`data` is whole pence, or None when left empty. £1,250.50 may be written in any usual way."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        typed = valuelist[0] if valuelist and isinstance(valuelist[0], str) else ""
        plain = re.sub(r"[£,\s]", "", typed)
        if not plain:
            return
        found = _AMOUNT.fullmatch(plain) if plain.isascii() else None
        pence = int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0")) if found else MOST_PENCE + 1
        if pence > MOST_PENCE:
            raise ValueError(_("Write an amount of money, such as 500 or 1,250.50."))
        self.data = pence

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        pounds, pence = divmod(self.data, 100)
        return f"{pounds:,}" + (f".{pence:02}" if pence else "")


class WholeNumberField(Field):
    """`data` is a number of at most nine digits, or None when left empty."""

    widget = TextInput()
    data: int | None

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist and isinstance(valuelist[0], str) else ""
        if typed and not (typed.isascii() and typed.isdecimal() and len(typed) < 10):
            raise ValueError(_("Write a whole number, such as 6."))
        self.data = int(typed) if typed else None

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "" if self.data is None else str(self.data)


class MomentField(Field):
    """`data` is an aware UTC time, or None when left empty; people see and choose the time of the place."""

    widget = TextInput()
    data: datetime | None

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.type = "DateTimeLocalField"  # so that it is drawn as one

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        self.data = None
        typed = valuelist[0].strip() if valuelist and isinstance(valuelist[0], str) else ""
        if not typed:
            return
        try:
            local = datetime.fromisoformat(typed)
            self.data = local.replace(tzinfo=LONDON).astimezone(UTC) if local.tzinfo is None else None
        except (ValueError, OverflowError):
            pass
        if self.data is None or not 2000 <= self.data.year <= 2200:
            self.data = None
            raise ValueError(_("Choose a day and a time, such as 21 June 2026, 11:59pm."))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M") if self.data else ""


class given:
    """Must be filled in. For fields whose answer may be nothing (0), which InputRequired would take for empty."""

    field_flags = {"required": True}

    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if field.data is None and not field.errors:
            raise StopValidation(self.sentence)
