"""Letters leave the outbox once, in order, to a real mail server; trouble is tried again and never lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from post.models import Message, MessageState
from post.outbox import enqueue
from post.sending import send_due
from tests.factories import NOW

SENDER = "Wardmote <wardmote@example.org>"
ADDRESS = "https://vote.example.org"


class MailServer:
    """A mail server small enough to read: it speaks as much SMTP as a client needs."""

    def __init__(self, refuse: bool = False) -> None:
        self.refuse = refuse
        self.letters: list[str] = []
        self.url = ""

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async def say(words: str) -> None:
            writer.write(words.encode() + b"\r\n")
            await writer.drain()

        await say("220 test")
        while line := (await reader.readline()).decode().strip():
            word = line.upper()
            if word.startswith("DATA"):
                await say("354 go on")
                self.letters.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                await say("250 kept")
            elif word.startswith("RCPT") and self.refuse:
                await say("550 not here")
            elif word.startswith("QUIT"):
                await say("221 bye")
                break
            else:
                await say("250 ok")
        writer.close()


@asynccontextmanager
async def mail_server(refuse: bool = False) -> AsyncIterator[MailServer]:
    ours = MailServer(refuse)
    server = await asyncio.start_server(ours.talk, "127.0.0.1", 0)
    ours.url = f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    try:
        yield ours
    finally:
        server.close()
        await server.wait_closed()


async def test_a_letter_arrives_once_with_the_site_s_own_address_in_it(db: None) -> None:
    await enqueue("sue@example.com", "Your idea", "Look: {site}/ideas/3", now=NOW)

    async with mail_server() as server:
        sent = [await send_due(server.url, SENDER, ADDRESS, NOW) for _ in range(2)]

    assert sent == [1, 0]
    (letter,) = server.letters
    assert "To: sue@example.com" in letter and "Subject: Your idea" in letter
    assert "https://vote.example.org/ideas/3" in letter


async def test_a_subject_cannot_smuggle_in_another_recipient(db: None) -> None:
    await enqueue("sue@example.com", "Hello\r\nBcc: everybody@example.com", "Text", now=NOW)

    async with mail_server() as server:
        await send_due(server.url, SENDER, ADDRESS, NOW)

    assert "\nBcc:" not in server.letters[0]


@pytest.mark.parametrize("refuse", [True, False], ids=["refused", "no server"])
async def test_a_letter_in_trouble_waits_longer_each_time_and_is_given_up_in_the_end(db: None, refuse: bool) -> None:
    message = await enqueue("sue@example.com", "Hello", "Text", now=NOW)
    assert message is not None
    now, waits = NOW, []

    async with mail_server(refuse=True) as server:
        url = server.url if refuse else "smtp://127.0.0.1:9"
        for _ in range(8):
            assert await send_due(url, SENDER, ADDRESS, now) == 0
            await message.refresh_from_db()
            waits.append(message.due_at - now)
            now = message.due_at

    assert message.state is MessageState.FAILED
    assert message.tries == 8
    assert waits[0] < timedelta(minutes=2) < waits[5]
    assert message.trouble


async def test_somebody_without_an_address_gets_no_letter(db: None) -> None:
    assert await enqueue(None, "Hello", "Text", now=NOW) is None
    assert await Message.all().count() == 0


async def test_two_workers_never_send_the_same_letter_twice(own_database: str) -> None:
    for number in range(6):
        await enqueue(f"p{number}@example.com", "Hello", "Text", now=NOW)

    async with mail_server() as server:
        await asyncio.gather(*(send_due(server.url, SENDER, ADDRESS, NOW) for _ in range(3)))

    assert len(server.letters) == 6
