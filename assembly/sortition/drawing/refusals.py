"""What the public half of the draw refuses."""

from assembly.sortition.refusals import SortitionRefused


class DrawingRefused(SortitionRefused):
    """What was typed, or a file, cannot be used; `field` names the source it is about, where it is about one."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field
