"""Tables of participatory budgeting, a noun a file."""

from pb.models.cycles import Band, Cycle, Pot, Sealing, Split, Theme
from pb.models.discussion import Comment, CommentState, Follow, Report, Support
from pb.models.ideas import Idea, IdeaState, Photo
from pb.models.projects import Project
from pb.models.reviews import Appeal, ChangeRequest, ReviewNote
from pb.models.tallies import PotTally, ProjectTally, Tally

__all__ = [
    "Appeal",
    "Band",
    "ChangeRequest",
    "Comment",
    "CommentState",
    "Cycle",
    "Follow",
    "Idea",
    "IdeaState",
    "Photo",
    "Pot",
    "PotTally",
    "Project",
    "ProjectTally",
    "Report",
    "ReviewNote",
    "Sealing",
    "Split",
    "Support",
    "Tally",
    "Theme",
]
