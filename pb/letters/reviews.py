"""Letters about the review of ideas: to their authors, and to reviewers."""

from collections.abc import Sequence
from datetime import date

from web.filters import day, money
from web.language import _, ngettext


def with_reviewer(title: str, idea_id: int, reviewer: str, due_on: date) -> tuple[str, str]:
    body = _(
        """Hello,

%(reviewer)s is now finding out what your idea “%(title)s” would cost and whether it can be done.
You will have an answer by %(due)s.

{site}/ideas/%(idea)s"""
    )
    words = {"reviewer": reviewer or _("A council officer"), "title": title, "due": day(due_on), "idea": idea_id}
    return _("We are looking into your idea"), body % words


def work_for_reviewer(ideas: Sequence[tuple[str, int]], due_on: date) -> tuple[str, str]:
    listed = "\n\n".join(f"{title}\n{{site}}/office/reviews/{number}" for title, number in ideas)
    subject = ngettext("%(count)s idea for you to review", "%(count)s ideas for you to review", len(ideas))
    body = _("Hello,\n\nThese are for you to look into, by %(due)s:\n\n%(listed)s")
    return subject % {"count": len(ideas)}, body % {"due": day(due_on), "listed": listed}


def question(title: str, idea_id: int, text: str, due_on: date) -> tuple[str, str]:
    body = _(
        """Hello,

We have a question about your idea “%(title)s”:

%(text)s

Please answer by %(due)s. You can change your idea on the same page:

{site}/ideas/%(idea)s/answer"""
    )
    return _("A question about your idea"), body % {"title": title, "text": text, "due": day(due_on), "idea": idea_id}


def answered(title: str, idea_id: int, text: str) -> tuple[str, str]:
    body = _("Hello,\n\nThe author of “%(title)s” has answered:\n\n%(text)s\n\n{site}/office/reviews/%(idea)s")
    return _("An answer from an author"), body % {"title": title, "text": text, "idea": idea_id}


def not_feasible(title: str, idea_id: int, reason: str, decided_by: str, elsewhere: str) -> tuple[str, str]:
    body = _(
        """Hello,

We are sorry: your idea “%(title)s” cannot be on the ballot this time.

Why:
%(reason)s

Who decided:
%(decided_by)s

Where else you could go with it:
%(elsewhere)s

Everybody can read this answer:

{site}/ideas/%(idea)s

Thank you for putting it forward. If you think we got something wrong, please tell us."""
    )
    words = {"title": title, "reason": reason, "decided_by": decided_by, "elsewhere": elsewhere, "idea": idea_id}
    return _("The answer to your idea “%(title)s”") % {"title": title}, body % words


def reopened(title: str, idea_id: int, why: str) -> tuple[str, str]:
    body = _(
        """Hello,

We decided something about your idea “%(title)s” too soon, and have taken it back. We are looking into it again.

%(why)s

{site}/ideas/%(idea)s"""
    )
    return _("We are looking at your idea again"), body % {"title": title, "why": why, "idea": idea_id}


def merged(title: str, idea_id: int, into: str, into_id: int, why: str) -> tuple[str, str]:
    body = _(
        """Hello,

Your idea “%(title)s” is now part of another one that is much like it: “%(into)s”.

%(why)s

You will hear what becomes of it:

{site}/ideas/%(into_id)s

Your own page stays, and leads there:

{site}/ideas/%(idea)s"""
    )
    words = {"title": title, "idea": idea_id, "into": into, "into_id": into_id, "why": why}
    return _("Your idea has joined another"), body % words


def joined_by(title: str, idea_id: int, other: str, other_id: int) -> tuple[str, str]:
    body = _(
        """Hello,

Somebody else had nearly the same idea as you: “%(other)s”. We have joined it to yours, “%(title)s”.

Theirs: {site}/ideas/%(other_id)s
Yours: {site}/ideas/%(idea)s"""
    )
    words = {"title": title, "idea": idea_id, "other": other, "other_id": other_id}
    return _("Another idea has joined yours"), body % words


def on_ballot(title: str, idea_id: int, project: str, cost_pence: int, others: int) -> tuple[str, str]:
    together = (
        ngettext(
            "\nIt brings your idea together with %(count)s other.\n",
            "\nIt brings your idea together with %(count)s others.\n",
            others,
        )
        % {"count": others}
        if others
        else ""
    )
    body = _(
        """Hello,

Good news: your idea “%(title)s” will be on the ballot, as the project “%(project)s”. It costs %(cost)s.
%(together)s
We will tell you when the vote opens. Your idea is here:

{site}/ideas/%(idea)s"""
    )
    words = {"title": title, "project": project, "cost": money(cost_pence), "together": together, "idea": idea_id}
    return _("Your idea will be on the ballot"), body % words


def off_the_ballot(title: str, idea_id: int, reason: str, decided_by: str, elsewhere: str) -> tuple[str, str]:
    body = _(
        """Hello,

We are sorry: your idea “%(title)s” was going to be on the ballot, but it has been taken off.

Why:
%(reason)s

Who decided:
%(decided_by)s

Where else you could go with it:
%(elsewhere)s

{site}/ideas/%(idea)s"""
    )
    words = {"title": title, "reason": reason, "decided_by": decided_by, "elsewhere": elsewhere, "idea": idea_id}
    return _("Your idea is no longer on the ballot"), body % words


def not_feasible_to_followers(title: str, reason: str) -> tuple[str, str]:
    news = _("“%(title)s” cannot be on the ballot this time. This is why:\n\n%(reason)s")
    return _("News of “%(title)s”") % {"title": title}, news % {"title": title, "reason": reason}


def on_ballot_to_followers(title: str, project: str, cost_pence: int) -> tuple[str, str]:
    news = _("“%(title)s” will be on the ballot, as the project “%(project)s”. It costs %(cost)s.")
    words = {"title": title, "project": project, "cost": money(cost_pence)}
    return _("News of “%(title)s”") % {"title": title}, news % words


def merged_to_followers(title: str, into: str, into_id: int) -> tuple[str, str]:
    news = _(
        """“%(title)s” has joined another idea that is much like it: “%(into)s”. Follow that one to hear more:

{site}/ideas/%(into_id)s"""
    )
    return _("News of “%(title)s”") % {"title": title}, news % {"title": title, "into": into, "into_id": into_id}
