"""What the worker does for assemblies."""

from post.worker import Duty

duties: list[Duty] = []
