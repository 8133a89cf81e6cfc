"""What the core of the draw refuses, in a sentence for the person who asked."""


class SortitionRefused(Exception):
    """The pool, the quotas or the draw cannot be used as given; the message says why and what to do."""
