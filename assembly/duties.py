"""What the worker does for assemblies."""

from assembly.draws import preparing
from post.worker import Duty

duties: list[Duty] = [
    Duty("draws", 2.0, preparing.prepare_next),
]
