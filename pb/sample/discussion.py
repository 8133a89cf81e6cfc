"""Supports, comments and follows under the ideas of the sample."""

from datetime import datetime, timedelta

from pb.models import Comment, CommentState, Follow, Idea, IdeaState, Support
from pb.sample import stories
from pb.sample.people import Residents
from pb.text import to_html
from residents.people import Person

_HIDDEN = (IdeaState.RECEIVED, IdeaState.DRAFT)


async def bring_in(
    ideas: list[Idea], residents: Residents, neighbours: list[int], officer: Person, now: datetime, *, share: float
) -> None:
    """`share` of the supports that the sample names: while ideas are still coming in there are fewer."""
    told = {one["title"]: one for one in stories.ideas()}
    supports: list[Support] = []
    comments: list[Comment] = []
    follows: list[Follow] = []
    for number, idea in enumerate(ideas):
        if idea.state in _HIDDEN:
            continue
        count = min(round(told[idea.title]["supports"] * share), len(neighbours))
        shifted = neighbours[number * 7 % len(neighbours) :] + neighbours
        made = idea.published_at or now
        supports += [Support(idea_id=idea.id, account_id=one, made_at=made) for one in shifted[:count]]
        said = _comments(number, idea, told[idea.title]["theme"], residents, officer, now)
        comments += said
        follows += [
            Follow(idea_id=idea.id, account_id=number, made_at=made)
            for number in {comment.author_id for comment in said if not comment.official} | {idea.author_id}
            if number is not None
        ]
        await Idea.filter(id=idea.id).update(supports=count, comments_count=len(said))
    await Support.bulk_create(supports, batch_size=1000)
    await Comment.bulk_create(comments, batch_size=500)
    await Follow.bulk_create(follows, batch_size=500)


def _comments(
    number: int, idea: Idea, theme: str, residents: Residents, officer: Person, now: datetime
) -> list[Comment]:
    words = stories.comments()
    texts = (words["any"] + words[theme])[number % 5 :: 4][: number % 4]
    begun = idea.published_at or now
    step = max(now - begun, timedelta(hours=4)) / 8
    found = []
    for place, text in enumerate(texts):
        author = residents.everybody[(number * 5 + place * 11) % len(residents.everybody)]
        found.append(_comment(idea, author.id, author.display_name, text, begun + step * (place + 1)))
    if len(texts) == 3:
        answer = _comment(idea, officer.account_id, officer.display_name, words["official"], begun + step * 5)
        answer.official = True
        found.append(answer)
    return found


def _comment(idea: Idea, account_id: int | None, name: str, text: str, at: datetime) -> Comment:
    return Comment(
        idea_id=idea.id,
        author_id=account_id,
        author_name=name,
        body=text,
        body_html=to_html(text),
        state=CommentState.VISIBLE,
        made_at=at,
    )
