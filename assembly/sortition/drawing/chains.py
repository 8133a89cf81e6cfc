"""Public beacons of the League of Entropy: which round comes out when (https://docs.drand.love)."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Chain:
    """Its hash, a name for people, the Unix time of round 1, and the seconds from one round to the next."""

    hash: str
    name: str
    genesis: int
    period: int

    def time_of(self, number: int) -> datetime:
        """When this round comes out."""
        return datetime.fromtimestamp(self.genesis, UTC) + timedelta(seconds=(number - 1) * self.period)

    def round_at(self, moment: datetime) -> int:
        """The first round that comes out at this time or after it."""
        passed = moment - datetime.fromtimestamp(self.genesis, UTC)
        return max(1, -(-passed // timedelta(seconds=self.period)) + 1)


QUICKNET = Chain("52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971", "quicknet", 1692803367, 3)
DEFAULT = Chain("8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce", "default", 1595431050, 30)
CHAINS = {chain.hash: chain for chain in (QUICKNET, DEFAULT)}
"""Others are refused: a chain that the council runs itself would be no public chance."""
MOST_ROUNDS = 2**40
