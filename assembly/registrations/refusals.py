"""Why something about a registration cannot be done."""

from collections.abc import Sequence

from residents.places.postcodes import WardChoice
from web.language import _
from web.refusals import Refused


class RegistrationRefused(Refused):
    """A sentence to the person, with the question that it is about."""


class TooManyTries(RegistrationRefused):
    """Too much from one network."""


class NotThisTime(RegistrationRefused):
    """Nothing was typed wrong: somebody cannot be on this panel.

    `why`: "area", "age", "dates", "excluded", "letter".
    """

    def __init__(self, why: str, sentence: str) -> None:
        super().__init__(sentence)
        self.why = why


class WhichSide(RegistrationRefused):
    """The postcode lies on the line between two wards, and it matters which: `sides` are the answers."""

    def __init__(self, sides: Sequence[WardChoice]) -> None:
        super().__init__(_("This postcode is on the line between two wards. Choose yours."), "side")
        self.sides = sides


class OtherHome(RegistrationRefused):
    """The letter went to another address than the one that was typed: we ask how that comes."""

    def __init__(self) -> None:
        super().__init__(
            _("Our letter went to an address that is written in another way. Choose what is true."), "came_here"
        )


class ChangedMeanwhile(RegistrationRefused):
    """Somebody else, or the person, saved first. `version` is the one that stands now."""

    def __init__(self, version: int) -> None:
        super().__init__(
            _(
                "This registration was changed while you were writing. What you typed is still here. "
                "Look at what stands now, then save again if yours should take its place."
            )
        )
        self.version = version


class NotComplete(RegistrationRefused):
    """A question is not answered yet: `step` names it."""

    def __init__(self, step: str) -> None:
        super().__init__(_("One question is not answered yet. Then you can send it all."))
        self.step = step


class RegisteredAlready(RegistrationRefused):
    """The same person is in the pool."""

    def __init__(self) -> None:
        super().__init__(_("You are registered for this assembly already. Nobody can be in the draw twice."))
