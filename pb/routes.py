"""Every address of participatory budgeting."""

from starlette.routing import BaseRoute, Route

from pb.views import (
    account,
    comments,
    cycles,
    entering,
    home,
    neighbourhoods,
    opening,
    overview,
    own_data,
    photos,
    places,
    reports,
    results,
    shortlist,
    tallies,
)
from pb.views import projects as public_projects
from pb.views.ballots import ballot as voting
from pb.views.ballots import cast as casting
from pb.views.ballots import paper as paper_ballot
from pb.views.ballots import receipt
from pb.views.ballots import testing as ballot_testing
from pb.views.drafts import extras, place, questions, sending
from pb.views.ideas import bonds
from pb.views.ideas import index as list_of_ideas
from pb.views.ideas import own as own_idea
from pb.views.ideas import show as page_of_idea
from pb.views.moderation import appeals, queue
from pb.views.moderation import comments as moderation_of_comments
from pb.views.moderation import ideas as moderation_of_ideas
from pb.views.office import desk, journal
from pb.views.planning import (
    ballot,
    bands,
    basics,
    dates,
    decisions,
    eligibility,
    money,
    privacy,
    rules,
    themes,
    trustees,
    what_if,
)
from pb.views.planning import cycles as planned_cycles
from pb.views.reviews import answers, file
from pb.views.reviews import decisions as review_decisions
from pb.views.reviews import projects as project_making
from pb.views.reviews import queue as review_queue

GET_AND_POST = ["GET", "POST"]

routes: list[BaseRoute] = [
    # The first that fits answers, one after the other is tried: the busiest stand first.
    # ballots
    Route("/vote", voting.index),
    Route("/vote/ballot", voting.ballot, methods=GET_AND_POST),
    Route("/vote/check", voting.check, methods=GET_AND_POST),
    Route("/vote/code", casting.code, methods=GET_AND_POST),
    Route("/vote/cast", casting.cast, methods=GET_AND_POST),
    Route("/vote/test", ballot_testing.test, methods=GET_AND_POST),
    Route("/vote/receipt", receipt.show),
    Route("/vote/receipt.txt", receipt.as_text),
    Route("/cycles/{slug:str}/paper-ballot/{pot:int}", paper_ballot.show),
    # front page and places
    Route("/", home.show),
    Route("/neighbourhoods", places.index),
    Route("/office/neighbourhoods", places.office),
    Route("/office/neighbourhoods/new", places.new, methods=GET_AND_POST),
    Route("/office/neighbourhoods/{neighbourhood:int}", places.edit, methods=GET_AND_POST),
    Route("/office/neighbourhoods/{neighbourhood:int}/retirement", places.retire, methods=["POST"]),
    # ideas
    Route("/ideas", list_of_ideas.index),
    Route("/ideas/new", questions.new, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}", questions.show),
    Route("/ideas/drafts/{draft:int}/title", questions.title, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/story", questions.story, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/place", place.place, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/spot", extras.spot, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/cost", extras.cost, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/name", extras.name, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/check", sending.check, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/codes/{challenge:int}", sending.code, methods=GET_AND_POST),
    Route("/ideas/drafts/{draft:int}/removal", questions.remove, methods=["POST"]),
    Route("/ideas/{idea:int}", page_of_idea.show),
    Route("/ideas/{idea:int}/received", sending.received),
    Route("/ideas/{idea:int}/photo", photos.photo, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/changes", own_idea.edit, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/withdrawal", own_idea.withdraw, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/support", bonds.support, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/support-withdrawal", bonds.withdraw_support, methods=["POST"]),
    Route("/ideas/{idea:int}/follow", bonds.follow, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/follow-withdrawal", bonds.unfollow, methods=["POST"]),
    Route("/ideas/{idea:int}/comments", page_of_idea.comment, methods=["POST"]),
    Route("/ideas/{idea:int}/report", reports.of_idea, methods=GET_AND_POST),
    Route("/comments/{comment:int}/removal", comments.remove, methods=["POST"]),
    Route("/comments/{comment:int}/report", reports.of_comment, methods=GET_AND_POST),
    Route("/media/{name:str}", photos.media),
    Route("/account/ideas", account.own_ideas),
    Route("/account/data", own_data.show, methods=GET_AND_POST),
    Route("/account/follows", account.followed),
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
    # entering and the overview
    Route("/office/ideas", overview.index),
    Route("/office/ideas/file", overview.file),
    Route("/office/ideas/new", entering.new, methods=GET_AND_POST),
    # reviews
    Route("/office/reviews", review_queue.index),
    Route("/office/reviews/assignment", review_queue.give_out, methods=["POST"]),
    Route("/office/reviews/{idea:int}", file.show),
    Route("/office/reviews/{idea:int}/cost", file.keep_cost, methods=["POST"]),
    Route("/office/reviews/{idea:int}/notes", file.keep_note, methods=["POST"]),
    Route("/office/reviews/{idea:int}/question", review_decisions.question, methods=GET_AND_POST),
    Route("/office/reviews/{idea:int}/infeasibility", review_decisions.infeasibility, methods=GET_AND_POST),
    Route("/office/reviews/{idea:int}/merger", review_decisions.merger, methods=GET_AND_POST),
    Route("/office/reviews/{idea:int}/reopening", review_decisions.reopening, methods=GET_AND_POST),
    Route("/office/reviews/{idea:int}/project", project_making.new, methods=GET_AND_POST),
    Route("/office/reviews/{idea:int}/project/choice", project_making.choose, methods=["POST"]),
    Route("/office/shortlist", shortlist.index),
    Route("/office/projects/{project:int}", shortlist.change, methods=GET_AND_POST),
    Route("/office/projects/{project:int}/withdrawal", shortlist.withdrawal, methods=GET_AND_POST),
    Route("/ideas/{idea:int}/answer", answers.edit, methods=GET_AND_POST),
    # cycles
    Route("/cycles", cycles.index),
    Route("/cycles/{slug:str}", cycles.show),
    Route("/neighbourhoods/{slug:str}", neighbourhoods.show),
    # planning
    Route("/office", desk.index),
    Route("/office/journal", journal.index),
    Route("/office/cycles", planned_cycles.index),
    Route("/office/cycles/new", basics.new, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}", planned_cycles.show),
    Route("/office/cycles/{slug:str}/basics", basics.basics, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/money", money.money, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/money/working", money.working, methods=["POST"]),
    Route("/office/cycles/{slug:str}/bands", bands.edit, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/themes", themes.edit, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/dates", dates.edit, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/eligibility", eligibility.eligibility, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/counting", rules.edit, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/trustees", trustees.edit, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/trustees/{stock:str}", trustees.rehearsal, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/trustees/{stock:str}/box", trustees.box),
    Route("/office/cycles/{slug:str}/what-if", what_if.show),
    Route("/office/cycles/{slug:str}/privacy", privacy.show),
    Route("/office/cycles/{slug:str}/ballot", ballot.ballot, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/ballot/lots", ballot.lots, methods=["POST"]),
    Route("/office/cycles/{slug:str}/ballot/return", ballot.return_of_ballot, methods=["POST"]),
    Route("/office/cycles/{slug:str}/publication", decisions.publication, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/cancellation", decisions.cancellation, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/closure", decisions.closure, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/decision", decisions.decision, methods=GET_AND_POST),
    # results
    Route("/results", results.index),
    Route("/cycles/{slug:str}/result", results.show),
    Route("/cycles/{slug:str}/result/comparison", results.comparison),
    Route("/cycles/{slug:str}/result/{pot:int}.pb", results.file),
    Route("/cycles/{slug:str}/result/code", results.code, methods=GET_AND_POST),
    Route("/cycles/{slug:str}/result/counted.txt", results.counted),
    Route("/cycles/{slug:str}/result/receipts.txt", results.receipts),
    Route("/cycles/{slug:str}/result/pack.zip", results.pack),
    Route("/cycles/{slug:str}/result/pack/{file:path}", results.pack_file),
    Route("/cycles/{slug:str}/result/account.json", results.account),
    Route("/projects/{project:int}", public_projects.show),
    # tallies
    Route("/office/tallies", tallies.index),
    Route("/office/tallies", tallies.count, methods=["POST"]),
    Route("/office/tallies/{tally:int}", tallies.show),
    Route("/office/tallies/{tally:int}/publication", tallies.publish, methods=["POST"]),
    Route("/office/cycles/{slug:str}/opening", opening.opening, methods=GET_AND_POST),
    Route("/office/cycles/{slug:str}/boxes", opening.boxes, methods=["POST"]),
]
