"""What a membership keeps of a person beyond the registration, and its end when that is erased."""

from collections.abc import Sequence

from assembly.models import Member, MemberStep


async def blank(registration_ids: Sequence[int]) -> None:
    """Inside the transaction that erases these registrations: names, reasons and codes go; states and payments stay."""
    ids = list(registration_ids)
    if ids:
        await MemberStep.filter(member__registration_id__in=ids).update(note="")
        await Member.filter(registration_id__in=ids).update(
            shown_name="", left_because="", key_hash="", browser="", browser_until=None, account_id=None
        )
