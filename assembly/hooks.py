"""What packages below cannot know: what an assembly keeps, and what waits on an officer's desk because of it."""


def join() -> None:
    """Called once, at the start."""
