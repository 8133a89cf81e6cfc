"""The letter to somebody whose idea the council has entered for them."""

from web.language import _


def entered(title: str, idea_id: int) -> tuple[str, str]:
    body = _(
        """Hello,

You told us about your idea “%(title)s”, and we have written it down for you.

What happens next: somebody reads it, to see that it keeps to the rules. Then everybody can see it.
We will write to you when that is done, and when there is an answer.

To see it, change it or take it back, sign in with this email address:

{site}/ideas/%(idea)s

If you did not give us an idea, please tell us, or take it back on that page."""
    )
    return _("We have written down your idea"), body % {"title": title, "idea": idea_id}
