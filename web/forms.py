"""Forms: what came in, what is wrong with it, and how to ask again without losing a word."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from typing import Any

from starlette.datastructures import FormData, QueryParams
from wtforms import FileField, validators
from wtforms import Form as WTForm
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than the types of WTForms

from web.language import _
from web.refusals import NotAllowed, NotFound, Refused

LONGEST_TEXT = 10_000


class Form(WTForm):
    """A WTForms form over Starlette's form data.

    >>> form = IdeaForm(await request.form())
    >>> if not form.validate(): return page(..., {"form": form}, status=422)
    """

    def __init__(self, data: FormData | QueryParams | None = None, defaults: Mapping[str, Any] | None = None) -> None:
        of_files = {name for name, field in self._unbound_fields if issubclass(field.field_class, FileField)}
        super().__init__(_Typed(data, of_files) if data is not None else None, data=dict(defaults or {}))

    def refuse(self, field: str, sentence: str) -> None:
        """Put an action's refusal beside the field it is about."""
        self[field].errors = [*self[field].errors, sentence]


async def carried_out(form: Form, act: Callable[[], Awaitable[object]]) -> bool:
    """Whether the form is whole and the act was done. If not, the form says why, beside the question at fault."""
    if not form.validate():
        return False
    try:
        await act()
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        if refusal.field in form:
            form.refuse(refusal.field, refusal.sentence)
        else:
            form.form_errors = [*form.form_errors, refusal.sentence]
        return False
    return True


def number(text: object) -> int | None:
    """An id or a count out of a form, or None for anything that cannot be one."""
    plain = str(text or "").strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 19 else None


class _Typed:
    """What WTForms wants to see of form data, with odd characters dropped: NUL cannot be stored in PostgreSQL.

    A file that was sent where a text belongs is dropped as well: no validator of texts could look at it.
    """

    def __init__(self, data: FormData | QueryParams, of_files: Collection[str]) -> None:
        self._data = data
        self._of_files = of_files

    def __contains__(self, name: str) -> bool:
        return name in self._data

    def __iter__(self) -> Any:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def getlist(self, name: str) -> list[Any]:
        return [
            value.replace("\x00", "").replace("\r\n", "\n") if isinstance(value, str) else value
            for value in self._data.getlist(name)
            if isinstance(value, str) or name in self._of_files
        ]


def required(sentence: str) -> list[Any]:
    """Must be filled in; `sentence` tells the person what to write."""
    return [validators.InputRequired(sentence), _NotBlank(sentence)]


class _NotBlank:
    def __init__(self, sentence: str) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        if isinstance(field.data, str) and not field.data.strip():
            raise validators.StopValidation(self.sentence)


def choices(pairs: Iterable[tuple[str, str]]) -> list[Any]:
    """What a select, radios or checkboxes offer, from (value, words) pairs; WTForms is dropping plain tuples."""
    return [SelectChoice(value, words) for value, words in pairs]


def at_most(characters: int) -> Any:
    sentence = _("Shorten this to %(limit)s characters or fewer.") % {"limit": f"{characters:,}"}
    return validators.Length(max=characters, message=sentence)


def trimmed(text: str | None) -> str | None:
    return text.strip() if text else text
