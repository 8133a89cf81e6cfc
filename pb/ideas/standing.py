"""How an idea stands, in a word or two, and who may see it in that state."""

from pb.models import IdeaState
from web.language import _

S = IdeaState

PRIVATE = (S.DRAFT, S.RECEIVED, S.REFUSED)
"""Only the author (and officers, on their own pages) see it."""

LISTED = (S.PUBLISHED, S.COSTING, S.CHANGES_WANTED, S.ON_BALLOT, S.NOT_FEASIBLE)
"""In the public list, unless somebody asks for others. Whatever is not written here is not shown."""

GROUPS: dict[str, tuple[IdeaState, ...]] = {
    "checking": (S.PUBLISHED, S.COSTING, S.CHANGES_WANTED),
    "ballot": (S.ON_BALLOT,),
    "not-possible": (S.NOT_FEASIBLE,),
    "joined": (S.MERGED,),
    "withdrawn": (S.WITHDRAWN,),
}
"""What people can choose in the list, by the word in the address."""

SUPPORTABLE = (S.PUBLISHED, S.COSTING, S.CHANGES_WANTED, S.ON_BALLOT)
"""Support for an idea whose path has ended would lead nowhere."""

EDITABLE = (S.RECEIVED, S.REFUSED, S.PUBLISHED)
"""While an officer works out the cost, changes go through the officer's questions instead."""

WITHDRAWABLE = (S.RECEIVED, S.REFUSED, S.PUBLISHED, S.COSTING, S.CHANGES_WANTED)


def group_name(group: str) -> str:
    return {
        "checking": _("Being looked at"),
        "ballot": _("On the ballot"),
        "not-possible": _("Not possible this time"),
        "joined": _("Joined with another idea"),
        "withdrawn": _("Withdrawn"),
    }[group]


def tag_of(state: IdeaState | str, funded: bool | None = None) -> tuple[str, str]:
    """The words and the kind of tag for this state. `funded`: what the published result says of its project."""
    if state == S.ON_BALLOT and funded is not None:
        return (_("Chosen"), "good") if funded else (_("Not this time"), "no")
    return {
        S.DRAFT: (_("Draft"), ""),
        S.RECEIVED: (_("Waiting to be checked"), "wait"),
        S.REFUSED: (_("Not published"), "no"),
        S.PUBLISHED: (_("Open for support"), "info"),
        S.COSTING: (_("Cost being worked out"), "wait"),
        S.CHANGES_WANTED: (_("Question to the author"), "wait"),
        S.ON_BALLOT: (_("On the ballot"), "good"),
        S.NOT_FEASIBLE: (_("Not possible this time"), "no"),
        S.MERGED: (_("Joined with another idea"), "info"),
        S.WITHDRAWN: (_("Withdrawn"), ""),
    }[IdeaState(state)]
