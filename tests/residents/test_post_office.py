"""Messages that did not go out, for administrators: what is wrong, sending again, giving up."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from ledger.models import JournalEntry
from post.models import Message, MessageChannel, MessageState, Via
from post.outbox import enqueue, enqueue_letter
from residents import post_office
from residents.models import Account, Role, SessionKind
from residents.people import Person
from residents.post_office import PostRefused
from tests.browsing import Client, text_of
from tests.counting import CountQueries
from tests.factories import NOW, make_account
from web.refusals import NotAllowed, NotFound

LINES = ["The resident", "10 High Street", "Hanley", "ST1 1AA"]
BAD = ["The resident", "10 High Street", "Hanley"]
OFFICE = "/office/post"


def administrator(account: Account) -> Person:
    return Person(account.id, account.display_name, "", frozenset({Role.ADMINISTRATOR}))


async def enter(client: Client) -> None:
    await client.sign_in(await make_account("Ada", Role.ADMINISTRATOR), SessionKind.OFFICER)


async def failed_letter(
    trouble: str = "refused: Must be a real UK postcode", lines: list[str] | None = None
) -> Message:
    message = await enqueue_letter(lines or BAD, "Come to the assembly", "Your code is K7QX", now=NOW, via=Via.NOTIFY)
    return await failed(message, trouble)


async def failed_email() -> Message:
    message = await enqueue("sue@example.com", "Your sign-in code", "1234 5678", now=NOW)
    assert message is not None
    return await failed(message, "SMTPRecipientsRefused")


async def failed(message: Message, trouble: str) -> Message:
    await Message.filter(id=message.id).update(
        state=MessageState.FAILED, trouble=trouble, troubled_since=NOW, tries=8, due_at=NOW + timedelta(hours=1)
    )
    await message.refresh_from_db()
    return message


async def again(message: Message) -> Message:
    await message.refresh_from_db()
    return message


async def acts() -> list[tuple[str, dict[str, object]]]:
    return [(entry.act, entry.detail) for entry in await JournalEntry.all().order_by("id")]


async def test_nothing_failed_is_said_kindly(client: Client) -> None:
    await enter(client)

    assert "Everything went out" in text_of((await client.get(OFFICE)).main)


async def test_an_address_is_mended_and_the_letter_waits_again(client: Client) -> None:
    await enter(client)
    message = await failed_letter()
    page = await client.get(OFFICE)
    assert "“Must be a real UK postcode”. Mend the address" in text_of(page.main)

    page = await client.get(f"{OFFICE}/{message.id}")
    assert page.select_one("#address").text.strip().splitlines() == BAD  # type: ignore[union-attr]
    assert "K7QX" not in text_of(page)  # its text is for the person alone
    page = await client.post(f"{OFFICE}/{message.id}", {"address": "\n".join([*BAD, "Stoke"])}, status=422)
    assert "The last line must be a postcode" in text_of(page.main)
    assert (await again(message)).state is MessageState.FAILED
    assert page.select_one("#address").text.strip().splitlines() == [*BAD, "Stoke"]  # type: ignore[union-attr]
    await client.post(f"{OFFICE}/{message.id}", {"address": "\n".join(["", *LINES, " "])})

    message = await again(message)
    assert (message.state, message.recipient, message.trouble) == (MessageState.WAITING, "\n".join(LINES), "")
    assert message.troubled_since is None
    assert await acts() == [("message.sent-again", {"mended": True})]
    await client.get(f"{OFFICE}/{message.id}", status=404)


async def test_whom_an_email_is_for_is_neither_shown_nor_changed(client: Client) -> None:
    await enter(client)
    message = await failed_email()

    for path in (OFFICE, f"{OFFICE}/{message.id}"):
        shown = text_of(await client.get(path))
        assert "Your sign-in code" in shown
        assert "sue@example.com" not in shown and "1234" not in shown
    await client.post(f"{OFFICE}/{message.id}", {"address": "ada@example.com"}, status=422)
    assert (await again(message)).state is MessageState.FAILED
    await client.post(f"{OFFICE}/{message.id}")

    assert ((await again(message)).state, message.recipient) == (MessageState.WAITING, "sue@example.com")


async def test_giving_up_deletes_whom_it_was_for(client: Client) -> None:
    await enter(client)
    message = await failed_letter()

    await client.post(f"{OFFICE}/{message.id}/removal")

    message = await again(message)
    assert (message.recipient, message.body, message.state) == ("", "given up; removed", MessageState.FAILED)
    assert "Everything went out" in text_of((await client.get(OFFICE)).main)
    assert [act for act, _detail in await acts()] == ["message.given-up"]


async def test_all_with_the_same_trouble_are_sent_again_at_once(client: Client) -> None:
    await enter(client)
    alike = [await failed_letter("set-up: Template not found", LINES) for _ in range(3)]
    other = await failed_letter()

    page = await client.get(OFFICE)
    assert "Letter, 3 The council’s service at GOV.UK Notify is not set up" in text_of(page.main)
    assert len(page.select("form[action$=alike]")) == 1  # what has a wrong address is looked at one by one
    await client.post(f"{OFFICE}/{alike[1].id}/alike")

    assert [(await again(one)).state for one in alike] == [MessageState.WAITING] * 3
    assert (await again(other)).state is MessageState.FAILED
    assert await acts() == [("messages.sent-again", {"many": 3, "channel": "letter"})]


async def test_what_is_held_back_is_seen_before_anything_failed(client: Client) -> None:
    await enter(client)
    messages = [await enqueue_letter(LINES, "Come", "Text", now=NOW, via=Via.NOTIFY) for _ in range(3)]
    await Message.filter(id=messages[0].id).update(trouble="key: Invalid token", troubled_since=NOW)

    shown = text_of((await client.get(OFFICE)).main)

    assert "Still tried" in shown and "does not accept this site’s key: “Invalid token”" in shown
    assert "Letter 3" in shown


async def test_what_notify_may_have_is_asked_about_and_what_it_forgot_is_not(db: None) -> None:
    by = administrator(await make_account())
    unclear, forgotten = await failed_letter("unclear: ReadTimeout", LINES), await failed_letter("forgotten: ", LINES)
    await Message.all().update(unsure=True)

    for one in (unclear, forgotten):
        await post_office.send_again(by, one.id, "", NOW)

    assert [(await again(one)).unsure for one in (unclear, forgotten)] == [True, False]


async def test_an_email_that_is_sent_again_is_tried_as_often_as_before(db: None) -> None:
    from post.sending import send_due

    message = await failed_email()
    await post_office.send_again(administrator(await make_account()), message.id, "", NOW)

    await send_due("smtp://127.0.0.1:9", "Us <us@example.org>", "http://test", NOW)

    assert ((await again(message)).state, message.tries) == (MessageState.WAITING, 9)


async def test_only_administrators_do_any_of_this(db: None) -> None:
    message = await failed_letter()
    by = Person((await make_account()).id, "", "", frozenset(set(Role) - {Role.ADMINISTRATOR}))

    for act in (
        post_office.overview(by, NOW),
        post_office.send_again(by, message.id, "", NOW),
        post_office.send_alike_again(by, message.id, NOW),
        post_office.give_up(by, message.id, NOW),
    ):
        with pytest.raises(NotAllowed):
            await act


async def test_a_letter_that_others_print_is_none_of_this(db: None) -> None:
    by = administrator(await make_account())
    printed = await enqueue_letter(LINES, "Your code", "Text", now=NOW)

    with pytest.raises(NotFound):
        await post_office.send_again(by, printed.id, "", NOW)
    assert (await post_office.overview(by, NOW)).under_way == {}


async def test_of_several_who_decide_at_once_one_decides(own_database: str) -> None:
    by = administrator(await make_account())
    message = await failed_letter("set-up: Template not found", LINES)

    done = await asyncio.gather(
        *(post_office.send_again(by, message.id, "", NOW) for _ in range(3)),
        *(post_office.give_up(by, message.id, NOW) for _ in range(3)),
        return_exceptions=True,
    )

    assert done.count(None) == len(await acts()) == 1
    assert all(isinstance(one, PostRefused | NotFound) for one in done if one is not None)


async def test_the_page_asks_the_database_as_often_for_thirty_as_for_one(
    client: Client, count_queries: CountQueries
) -> None:
    await enter(client)
    await failed_letter()
    counts = []
    for _more in range(2):
        async with count_queries() as counted:
            await client.get(OFFICE)
        counts.append(counted.count)
        for number in range(29):
            await failed_letter(f"set-up: {number}")

    assert counts[0] == counts[1]


async def test_the_trial_outbox_shows_letters_and_texts(client: Client) -> None:
    from post.outbox import enqueue_text

    at = datetime.now(UTC)
    await enqueue_letter(LINES, "Come", "See {site}/a", now=at, via=Via.NOTIFY, link="{site}/i/K7QX")
    await enqueue_text("07700 900123", "Your code is 1234", now=at)

    page: BeautifulSoup = await client.get("/outbox")

    shown = text_of(page.main)
    assert "A text message to 07700 900123" in shown
    assert "A letter on paper to The resident, 10 High Street, Hanley, ST1 1AA" in shown
    assert "The square on it opens http://test/i/K7QX" in shown and "GOV.UK Notify prints and posts it." in shown
    assert {one.channel for one in await Message.all()} == {MessageChannel.LETTER, MessageChannel.TEXT}
