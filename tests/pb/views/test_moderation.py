"""The pages of moderation, as officers and authors see them."""

import pytest

from pb.models import Appeal, Comment, CommentState, Idea, IdeaState, Report
from pb.moderation import ideas
from residents.models import Account, Role, SessionKind
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account, make_cycle, make_idea, make_pot
from tests.pb.moderation_samples import account_of, make_comment, make_person, make_report


async def moderator(client: Client) -> Account:
    account = await make_account("Mo Moderator", Role.MODERATOR)
    await client.sign_in(account, SessionKind.OFFICER)
    return account


async def received(title: str = "Benches") -> Idea:
    cycle = await make_cycle()
    return await make_idea(cycle, await make_pot(cycle), state=IdeaState.RECEIVED, title=title)


async def test_ideas_are_published_from_the_queue_in_one_go(client: Client) -> None:
    await moderator(client)
    first, second = await received("Benches"), await received("Bins")

    page = await client.get("/office/moderation")
    boxes = [str(box["value"]) for box in page.select("input[name=idea]")]
    await client.post("/office/moderation/publication", {"idea": boxes})
    after = await client.follow()

    assert boxes == [f"{first.id}.0", f"{second.id}.0"]
    assert "2 ideas are public now." in text_of(after)
    assert await Idea.filter(state=IdeaState.PUBLISHED).count() == 2


@pytest.mark.parametrize("sent", [{}, {"idea": "x"}, {"idea": "1"}, {"idea": f"{'9' * 30}.1"}, {"idea": "-1.0"}])
async def test_publishing_nothing_says_so(client: Client, sent: dict[str, str]) -> None:
    await moderator(client)

    page = await client.post("/office/moderation/publication", sent, status=422)

    assert "Tick the ideas" in text_of(page)


async def test_an_idea_that_changed_meanwhile_stays_and_the_page_says_so(client: Client) -> None:
    await moderator(client)
    idea = await received()

    page = await client.post("/office/moderation/publication", {"idea": f"{idea.id}.7"}, status=422)

    assert "was changed or decided on while you were reading" in text_of(page)


async def test_a_refusal_without_a_reason_is_asked_again_and_nothing_is_lost(client: Client) -> None:
    await moderator(client)
    idea = await received()

    await client.post(f"/office/moderation/ideas/{idea.id}/refusal", {"usual": "", "words": " "}, status=422)
    long = await client.post(f"/office/moderation/ideas/{idea.id}/refusal", {"words": "x" * 5_000}, status=422)
    await client.post(f"/office/moderation/ideas/{idea.id}/refusal", {"usual": "person", "words": "Mr Hill."})

    idea = await Idea.get(id=idea.id)
    assert len(text_of(long.find("textarea", {"name": "words"}))) == 5_000
    assert (idea.state, idea.reason) == (
        IdeaState.REFUSED,
        "It names or shows a person who may not want that.\n\nMr Hill.",
    )


async def test_the_author_appeals_and_another_moderator_answers(client: Client) -> None:
    idea = await received()
    await ideas.refuse(await make_person(Role.MODERATOR), idea.id, "It names a neighbour.", NOW)
    await client.sign_in(await account_of(idea.author_id))
    page = await client.get(f"/ideas/{idea.id}/appeal")
    assert "It names a neighbour." in text_of(page)
    await client.post(f"/ideas/{idea.id}/appeal", {"why": " "}, status=422)
    await client.post(f"/ideas/{idea.id}/appeal", {"why": "He agreed."})

    await moderator(client)
    appeal = await Appeal.get(idea_id=idea.id)
    assert "He agreed." in text_of(await client.get("/office/moderation"))
    unanswered = await client.post(f"/office/moderation/appeals/{appeal.id}", {"answer": "Hm"}, status=422)
    await client.post(f"/office/moderation/appeals/{appeal.id}", {"outcome": "upheld", "answer": "So he did."})

    assert "Choose what happens" in text_of(unanswered)
    assert "Hm" in text_of(unanswered.find("textarea"))
    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED


async def test_the_moderator_who_refused_cannot_answer_the_appeal(client: Client) -> None:
    account = await moderator(client)
    idea = await received()
    await Idea.filter(id=idea.id).update(state=IdeaState.REFUSED, moderator_id=account.id)
    appeal = await Appeal.create(
        idea=idea, made_by_id=idea.author_id, refused_by=account, why="He agreed.", made_at=NOW
    )

    page = await client.post(
        f"/office/moderation/appeals/{appeal.id}", {"outcome": "upheld", "answer": "Fine."}, status=422
    )

    assert "Another moderator has to answer" in text_of(page)


async def test_other_peoples_appeals_are_not_there(client: Client) -> None:
    idea = await received()
    await Idea.filter(id=idea.id).update(state=IdeaState.REFUSED)
    await client.sign_in(await make_account())

    await client.get(f"/ideas/{idea.id}/appeal", status=404)
    await client.post(f"/ideas/{idea.id}/appeal", {"why": "Mine!"}, status=404)
    await client.get("/comments/0/appeal", status=404)


async def test_a_reported_comment_is_hidden_or_left_with_a_reason(client: Client) -> None:
    await moderator(client)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle))
    rude, fine = await make_comment(idea), await make_comment(idea)
    for comment in (rude, fine):
        await make_report(comment=comment, why="Not nice")

    page = await client.get(f"/office/moderation/comments/{rude.id}")
    assert "1 person reported this" in text_of(page)
    await client.post(f"/office/moderation/comments/{rude.id}/hiding", {"usual": "hurtful"})
    unsaid = await client.post(f"/office/moderation/comments/{fine.id}/dismissal", {"why": ""}, status=422)
    await client.post(f"/office/moderation/comments/{fine.id}/dismissal", {"why": "A joke."})
    await client.get(f"/office/moderation/comments/{rude.id}")
    await client.post(f"/office/moderation/comments/{rude.id}/restoration", {"why": "Not so bad."})

    assert "Say why" in text_of(unsaid)
    assert (await Comment.get(id=rude.id)).state is CommentState.VISIBLE
    assert await Report.filter(resolved_at__isnull=True).count() == 0


async def test_a_reported_idea_is_left_on_the_site_or_brought_back(client: Client) -> None:
    await moderator(client)
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle))
    await make_report(idea=idea)

    await client.get(f"/office/moderation/ideas/{idea.id}")
    await client.post(f"/office/moderation/ideas/{idea.id}/dismissal", {"why": "It is only a bench."})
    await client.post(f"/office/moderation/ideas/{idea.id}/refusal", {"usual": "again"})
    refused = await client.get(f"/office/moderation/ideas/{idea.id}")
    await client.post(f"/office/moderation/ideas/{idea.id}/restoration", {"why": " "}, status=422)
    await client.post(f"/office/moderation/ideas/{idea.id}/restoration", {"why": "It was not."})

    assert "The same text is here already." in text_of(refused)
    assert (await Idea.get(id=idea.id)).state is IdeaState.PUBLISHED


async def test_the_queue_never_shows_who_is_behind_a_name(client: Client) -> None:
    await moderator(client)
    author = await make_account("Real Name", email="real.name@example.com")
    cycle = await make_cycle()
    idea = await make_idea(cycle, await make_pot(cycle), author, state=IdeaState.RECEIVED, author_name="A neighbour")
    await make_report(idea=idea)

    for path in ("/office/moderation", f"/office/moderation/ideas/{idea.id}"):
        said = (await client.get(path)).get_text()
        assert "A neighbour" in said
        assert "Real Name" not in said
        assert "example.com" not in said


async def test_the_queue_costs_the_same_however_much_waits(client: Client, count_queries: CountQueries) -> None:
    await moderator(client)
    cycle = await make_cycle()
    pot = await make_pot(cycle)

    async def more() -> None:
        idea = await make_idea(cycle, pot, state=IdeaState.RECEIVED)
        await make_report(idea=idea)
        await make_comment(idea, state=CommentState.HELD)

    await more()
    async with count_queries() as one:
        await client.get("/office/moderation")
    for _ in range(3):
        await more()
    async with count_queries() as four:
        await client.get("/office/moderation")

    assert one.count == four.count
    assert one.count <= 8


async def test_residents_do_not_get_in(client: Client) -> None:
    await client.sign_in(await make_account())

    await client.get("/office/moderation", status=403)
