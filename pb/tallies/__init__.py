"""Tallies: closing the vote, counting it, and publishing what a second officer has counted again."""

from pb.tallies.making import count
from pb.tallies.publishing import publish
from pb.tallies.refusals import TallyRefused

__all__ = ["TallyRefused", "count", "publish"]
