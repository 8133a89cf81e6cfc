"""Places at which a test may kill this process, to see that what it was doing is taken up again.

`FAULT_POINT` in the environment names the place. It is for tests alone: nobody else sets it, and without it
nothing happens.
"""

import os
import signal


def reach(name: str) -> None:
    """Die here at once, as in a power cut, when this is the place that a test chose."""
    if os.environ.get("FAULT_POINT") == name:
        os.kill(os.getpid(), signal.SIGKILL)
