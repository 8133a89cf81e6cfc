"""The questions by which somebody says where they belong, for any page that has to ask them."""

from collections.abc import Sequence
from datetime import datetime

from starlette.datastructures import FormData
from wtforms import RadioField, StringField, validators

from residents.belonging.claims import ClaimRefused, declare
from residents.belonging.words import tie_of_mine
from residents.models import Tie
from residents.people import Person
from residents.places.postcodes import PostcodeRefused, locate
from web.forms import Form, choices
from web.language import _


class BelongingForm(Form):
    postcode = StringField(_("Your postcode"), [validators.Optional()])
    side = RadioField(_("Which side of the line are you on?"), [validators.Optional()], validate_choice=False)
    tie = RadioField(_("What do you do there?"), [validators.Optional()], validate_choice=False)

    def __init__(self, data: FormData | None = None, ties: Sequence[str] = ()) -> None:
        allowed = [tie for tie in Tie if tie in ties] or list(Tie)
        super().__init__(data, {"tie": allowed[0].value})
        self.tie.choices = choices((tie.value, tie_of_mine(tie)) for tie in allowed)
        self.side.choices = []

    async def declare(self, by: Person, now: datetime) -> bool:
        """Keep the claim. False after putting on the form what is wrong or still to be said."""
        try:
            there = await locate(self.postcode.data or "", self.side.data or "")
            if there.other_wards:
                self.side.choices = choices((side.code, side.name) for side in there.sides)
                self.refuse("side", _("%(postcode)s is on a line. Choose the side.") % {"postcode": there.postcode})
                return False
            offered = [str(choice[0]) for choice in self.tie.iter_choices()]
            tie = self.tie.data if self.tie.data in offered else offered[0]
            await declare(by.account_id or 0, there, tie, now)
        except (PostcodeRefused, ClaimRefused) as refused:
            self.refuse("postcode", refused.sentence)
            return False
        return True


def tie_words(tie: str) -> str:
    """As a verb."""
    return {"live": _("live"), "work": _("work"), "study": _("study")}.get(tie, _("volunteer"))


def ties_in_words(ties: Sequence[str]) -> str:
    """ "live, work or study"."""
    words = [tie_words(tie) for tie in (ties or list(Tie))]
    return (
        words[0]
        if len(words) == 1
        else _("%(first)s or %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
    )
