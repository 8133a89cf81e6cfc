"""“Test it instead”: opening a ballot that was only checked, and how its voter works out the code alone."""

import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta

from ballot_box.spoiling import Opened
from pb.ballots.casting import spoil
from pb.ballots.votes import Vote
from residents.limits import allow, network_of
from web.language import _
from web.refusals import Refused

BY_BROWSER, BY_NETWORK, WITHIN = 20, 200, timedelta(hours=1)
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # base 32, usual and Crockford's


class TooManyTests(Refused):
    """Each test stays in the public record, so nobody may fill it up."""


async def test(
    vote: Vote,
    choices: Sequence[str],
    *,
    definition_hash: str,
    attempt: str,
    digits: str,
    browser: str,
    network: str,
    now: datetime,
) -> Opened:
    """Open this ballot into the record instead of casting it. Raises TooManyTests and BallotRefused."""
    within = await allow("ballot tests", browser, BY_BROWSER, WITHIN, now)
    if not within or not await allow("ballot tests", network_of(network), BY_NETWORK, WITHIN, now):
        raise TooManyTests(
            _("That were many tests in one hour. You can test again later. You can cast your ballot at any time.")
        )
    return await spoil(vote, choices, definition_hash=definition_hash, attempt=attempt, digits=digits)


def command_for(opened: Opened) -> str:
    """What somebody types on any computer with Python, to get the code of an opened ballot without this site."""
    usual, ours = _LETTERS
    return "python3 -c " + shlex.quote(
        "import base64, hmac; "
        f'code = base64.b32encode(hmac.digest(bytes.fromhex("{opened.nonce}"), b"""{opened.body}""", "sha256")); '
        f'print(code.decode().rstrip("=").translate(str.maketrans("{usual}", "{ours}")))'
    )
