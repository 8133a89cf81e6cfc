"""What packages below cannot know: what an assembly keeps, and what waits on an officer's desk because of it."""

from assembly.invitations import keeping
from residents.retention import periods


def join() -> None:
    """Called once, at the start."""
    periods.also(keeping.period)
