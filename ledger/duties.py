"""What the worker does about the record: give what waits its place, write the files, ask the witnesses."""

import logging
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from ledger import mirroring
from ledger.notes import BadNote
from ledger.sequencing import SequencerBusy, ballots_waiting, sequence, waiting
from ledger.witnessing import ask_all, witnesses
from web.refusals import Refused
from web.settings import Settings, SettingsRefused

# A batch hides which of its ballots came first, so a small one waits for company; never near the ten minutes that
# receipts promise. Only ballots are company: whoever sends a hundred tests must not push a single ballot out.
ENOUGH = 100
LONGEST_WAIT = 240.0
_log = logging.getLogger("wardmote.record")


def keeper(settings: Settings) -> Callable[[datetime], Awaitable[None]]:
    """The duty, which remembers since when something waits. At its first round it does not wait at all."""
    try:
        asked = witnesses(settings.witnesses)
    except BadNote as fault:
        raise SettingsRefused(f"WITNESSES: {fault}") from fault
    folder = Path(settings.record_dir)
    since = time.monotonic() - LONGEST_WAIT

    async def keep(_: datetime) -> None:
        nonlocal since
        now = time.monotonic()
        if not await waiting():
            since = now
        elif (now - since >= LONGEST_WAIT or await ballots_waiting() >= ENOUGH) and await _sequence(settings):
            since = now  # also for what came meanwhile: it has not waited yet
        await mirroring.write(folder)
        if asked and await ask_all(asked):
            await mirroring.write(folder)

    return keep


async def _sequence(settings: Settings) -> bool:
    """Whether it was done. A record that cannot go on is said loudly, and what stands in it is still handed out."""
    try:
        await sequence(origin_of(settings.address), settings.record_key)
        return True
    except SequencerBusy as busy:
        _log.info("%s", busy)
    except Refused as refusal:
        _log.error("nothing was added to the record: %s", refusal)
    return False


def origin_of(address: str) -> str:
    """The name that a new record gets: where the site is. It keeps the name when the site moves."""
    return f"{urlsplit(address).netloc}/record"
