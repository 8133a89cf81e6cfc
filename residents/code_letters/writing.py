"""The words of the letter itself, and of emails about it: (subject, body)."""

from datetime import datetime

from web.filters import day
from web.language import _


def letter(code: str, vote: str, confirm_by: datetime | None) -> tuple[str, str]:
    """The only place in which the code is written."""
    body = _(
        """Hello,

You asked for this letter to show that you belong here, for “%(vote)s”.

Your code is:

    %(code)s

What to do:

1. Go to {site}/l, or point your phone's camera at the square.
2. Sign in the same way as before.
3. Type the code. Small letters are fine.

%(until)s The code works once, for you alone, for 21 days after we post it. Nobody of ours will ask you for it.

You did not ask for this letter? Then somebody may have written your address by mistake. The code is of no use to \
anybody but the person who asked. Please write “return to sender” on the envelope and post it back, without a stamp.

No internet? Take this letter to a community lounge or library. People there help you."""
    )
    until = _("Please do it by %(day)s.") % {"day": day(confirm_by)} if confirm_by else _("Please do it soon.")
    return _("Your code for “%(vote)s”") % {"vote": vote}, body % {"code": code, "vote": vote, "until": until}


def not_posted(because: str) -> tuple[str, str]:
    body = _(
        """Hello,

You asked us for a letter with a code. We could not post it: %(because)s

You can still show that you belong here. See how:

{site}/account/belonging/confirmation

The quickest way is at a community lounge or library. You do not need a letter there."""
    )
    return _("We could not post your letter"), body % {"because": because}


def came_back() -> tuple[str, str]:
    body = _(
        """Hello,

The letter with your code came back to us, so it did not reach you. Its code no longer works.

You can ask for another letter, or show that you belong here in another way:

{site}/account/belonging/confirmation"""
    )
    return _("Your letter came back to us"), body


def ran_out() -> tuple[str, str]:
    body = _(
        """Hello,

The code in the letter we posted you has run out: it worked for 21 days.

You can still show that you belong here. See how:

{site}/account/belonging/confirmation"""
    )
    return _("The code in your letter has run out"), body
