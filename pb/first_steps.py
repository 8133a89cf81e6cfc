"""What a council does before anything else: people, neighbourhoods, a fund. Gone from the desk once it is done."""

from dataclasses import dataclass

from database import row
from residents.people import Person
from web.language import _


@dataclass(frozen=True, slots=True)
class Step:
    words: str
    href: str
    facts: str


async def first_steps(by: Person) -> list[Step]:
    """Those that are still to do, in order, and that this person may do."""
    found = await row(
        """SELECT (SELECT COUNT(DISTINCT account_id) FROM role_grant) AS officers,
                  (SELECT COUNT(*) FROM neighbourhood WHERE retired_at IS NULL) AS places,
                  (SELECT COUNT(*) FROM cycle WHERE imported = ?) AS funds""",
        False,
    )
    assert found is not None
    steps = [
        (
            by.may("roles.grant") and found.officers < 2,
            Step(
                _("Add the people who work on this"),
                "/office/people/invitation",
                _("Somebody reads ideas, somebody counts, and somebody else publishes."),
            ),
        ),
        (
            by.may("places.edit") and not found.places,
            Step(
                _("Draw the neighbourhoods"),
                "/office/neighbourhoods",
                _("Put wards together, so that people know where they belong."),
            ),
        ),
        (
            by.may("cycles.edit") and not found.funds,
            Step(
                _("Start the first fund"),
                "/office/cycles/new",
                _("Nobody sees it until you publish it."),
            ),
        ),
    ]
    return [step for open_, step in steps if open_]
