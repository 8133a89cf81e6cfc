"""Flags: something odd that a person has to look at. They block nobody, and only two officers take a ballot out."""

from residents.flags.raising import raise_flag
from residents.flags.rules import RULES
from residents.flags.watching import catch_up, look_at_marks

__all__ = ["RULES", "catch_up", "look_at_marks", "raise_flag"]
