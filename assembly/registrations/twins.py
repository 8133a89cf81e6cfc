"""The same person twice: nobody may stand in the pool two times."""

from tortoise.expressions import Q

from assembly.models import Registration, RegistrationState
from assembly.registrations.refusals import RegisteredAlready
from residents.belonging.marks import plain

_NEAR = 500  # neighbours of one postcode, and whoever shares a phone
_COUNTS = (RegistrationState.POOL, RegistrationState.EXCLUDED)


async def demand_none(one: Registration) -> None:
    """Inside the transaction, after the assembly was locked. Raises RegisteredAlready."""
    if await of(one) is not None:
        raise RegisteredAlready


async def of(one: Registration) -> Registration | None:
    """Somebody in the pool who is the same person. One query.

    People of one home may share a phone or an email address: there name or birth must agree as well. At another
    address the same phone or email is the same person; and so is the same name and birth in one postcode.
    """
    near = Q(id=0)
    for name in ("household", "email", "phone", "account_id", "postcode"):
        if value := getattr(one, name):
            near |= Q(**{name: value})
    others = Registration.filter(near, assembly_id=one.assembly_id, state__in=_COUNTS).exclude(id=one.id)
    return next((other for other in await others.order_by("id").limit(_NEAR) if same(one, other)), None)


def same(one: Registration, other: Registration) -> bool:
    if one.account_id is not None and one.account_id == other.account_id:
        return True
    name = plain(one.name) == plain(other.name)
    birth = (one.born_year, one.born_month) == (other.born_year, other.born_month)
    contact = bool(one.email and one.email == other.email) or bool(one.phone and one.phone == other.phone)
    if name and birth and one.born_year is not None and one.postcode and one.postcode == other.postcode:
        return True  # whichever letter they hold, and however they write the house
    if one.household and one.household == other.household:
        return (name and birth) or (contact and (name or birth))
    return contact
