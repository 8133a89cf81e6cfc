"""What we write to people about their registration: (subject, body)."""

from collections.abc import Sequence
from datetime import datetime

from assembly import letters
from assembly.models import Assembly, Registration
from assembly.registrations.answering import NO_ADDRESS
from post import outbox
from post.models import Via
from residents.places.postcodes import display
from web.filters import day
from web.language import _

Letter = tuple[str, str]


def received(assembly: Assembly, registration: Registration, code: str) -> Letter:
    body = _(
        """Hello %(name)s,

You are in the draw for: %(assembly)s.

%(next)s

In public lists you are %(pseudonym)s. Nobody sees your name there.

This is your personal code. With it you can look at your answers, change how we reach you, or withdraw:

    %(code)s

Type it in at {site}/assemblies/%(slug)s/registration/mine. Do not give it to anybody."""
    )
    return _("You are in the draw: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "pseudonym": registration.pseudonym, "code": code,
        "slug": assembly.slug, "next": _next(assembly),
    }  # fmt: skip


def _next(assembly: Assembly) -> str:
    if assembly.draw_at is None:
        return _("The draw is in public. Its day will be on the page of the assembly. If you are drawn, we tell you.")
    return _("The draw is in public, on %(day)s. If you are drawn, we tell you in the days after it.") % {
        "day": day(assembly.draw_at)
    }


def new_code(assembly: Assembly, registration: Registration, code: str) -> Letter:
    body = _(
        """Hello %(name)s,

Here is a new personal code for: %(assembly)s. The old one works no longer.

    %(code)s

Type it in at {site}/assemblies/%(slug)s/registration/mine. Do not give it to anybody."""
    )
    return _("Your new code: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "code": code, "slug": assembly.slug,
    }  # fmt: skip


def withdrawn(assembly: Assembly, registration: Registration) -> Letter:
    body = _(
        """Hello %(name)s,

You are not in the draw for %(assembly)s any more, as you asked.

If that was not you, please call us or write to us soon."""
    )
    return _("You have withdrawn: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name,
    }  # fmt: skip


def erased(assembly: Assembly, registration: Registration) -> Letter:
    body = _(
        """Hello %(name)s,

We have deleted everything about you that we kept for %(assembly)s, as you asked. You are not in the draw any more.

If that was not you, please call us or write to us soon."""
    )
    return _("You are deleted: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name,
    }  # fmt: skip


def put_right(assembly: Assembly, registration: Registration, category: str) -> Letter:
    """Which answer, and not what it says: letters are opened by others, too."""
    body = _(
        """Hello %(name)s,

We have changed one of your answers for %(assembly)s, as you asked. It is about this: %(category)s.

With your personal code you can see it at {site}/assemblies/%(slug)s/registration/mine.

If you did not ask for that, please call us or write to us soon."""
    )
    return _("An answer of yours was changed: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "category": category, "slug": assembly.slug,
    }  # fmt: skip


def amended(assembly: Assembly, registration: Registration, what: Sequence[str]) -> Letter:
    """What was put right, and not how it stands now. It goes to where we wrote before, too."""
    body = _(
        """Hello,

Somebody called us about your registration for %(assembly)s, as %(pseudonym)s. We have put this right: %(what)s.

With your personal code you can see it at {site}/assemblies/%(slug)s/registration/mine.

If you did not ask for that, please call us or write to us soon."""
    )
    return _("Your registration was changed: %(assembly)s") % {"assembly": assembly.name}, body % {
        "assembly": assembly.name, "pseudonym": registration.pseudonym, "slug": assembly.slug, "what": ", ".join(what),
    }  # fmt: skip


def excluded(assembly: Assembly, registration: Registration, because: str, contact: str) -> Letter:
    body = _(
        """Hello %(name)s,

We have taken you out of the draw for %(assembly)s. The reason:

%(because)s

If this is wrong, tell us within 10 working days. Another officer than the one who decided looks at it again.

%(contact)s"""
    )
    return _("You are not in the draw: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "because": because, "contact": contact,
    }  # fmt: skip


def restored(assembly: Assembly, registration: Registration) -> Letter:
    body = _(
        """Hello %(name)s,

You are in the draw for %(assembly)s again. What we wrote to you before does not hold any more. We are sorry."""
    )
    return _("You are in the draw again: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name,
    }  # fmt: skip


def envelope(registration: Registration) -> list[str]:
    """The lines of the address; none where no letter can go."""
    if not registration.address or registration.address.startswith(NO_ADDRESS):
        return []
    return [registration.name, *registration.address.split("\n"), display(registration.postcode)]


async def tell(registration: Registration, letter: Letter, now: datetime, *, via: Via = Via.PRINT) -> str:
    """By email, else by letter, `via` the office or Notify; says which of the two, or "" where somebody must call.

    Inside the caller's transaction.
    """
    if registration.email:
        await outbox.enqueue(registration.email, *letter, now=now)
        return "email"
    lines = envelope(registration)
    if lines:
        await letters.post(registration.assembly_id, lines, letter, now, purpose=letters.REGISTRATION, via=via)
    return "letter" if lines else ""
