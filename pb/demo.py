"""The Stoke sample, at any phase."""


async def load_if_empty() -> None:
    """Fill an empty database with the sample."""
