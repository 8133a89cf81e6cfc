"""Letters about one's own ideas, and to those who follow an idea."""

from web.language import _


def received(title: str, idea_id: int, checked_by: str, answer_by: str) -> tuple[str, str]:
    """`checked_by` and `answer_by` are dates in words; the second may be empty."""
    body = _(
        """Hello,

Thank you. We have your idea “%(title)s”.

What happens next: somebody reads it by %(checked_by)s, to see that it keeps to the rules. Then everybody can see it,
support it and talk about it. We will write to you."""
    )
    if answer_by:
        body += "\n\n" + _("By %(answer_by)s you will know whether it goes to the vote, and why.")
    body += "\n\n" + _("Look at your idea, or change it:\n\n{site}/ideas/%(idea)s")
    words = {"title": title, "checked_by": checked_by, "answer_by": answer_by, "idea": idea_id}
    return _("We have your idea “%(title)s”") % words, body % words


def changed(title: str, idea_id: int) -> tuple[str, str]:
    body = _(
        """Hello,

You changed your idea “%(title)s”. Somebody reads it again before everybody can see it. Its supporters stay.

{site}/ideas/%(idea)s

If this was not you, please tell us at once."""
    )
    return _("You changed your idea “%(title)s”") % {"title": title}, body % {"title": title, "idea": idea_id}


def withdrawn(title: str, idea_id: int) -> tuple[str, str]:
    body = _(
        """Hello,

You have taken back your idea “%(title)s”. It does not go to the vote.

{site}/ideas/%(idea)s

If this was not you, please tell us at once."""
    )
    return _("You have taken back your idea “%(title)s”") % {"title": title}, body % {"title": title, "idea": idea_id}


def withdrawn_to_followers(title: str) -> tuple[str, str]:
    subject = _("“%(title)s” was withdrawn") % {"title": title}
    return subject, _("The person whose idea it was has taken back “%(title)s”.") % {"title": title}


def to_followers(idea_id: int, body: str) -> str:
    """What a letter to followers says around its news."""
    return _(
        """Hello,

You follow this idea:

{site}/ideas/%(idea)s

%(body)s

To get no more letters like this, open {site}/account/follows and stop following the idea."""
    ) % {"idea": idea_id, "body": body}
