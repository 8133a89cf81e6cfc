"""Many letters at once: queued, printed by people, taken back."""

import pytest
from tortoise.exceptions import IntegrityError

from database import transaction
from post.leases import take_for_notify
from post.models import Message, MessageState, Via
from post.outbox import Letter, enqueue_letter, enqueue_letters, mark_posted, take_back
from tests.factories import NOW, days

LINES = ["The resident", "10 High Street", "ST1 1AA"]


def letters(many: int) -> list[Letter]:
    return [
        Letter(lines=LINES, subject="Come", body="Text", reference=f"r{number}", link="{site}/i/K7QX")
        for number in range(many)
    ]


async def states() -> dict[str | None, tuple[MessageState, str, str]]:
    return {one.reference: (one.state, one.recipient, one.link) for one in await Message.all()}


async def test_a_thousand_letters_are_queued_all_or_none(own_database: str) -> None:
    assert await enqueue_letters(letters(1000), via=Via.PRINT, now=NOW) == 1000

    with pytest.raises(IntegrityError):
        async with transaction():
            await enqueue_letters([*letters(1001)[1000:], *letters(1)], via=Via.PRINT, now=NOW)

    assert await Message.all().count() == 1000


async def test_printed_letters_that_were_posted_say_nothing_about_anybody(db: None) -> None:
    await enqueue_letters(letters(3), via=Via.PRINT, now=NOW)

    assert await mark_posted(["r0", "r1", "no such"], now=NOW + days(1)) == 2
    assert await mark_posted(["r0"], now=NOW + days(2)) == 0

    gone = (MessageState.SENT, "", "")
    assert await states() == {
        "r0": gone, "r1": gone, "r2": (MessageState.WAITING, "\n".join(LINES), "{site}/i/K7QX"),
    }  # fmt: skip
    assert (await Message.get(reference="r0")).sent_at == NOW + days(1)


async def test_letters_that_are_taken_back_never_go(db: None) -> None:
    await enqueue_letters(letters(2), via=Via.NOTIFY, now=NOW)
    printed = await enqueue_letter(LINES, "Come", "Text", now=NOW, reference="p")
    seen_by_a_worker = await Message.get(reference="r0")

    assert await take_back(["r0", "r1", "p"], now=NOW) == 3

    assert not await take_for_notify(seen_by_a_worker, "r0", NOW)
    assert await mark_posted(["p"], now=NOW) == 0
    await printed.refresh_from_db()
    assert (printed.state, printed.recipient, printed.trouble) == (MessageState.FAILED, "", "taken back")


async def test_what_a_worker_holds_in_its_hands_is_not_taken_back(db: None) -> None:
    await enqueue_letters(letters(1), via=Via.NOTIFY, now=NOW)
    assert await take_for_notify(await Message.get(reference="r0"), "r0", NOW)

    assert await take_back(["r0"], now=NOW) == 0


async def test_people_cannot_mark_as_posted_what_notify_sends(db: None) -> None:
    await enqueue_letters(letters(1), via=Via.NOTIFY, now=NOW)

    assert await mark_posted(["r0"], now=NOW) == 0
