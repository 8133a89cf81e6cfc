"""What voting on paper refuses, each with a sentence for the officer."""

from web.refusals import Refused


class PaperRefused(Refused):
    """This step was not taken, and nothing has changed. `field` names the answer that is at fault."""


class SerialNeeded(PaperRefused):
    """A slip cannot count, so the ballot it hangs on has to be set aside: which one is it?"""

    def __init__(self, sentence: str, because: str) -> None:
        super().__init__(sentence, "serial")
        self.because = because
