"""What assemblies keep about somebody with an account, for themselves."""

from typing import Any

from assembly.models import Registration, RegistrationState
from assembly.registrations import needs
from assembly.registrations.features import answers_of, features_of, named
from residents.places.postcodes import display


async def of(account_id: int) -> dict[str, Any]:
    found = await Registration.filter(account_id=account_id).exclude(state=RegistrationState.ERASED).order_by(
        "id"
    ).select_related("assembly", "consent")  # fmt: skip
    return {"assemblies": [await one_of(registration) for registration in found]}


async def one_of(one: Registration) -> dict[str, Any]:
    """One registration, fetched with its assembly and consent."""
    return {
        "assembly": one.assembly.name,
        "pseudonym": one.pseudonym,
        "state": one.state,
        "came_by": one.source,
        "name": one.name,
        "email": one.email,
        "phone": one.phone,
        "address": [*one.address.split("\n"), display(one.postcode)] if one.postcode else [],
        "born": f"{one.born_year}-{one.born_month:02}" if one.born_year and one.born_month else None,
        "answers": named(await features_of(one.assembly_id), await answers_of(one.id)),
        "needs": needs.in_words(await needs.needs_of(one.id)),
        "agreed_to": one.consent.text if one.consent else None,
        "agreed_at": one.consented_at,
        "may_be_asked_for_others": one.keep_for_others,
        "begun": one.begun_at,
        "registered": one.registered_at,
        "left": one.left_at,
        "why_left": one.left_because,
    }
