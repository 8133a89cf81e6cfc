"""Letters about moderation: to the author of an idea or a comment, and to those who reported it."""

from web.language import _


def _appeal() -> str:
    return _(
        """If you think we got it wrong, ask us to look again. Somebody else will decide:

{site}/%(where)s/appeal"""
    )


def idea_published(title: str, idea_id: int) -> tuple[str, str]:
    body = _(
        """Hello,

Thank you for your idea “%(title)s”. Everybody can see it now:

{site}/ideas/%(idea)s

Show it to your neighbours. They can support it and talk about it on that page.
Next we work out what it would cost. We will write to you when there is news."""
    )
    return _("Your idea is public"), body % {"title": title, "idea": idea_id}


def idea_refused(title: str, idea_id: int, reason: str, *, was_public: bool) -> tuple[str, str]:
    opening = (
        _("We have taken your idea “%(title)s” off the site.")
        if was_public
        else _("We cannot put your idea “%(title)s” on the site as it is.")
    )
    body = _("Hello,\n\n%(opening)s This is why:\n\n%(reason)s\n\n") + _appeal()
    words = {"opening": opening % {"title": title}, "reason": reason, "where": f"ideas/{idea_id}"}
    return _("About your idea “%(title)s”") % {"title": title}, body % words


def idea_restored(title: str, idea_id: int, reason: str) -> tuple[str, str]:
    body = _(
        """Hello,

We have looked at your idea “%(title)s” again. Everybody can see it now:

{site}/ideas/%(idea)s

%(reason)s"""
    )
    return _("Your idea is public again"), body % {"title": title, "idea": idea_id, "reason": reason}


def comment_hidden(title: str, comment_id: int, text: str, reason: str) -> tuple[str, str]:
    body = _(
        """Hello,

We have taken down what you wrote about “%(title)s”:

    %(text)s

This is why:

%(reason)s

"""
    )
    words = {"title": title, "text": _shortened(text), "reason": reason, "where": f"comments/{comment_id}"}
    return _("About your comment"), (body + _appeal()) % words


def comment_shown(title: str, idea_id: int, text: str) -> tuple[str, str]:
    body = _(
        """Hello,

We have checked what you wrote about “%(title)s”. Everybody can see it:

    %(text)s

{site}/ideas/%(idea)s"""
    )
    return _("Your comment can be seen"), body % {"title": title, "text": _shortened(text), "idea": idea_id}


def appeal_refused(title: str, idea_id: int, answer: str) -> tuple[str, str]:
    body = _(
        """Hello,

You asked us to look again at a decision about “%(title)s”. Somebody who had no part in it has done so.
The decision stays as it is. This is why:

%(answer)s

{site}/ideas/%(idea)s"""
    )
    return _("We have looked again"), body % {"title": title, "answer": answer, "idea": idea_id}


def report_looked_at(title: str, idea_id: int, *, taken_down: bool, reason: str) -> tuple[str, str]:
    outcome = _("We have taken it down.") if taken_down else _("It stays on the site.")
    body = _(
        """Hello,

You told us about something on the page “%(title)s”. A person has looked at it. %(outcome)s

%(reason)s

{site}/ideas/%(idea)s

Thank you for looking after this place."""
    )
    words = {"title": title, "outcome": outcome, "reason": reason, "idea": idea_id}
    return _("We looked at what you reported"), body % words


def _shortened(text: str, most: int = 300) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= most else one_line[: most - 1] + "…"
