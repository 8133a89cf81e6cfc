"""A person as actions see one: who acts, and in which roles."""

from dataclasses import dataclass, field

from residents.models import Role
from residents.permissions import demand, may


@dataclass(frozen=True, slots=True)
class Person:
    """The visitor of a request, or somebody for whom a command acts. Also `request.state.visitor`."""

    account_id: int | None = None
    display_name: str = ""
    email: str = ""
    roles: frozenset[Role] = field(default_factory=frozenset)
    session: str = ""  # the hash of the session's id
    kiosk: bool = False  # on a device of ours that somebody handed them

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


NOBODY = Person()
COMMAND_LINE = Person(roles=frozenset(Role))
