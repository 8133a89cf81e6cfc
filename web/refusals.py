"""The one kind of error whose text is shown to people."""


class Refused(Exception):
    """Something that somebody asked for cannot be done.

    The message is a sentence for that person: what is wrong, and what they can do. `field` names the question of the
    form that it is about, where there is one.
    """

    def __init__(self, sentence: str = "", field: str = "") -> None:
        super().__init__(sentence)
        self.field = field

    @property
    def sentence(self) -> str:
        return str(self)


class NotAllowed(Refused):
    """The person may not do this at all, whatever they type."""


class NotFound(Refused):
    """It is not there, or not for this person; they are told the same in both cases."""


class Outdated(Refused):
    """Somebody else saved first. `version` is the one that stands now."""

    version = -1
