"""What the worker does for assemblies."""

from assembly.draws import preparing
from assembly.registrations import purging
from post.worker import Duty

duties: list[Duty] = [
    Duty("draws", 2.0, preparing.prepare_next),
    Duty("pools to be deleted", 3600.0, purging.purge_due),
]
