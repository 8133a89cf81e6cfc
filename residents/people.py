"""A person as actions see one: who acts, and in which roles."""

from dataclasses import dataclass, field
from datetime import datetime

from residents.models import Role
from residents.permissions import demand, may

# What a lent device shows: always, and to somebody whom it was handed to. Nothing of an account, nothing of the office.
_OF_KIOSK = ("/kiosk", "/branding", "/branding.css", "/media")
_LENT = ("/vote", "/ideas", "/comments", "/cycles", "/results", "/projects", "/neighbourhoods", "/equality",
         "/assemblies", "/how-it-works", "/accessibility", "/privacy", "/attribution")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Person:
    """The visitor of a request, or somebody for whom a command acts. Also `request.state.visitor`."""

    account_id: int | None = None
    display_name: str = ""
    email: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    session: str = ""  # the hash of the session's id
    kiosk: bool = False  # on a device of ours that is lent from hand to hand
    until: datetime | None = None  # when a visit to such a device ends by itself

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def actor(self) -> str:
        """How the journal names them."""
        return f"account:{self.account_id}" if self.account_id is not None else "command line"

    def may(self, permission: str) -> bool:
        return may(self.roles, permission)

    def demand(self, permission: str) -> None:
        """Raises NotAllowed. Every action asks this first."""
        demand(self.roles, permission)

    def sees(self, path: str) -> bool:
        """Whether a page may be shown on the device this person uses."""
        if not self.kiosk:
            return True
        open_here = (*_OF_KIOSK, *_LENT) if self.signed_in else _OF_KIOSK
        return (path == "/" and self.signed_in) or any(path == one or path.startswith(f"{one}/") for one in open_here)


NOBODY = Person()
ON_A_KIOSK = Person(kiosk=True)
COMMAND_LINE = Person(roles=frozenset(Role))
