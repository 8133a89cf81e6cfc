"""Letters about the result of a vote: to authors, and to those who follow an idea."""

from web.language import _


def to_author(title: str, project_id: int, funded: bool, cycle: str) -> tuple[str, str]:
    if funded:
        subject = _("“%(title)s” was chosen")
        body = _(
            """Hello,

good news: in the vote on %(cycle)s, people chose “%(title)s”, which came from your idea.
The council still has to take the formal decision. How the votes were counted, and what happens next, is here:

{site}/projects/%(project)s

Thank you for putting it forward."""
        )
    else:
        subject = _("The result for “%(title)s”")
        body = _(
            """Hello,

the votes on %(cycle)s are counted. “%(title)s”, which came from your idea, does not get money this time.
Why, and what would have changed it, is here:

{site}/projects/%(project)s

Thank you for putting it forward. You can bring it again next time."""
        )
    return subject % {"title": title}, body % {"title": title, "project": project_id, "cycle": cycle}


def to_followers(title: str, project_id: int, funded: bool, cycle: str) -> tuple[str, str]:
    """The news alone: greeting and how to stop following are added for each reader."""
    if funded:
        subject = _("“%(title)s” was chosen")
        news = _("In the vote on %(cycle)s, people chose “%(title)s”. How it was counted: {site}/projects/%(project)s")
    else:
        subject = _("The result for “%(title)s”")
        news = _("In the vote on %(cycle)s, “%(title)s” did not get money. Why: {site}/projects/%(project)s")
    return subject % {"title": title}, news % {"title": title, "project": project_id, "cycle": cycle}
