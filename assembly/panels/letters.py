"""What we write to people who were drawn: (subject, body); and the way it goes to them."""

from datetime import datetime

from assembly import letters
from assembly.models import Assembly, Registration
from post import outbox
from post.addresses import fault
from post.models import Via
from residents.places.postcodes import display
from web.filters import moment
from web.language import _

Letter = tuple[str, str]


def drawn(assembly: Assembly, registration: Registration, code: str, answer_by: datetime) -> Letter:
    body = _(
        """Hello %(name)s,

You have been drawn for a seat in: %(assembly)s.

Please tell us whether you take it, by %(when)s. Open this page:

    {site}/assemblies/%(slug)s/seat

Type in your personal code there. Do not give it to anybody:

    %(code)s

The page says what you would be asked to do, what you get for it, and how we help you to take part. You are free to say
no; then somebody else is asked. Nobody sees your name in public unless you choose that."""
    )
    return _("You have been drawn: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "when": moment(answer_by), "code": code,
        "slug": assembly.slug,
    }  # fmt: skip


def reminder(assembly: Assembly, registration: Registration, code: str, answer_by: datetime) -> Letter:
    body = _(
        """Hello %(name)s,

You have been drawn for a seat in %(assembly)s, and we have not heard from you. We keep the seat for you until %(when)s.

Open {site}/assemblies/%(slug)s/seat and type in this new code. An older one works no longer:

    %(code)s"""
    )
    return _("Will you take your seat? %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "when": moment(answer_by), "code": code,
        "slug": assembly.slug,
    }  # fmt: skip


def new_code(assembly: Assembly, registration: Registration, code: str) -> Letter:
    body = _(
        """Hello %(name)s,

Here is a new code for your page at %(assembly)s. An older one works no longer.

    %(code)s

Type it in at {site}/assemblies/%(slug)s/seat. Do not give it to anybody."""
    )
    return _("Your new code: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "code": code, "slug": assembly.slug,
    }  # fmt: skip


def on_the_list(assembly: Assembly, registration: Registration, place: int, code: str) -> Letter:
    body = _(
        """Hello %(name)s,

You were not drawn for a seat in %(assembly)s. But you are number %(place)s on the list of those who come next.

If a seat falls empty and you fit it, we write to you. You need not do anything. If you do not want to be asked, say so
at {site}/assemblies/%(slug)s/seat with this code:

    %(code)s"""
    )
    return _("You are on the list: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "place": place, "code": code, "slug": assembly.slug,
    }  # fmt: skip


def removed(assembly: Assembly, registration: Registration, because: str) -> Letter:
    body = _(
        """Hello %(name)s,

Two officers have decided that you cannot be on the panel of %(assembly)s any more. The reason:

%(because)s

What you earned until today is still paid. If you think this is wrong, answer this message or call us within 10 working
days. Somebody else than these two looks at it again."""
    )
    return _("Your seat: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name, "because": because,
    }  # fmt: skip


def left(assembly: Assembly, registration: Registration) -> Letter:
    body = _(
        """Hello %(name)s,

Thank you for telling us. You do not have a seat in %(assembly)s any more, and the place goes to somebody else.

If that was not you, please call us or write to us soon."""
    )
    return _("You gave your seat back: %(assembly)s") % {"assembly": assembly.name}, body % {
        "name": registration.name, "assembly": assembly.name,
    }  # fmt: skip


def envelope(registration: Registration) -> list[str]:
    """The lines of the address."""
    lines = [registration.name, *registration.address.split("\n"), display(registration.postcode)]
    return [line for line in lines if line.strip()]


def is_mobile(phone: str) -> bool:
    plain = "".join(sign for sign in phone if sign.isdigit() or sign == "+")
    return plain.startswith(("07", "+447", "00447")) and len(plain) >= 11


async def tell(registration: Registration, letter: Letter, now: datetime, *, via: Via = Via.PRINT) -> str:
    """By email, else by letter (`via` the office or Notify), else by text; says which, or "" where somebody must call.

    Inside the caller's transaction.
    """
    if registration.email:
        await outbox.enqueue(registration.email, *letter, now=now)
        return "email"
    lines = envelope(registration)
    if not fault(lines):
        await letters.post(registration.assembly_id, lines, letter, now, purpose=letters.MEMBER, via=via)
        return "letter"
    if is_mobile(registration.phone):
        await outbox.enqueue_text(registration.phone, letter[1], now=now, purpose=letters.MEMBER)
        return "text"
    return ""
