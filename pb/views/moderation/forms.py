"""The forms in which a moderator says why."""

from collections.abc import Awaitable, Callable

from starlette.datastructures import FormData
from wtforms import RadioField, TextAreaField, validators

from pb.moderation.refusals import LONGEST_REASON, ModerationRefused, ReasonRefused
from web.audience import permitted
from web.forms import Form, at_most
from web.language import _

MODERATOR = permitted("content.moderate")
QUEUE = "/office/moderation"


def usual_reasons() -> list[tuple[str, str]]:
    """Why things are most often kept off the site, in words for their author and for everybody."""
    return [
        ("person", _("It names or shows a person who may not want that.")),
        ("hurtful", _("It insults or threatens somebody, or looks down on a group of people.")),
        ("off-topic", _("It is not about something that could be done in the neighbourhood.")),
        ("advertising", _("It advertises something, or asks people to vote for a party or a candidate.")),
        ("again", _("The same text is here already.")),
    ]


class DecisionForm(Form):
    """A usual reason, own words, or both. One of them is needed."""

    usual = RadioField(_("Why?"), [validators.Optional()])
    words = TextAreaField(_("In your own words"), [validators.Optional(), at_most(LONGEST_REASON - 200)])

    def __init__(self, data: FormData | None = None) -> None:
        super().__init__(data)
        self.usual.choices = [*usual_reasons(), ("", _("Something else, as I say below"))]

    def reason(self) -> str:
        usual = dict(usual_reasons()).get(self.usual.data or "", "")
        return "\n\n".join(part for part in (usual, (self.words.data or "").strip()) if part)


class WhyForm(Form):
    why = TextAreaField(_("Why?"), [validators.Optional(), at_most(LONGEST_REASON)])

    def reason(self) -> str:
        return (self.why.data or "").strip()


async def carried_out(form: Form, box: str, act: Callable[[], Awaitable[object]]) -> bool:
    """Whether the act was done. If not, `form` says what is wrong: beside `box` when it is about the reason."""
    if not form.validate():
        return False
    try:
        await act()
    except ReasonRefused as refused:
        form.refuse(box, refused.sentence)
        return False
    except ModerationRefused as refused:
        form.form_errors.append(refused.sentence)
        return False
    return True
