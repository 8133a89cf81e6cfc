"""Elections as Pabulib `.pb` files (pabulib.org): a strict reader and a writer that round-trips."""

from pb.counting.pabulib.reading import from_pabulib, read_file
from pb.counting.pabulib.writing import to_pabulib
from pb.counting.refusals import PabulibRefused

__all__ = ["PabulibRefused", "from_pabulib", "read_file", "to_pabulib"]
