"""What we write to people about their claim being taken out: (subject, body)."""

from residents.models import Rejection
from web.filters import day
from web.language import _


def rejected(rejection: Rejection) -> tuple[str, str]:
    body = _(
        """Hello,

Two of our officers have looked at your claim to belong here. They decided that it cannot be counted. This is why:

%(because)s

If you have voted, your ballot is not counted. The published numbers say that a ballot was taken out, and for what kind
of reason. They do not say whose it was.

Do you think this is wrong? Tell us by the end of %(day)s:

{site}/account/belonging/appeal

Somebody who had no part in this decision will then look at it. You can also ask somebody to help you write."""
    )
    return _("Your claim was taken out"), body % {"because": rejection.because, "day": day(rejection.appeal_by)}


def appealed() -> tuple[str, str]:
    body = _(
        """Hello,

We have your appeal. An officer who had no part in the decision looks at it and then writes to you.

Until then your claim is on hold. Nothing of yours was deleted."""
    )
    return _("We have your appeal"), body


def ruled(rejection: Rejection) -> tuple[str, str]:
    if rejection.upheld:
        subject = _("Your appeal succeeded")
        body = _(
            """Hello,

An officer who had no part in the decision has looked at your appeal. Your claim stands again. They write:

%(ruling)s

You can see how things stand here:

{site}/account/belonging"""
        )
    else:
        subject = _("Your appeal did not succeed")
        body = _(
            """Hello,

An officer who had no part in the decision has looked at your appeal. They agree with it, so your claim stays out.
They write:

%(ruling)s

This decision is final here. If you think that we broke a rule, you can complain to the council."""
        )
    return subject, body % {"ruling": rejection.ruling}
