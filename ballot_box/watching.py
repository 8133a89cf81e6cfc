"""Looking for odd bursts while ballots come in, and for odd shapes after the close. Everything found is only a flag.

No choice is ever kept beside a person. While the vote is open a number grows under a keyed hash of network, hour and
first choice, which says nothing to whoever reads it and is deleted after two days. The choice comes here as a hash made
with the vote's own key: once that is destroyed, an old copy of the database says nothing to whoever has the site's
secret key either. After the close people and choices meet in memory alone, and what is kept of it is the numbers of a
flag that names nobody.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from ipaddress import ip_address, ip_network

from ballot_box.models import Election
from ballot_box.settling import linked_ballots
from database import rows, transaction
from residents.belonging import marks
from residents.flags import raise_flag
from residents.flags.rules import SHARES, in_use, limit
from residents.limits import allow
from residents.models import AgeBand, Franchise, MarkKind, Venue

HOUR = timedelta(hours=1)


async def after_cast(
    franchise_id: int | None, claim_id: int, device: str | None, network: str | None, alike: str, now: datetime
) -> None:
    """Look at a ballot that was just stored. Call it after the transaction that stored it: no flag stops a ballot.

    `device`: what this browser is known by, None at a kiosk of ours. `network`: the address the ballot came from.
    `alike`: equal for ballots with the same first choice, without telling which; "" to compare none. Whoever sends a
    new ballot in place of an old one is counted once. Devices are only noted here: the worker comes by every few
    minutes and looks how many ballots came from each.
    """
    franchise = await _watched(franchise_id)
    if franchise is None or (network and await is_of_a_venue(network)):
        return
    found: dict[MarkKind, str] = {}
    if device and in_use(franchise, "device_cap"):
        found[MarkKind.DEVICE] = marks.digest(franchise, MarkKind.DEVICE, device)
    if network and in_use(franchise, "network_burst"):
        hour = now.strftime("%Y%m%d%H")
        found[MarkKind.NETWORK] = marks.digest(franchise, MarkKind.NETWORK, household(network), hour)
    if not found:
        return
    async with transaction():
        new = await marks.keep_digests(franchise, claim_id, found)
        if MarkKind.NETWORK in new:
            await _look_at_network(franchise, found[MarkKind.NETWORK], alike, now)


async def _watched(franchise_id: int | None) -> Franchise | None:
    if franchise_id is None:
        return None
    return await Franchise.get_or_none(id=franchise_id, key_destroyed_at__isnull=True)


async def _look_at_network(franchise: Franchise, found: str, alike: str, now: datetime) -> None:
    most = limit(franchise, "network_burst")
    # Where the vote is sealed all are alike. Hashed with the franchise's key, too, so that not even the network shows.
    if await allow("ballots alike", marks.digest(franchise, "ballots alike", found, alike), most, HOUR, now):
        return
    there = await marks.claims_with(franchise, MarkKind.NETWORK, found)
    await raise_flag(franchise, "network_burst", found, there, {"most": most}, now)


def household(address: str) -> str:
    """One IPv4 address, or the /64 that an IPv6 household has, in letters and digits that cannot run together."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    if found.version == 6:
        return ip_network(f"{found}/64", strict=False).network_address.packed.hex()
    return found.packed.hex()


async def is_of_a_venue(address: str) -> bool:
    """Whether it is the network of a library, a school or another place of ours: many people share it."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if found.version == 6 and found.ipv4_mapped:
        found = found.ipv4_mapped
    for venue in await Venue.filter(retired_at__isnull=True):
        for one in venue.networks:
            try:
                if found in ip_network(one.strip(), strict=False):
                    return True
            except ValueError:
                continue  # written by hand, and not a network
    return False


async def after_close(election_id: int, now: datetime) -> int:
    """Look for odd shapes among all ballots, once the vote is closed and before the roll is settled. Returns how many
    there are that nobody has settled. Doing it again raises nothing twice. Raises StillOpen."""
    election = await Election.get(id=election_id)
    ballots = await linked_ballots(election_id)
    franchise = await _watched(election.franchise_id)
    if franchise is None:
        return 0
    firsts = {account: choices[0] for account, choices in ballots.items() if choices}
    raised = 0
    async with transaction():
        for subject, detail in [
            *await _of_one_age(franchise, election_id, firsts),
            *await _of_one_batch(franchise, election_id, firsts),
        ]:
            rule = "age_shape" if "band" in detail else "voucher_rate"
            raised += await raise_flag(franchise, rule, subject, [], detail, now) is not None
    return raised


Found = list[tuple[str, dict[str, object]]]


async def _of_one_age(franchise: Franchise, election_id: int, firsts: Mapping[int, str]) -> Found:
    """Projects whose voters are of one age far more often than people there are."""
    people = await rows(
        """SELECT r.account_id, r.contest, c.age_band FROM roll_entry r JOIN claim c ON c.account_id = r.account_id
           WHERE r.election_id = ? AND c.age_band <> ''""",
        election_id,
    )
    there: dict[str, Counter[str]] = defaultdict(Counter)
    behind: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for one in people:
        if one.account_id in firsts:
            there[one.contest][one.age_band] += 1
            behind[one.contest, firsts[one.account_id]][one.age_band] += 1
    times, least = limit(franchise, "age_shape", "times"), limit(franchise, "age_shape", "least")
    found: Found = []
    for (contest, project), bands in sorted(behind.items()):
        for band, voters in sorted(bands.items()):
            share = Fraction(voters, bands.total())
            usual = _usual(franchise, AgeBand(band), there[contest])
            if voters > least and share > times * usual:
                detail: dict[str, object] = {
                    "project": project, "band": band, "voters": voters,
                    "percent": round(share * 100), "usual": round(usual * 100),
                }  # fmt: skip
                found.append((f"{election_id}|{contest}|{project}|{band}", detail))
    return found


def _usual(franchise: Franchise, band: AgeBand, there: Counter[str]) -> Fraction:
    """What officers know of the place, or else what everybody who voted there is like."""
    known = limit(franchise, "age_shape", SHARES[band])
    return Fraction(known, 100) if known else Fraction(there[band.value], there.total())


async def _of_one_batch(franchise: Franchise, election_id: int, firsts: Mapping[int, str]) -> Found:
    """Batches of cards whose ballots nearly all have the same first choice; which one is not kept."""
    used = await rows(
        """SELECT DISTINCT r.account_id, p.voucher_batch_id AS batch FROM roll_entry r
           JOIN claim c ON c.account_id = r.account_id JOIN proof p ON p.claim_id = c.id
           WHERE r.election_id = ? AND p.voucher_batch_id IS NOT NULL AND p.revoked_at IS NULL""",
        election_id,
    )
    percent, least = limit(franchise, "voucher_rate", "percent"), limit(franchise, "voucher_rate", "least")
    found: Found = []
    for batch, choices in sorted(_by_batch((one.batch, firsts.get(one.account_id)) for one in used).items()):
        most = max(choices.values())
        if choices.total() >= least and most * 100 > percent * choices.total():
            detail: dict[str, object] = {
                "batch": batch, "ballots": choices.total(), "percent": round(Fraction(most * 100, choices.total())),
            }  # fmt: skip
            found.append((f"{election_id}|batch {batch}", detail))
    return found


def _by_batch(used: Iterable[tuple[int, str | None]]) -> dict[int, Counter[str]]:
    batches: dict[int, Counter[str]] = defaultdict(Counter)
    for batch, choice in used:
        if choice is not None:
            batches[int(batch)][choice] += 1
    return batches
