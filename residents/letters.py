"""What we write to people about signing in: (subject, body)."""

from web.language import _


def sign_in(token: str, code: str) -> tuple[str, str]:
    body = _(
        """Hello,

Here is your sign-in code:

    %(code)s

Type it in the window where you began. Or open this link on the same device:

{site}/sign-in/links/%(token)s

Both work once, for 10 minutes.

If you did not ask to sign in, you can ignore this email. Do not give the code to anybody: we never ask for it."""
    )
    return _("Your sign-in code"), body % {"code": f"{code[:4]} {code[4:]}", "token": token}


def enrolment(token: str) -> tuple[str, str]:
    body = _(
        """Hello,

An administrator has set up an officer account for you, or has asked you to set yours up again.

Open this link to choose a password and connect an authenticator app:

{site}/officers/enrolments/%(token)s

The link works once, for 24 hours. If you did not expect this email, please tell your administrator."""
    )
    return _("Set up your officer account"), body % {"token": token}


def roles_changed(roles: str) -> tuple[str, str]:
    body = _(
        """Hello,

An administrator has changed what you can do on this site. Your roles are now: %(roles)s.

If this looks wrong, please tell your administrator."""
    )
    return _("Your roles have changed"), body % {"roles": roles}
