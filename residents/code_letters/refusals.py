from web.refusals import Refused


class CodeLetterRefused(Refused):
    """The letter cannot be sent, or its code does not work. `about`: the field of the form it is about."""

    def __init__(self, sentence: str, about: str = "") -> None:
        super().__init__(sentence)
        self.about = about
