"""The six digits of an authenticator app (TOTP). Each works once, even when it is sent twice in the same moment."""

import hmac
from datetime import datetime

import pyotp

from database import execute

STEP_SECONDS = 30
_TOLERANCE = 1  # steps before and after: clocks of phones are not exact


def step_of(secret: str, code: str, now: datetime) -> int | None:
    """The number of the half minute whose code this is, or None when it is not a code of about now."""
    digits = "".join(code.split())
    current = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret, interval=STEP_SECONDS)
    for step in range(current - _TOLERANCE, current + _TOLERANCE + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), digits.encode()):
            return step
    return None


async def use_up(account_id: int, step: int) -> bool:
    """True for exactly one of all who bring this code or an older one."""
    used = await execute(
        "UPDATE account SET totp_last_step = ? WHERE id = ? AND totp_last_step < ?", step, account_id, step
    )
    return used == 1


def address_for_apps(secret: str, account: str, site: str) -> str:
    """The otpauth: address that an authenticator app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=site)
