"""What the worker does about messages follows from the settings."""

from dataclasses import replace

import pytest

from post.duties import duties, service_of
from post.models import Message, MessageChannel, MessageState, Via
from post.outbox import enqueue, enqueue_letter, enqueue_text
from tests.factories import NOW
from tests.stand_ins import notify as stand_in
from web.settings import Settings

EMAIL, LETTER, TEXT = MessageChannel.EMAIL, MessageChannel.LETTER, MessageChannel.TEXT


@pytest.mark.parametrize(
    ("mail_url", "names", "by_notify"),
    [
        ("print://", {"post", "notify"}, {LETTER}),
        ("smtp://mail.example.org:25", {"post", "notify"}, {LETTER, TEXT}),
        ("notify://", {"notify"}, {LETTER, TEXT, EMAIL}),
    ],
)
def test_each_message_has_one_way_out(
    settings: Settings, mail_url: str, names: set[str], by_notify: set[MessageChannel]
) -> None:
    ours = replace(settings, mail_url=mail_url)

    assert {duty.name for duty in duties(ours)} == names
    assert set(service_of(ours).channels) == by_notify


async def test_everything_goes_out_as_the_settings_say(db: None, settings: Settings) -> None:
    await enqueue("sue@example.com", "Hello", "See {site}", now=NOW)
    await enqueue_text("07700 900123", "Hello", now=NOW)
    await enqueue_letter(["Sue", "10 High Street", "ST1 1AA"], "Hello", "Text", now=NOW, via=Via.NOTIFY)

    async with stand_in.running(lambda: NOW) as notify:
        ours = replace(
            settings,
            mail_url="notify://",
            notify_key=stand_in.key(),
            notify_url=notify.url,
            notify_letter_template=stand_in.LETTER,
            notify_email_template=stand_in.EMAIL,
            notify_text_template=stand_in.TEXT,
        )
        for duty in duties(ours):
            await duty.run(NOW)

    assert [one["kind"] for one in notify.taken] == ["email", "sms", "letter"]
    assert notify.taken[0]["sent"]["personalisation"]["body"] == f"See {settings.address}"
    assert await Message.filter(state=MessageState.SENT).count() == 3


async def test_a_site_that_is_only_tried_out_shows_its_texts(
    db: None, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    await enqueue_text("07700 900123", "Your code is 1234", now=NOW)

    for duty in duties(replace(settings, mail_url="print://")):
        await duty.run(NOW)

    assert "text to 07700 900123" in capsys.readouterr().out
