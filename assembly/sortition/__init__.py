"""Sortition: a pool, quotas and public randomness in; panels, everybody's chance and a report out.

Pure: no tables, no clock, no hidden chance. Everything that is drawn follows from seeds that arrive as arguments.
"""
