"""What packages below cannot know: what an assembly keeps, and what waits on an officer's desk because of it."""

from assembly.commissioning import desk as commissioning
from assembly.panels import desk as panels
from web import desk, front


def join() -> None:
    """Called once, at the start."""
    desk.also(commissioning.piles)
    desk.also(panels.piles)
    front.also(commissioning.front)
