"""What the worker does for assemblies."""

from assembly.registrations import purging
from post.worker import Duty

duties: list[Duty] = [
    Duty("pools to be deleted", 3600.0, purging.purge_due),
]
