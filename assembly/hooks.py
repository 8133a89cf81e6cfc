"""What packages below cannot know: what an assembly keeps, and what waits on an officer's desk because of it."""

from assembly.commissioning import desk as commissioning
from assembly.invitations import keeping
from assembly.panels import desk as panels
from assembly.registrations import desk as registrations
from assembly.registrations import drafts, own_data, purging
from assembly.sample.building import PART
from residents import own_data as residents_own_data
from residents.retention import periods
from residents.sign_in import when_somebody_enters
from web import desk, front, samples


def join() -> None:
    """Called once, at the start."""
    desk.also(commissioning.piles)
    desk.also(registrations.piles)
    desk.also(panels.piles)
    front.also(commissioning.front)
    periods.also(keeping.period)
    when_somebody_enters(drafts.adopt)
    residents_own_data.also(own_data.of)
    periods.also(purging.period)
    samples.also(PART)
