"""Every address of participatory budgeting."""

from starlette.routing import BaseRoute, Route

from pb.views.moderation import appeals, queue
from pb.views.moderation import comments as moderation_of_comments
from pb.views.moderation import ideas as moderation_of_ideas

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # moderation
    Route("/office/moderation", queue.index),
    Route("/office/moderation/publication", queue.publish, methods=["POST"]),
    Route("/office/moderation/ideas/{idea:int}", moderation_of_ideas.show),
    Route("/office/moderation/ideas/{idea:int}/refusal", moderation_of_ideas.refuse, methods=["POST"]),
    Route("/office/moderation/ideas/{idea:int}/restoration", moderation_of_ideas.restore, methods=["POST"]),
    Route("/office/moderation/ideas/{idea:int}/dismissal", moderation_of_ideas.dismiss, methods=["POST"]),
    Route("/office/moderation/comments/{comment:int}", moderation_of_comments.show),
    Route("/office/moderation/comments/{comment:int}/hiding", moderation_of_comments.hide, methods=["POST"]),
    Route("/office/moderation/comments/{comment:int}/restoration", moderation_of_comments.restore, methods=["POST"]),
    Route("/office/moderation/comments/{comment:int}/dismissal", moderation_of_comments.dismiss, methods=["POST"]),
    Route("/office/moderation/appeals/{appeal:int}", appeals.show, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/appeal", appeals.of_idea, methods=GET_AND_POST),
    Route("/comments/{comment:int}/appeal", appeals.of_comment, methods=GET_AND_POST),
]
