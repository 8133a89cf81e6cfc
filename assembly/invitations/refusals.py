from web.refusals import Refused


class InvitationsRefused(Refused):
    """An officer cannot do this with these invitations. `field` names the question at fault, if it is about one."""


class ListRefused(InvitationsRefused):
    """The file cannot be drawn from as it is; `faults` says what is wrong with which rows."""

    def __init__(self, sentence: str, faults: list[str] | None = None) -> None:
        super().__init__(sentence, "file")
        self.faults = faults or []


class CodeRefused(Refused):
    """Nobody can register with this code. The sentence says why, and what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, "code")


class TooManyCodes(CodeRefused):
    """Too many wrong codes from one network."""
