"""Letters, emails and texts reach GOV.UK Notify once, whatever breaks; what it will not take is told to officers."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import pytest_asyncio

from post.handing_over import Service, hand_over
from post.models import Message, MessageChannel, MessageState, Via
from post.outbox import Letter, enqueue, enqueue_letter, enqueue_letters, enqueue_text
from tests.factories import NOW
from tests.stand_ins import notify as stand_in
from tests.stand_ins.notify import StandIn

LINES = ["The resident", "10 High Street", "Hanley", "ST1 1AA"]
EVERY = {MessageChannel.LETTER, MessageChannel.EMAIL, MessageChannel.TEXT}


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def passes(self, **time: float) -> datetime:
        self.now += timedelta(**time)
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture
async def notify(clock: Clock) -> AsyncIterator[StandIn]:
    async with stand_in.running(clock) as server:
        yield server


def service(notify: StandIn, secret: str = stand_in.LIVE) -> Service:
    return Service(
        key=stand_in.key(secret),
        url=notify.url,
        address="https://vote.example.org",
        channels=EVERY,
        templates={
            MessageChannel.LETTER: {"": stand_in.LETTER, "assembly-invitation": stand_in.INVITATION},
            MessageChannel.EMAIL: {"": stand_in.EMAIL},
            MessageChannel.TEXT: {"": stand_in.TEXT},
        },
        seconds=0.5,
    )


async def letter(*lines: str, **more: str) -> Message:
    return await enqueue_letter(lines or LINES, "An invitation", "See {site}/a", now=NOW, via=Via.NOTIFY, **more)


async def again(message: Message) -> Message:
    await message.refresh_from_db()
    return message


async def test_a_letter_is_handed_over_once_and_then_says_nothing_about_anybody(db: None, notify: StandIn) -> None:
    message = await letter(reference="r1", link="{site}/i/K7QX")

    assert [await hand_over(service(notify), NOW) for _ in range(2)] == [1, 0]

    (taken,) = notify.taken
    assert taken["sent"] == {
        "template_id": stand_in.LETTER,
        "reference": "r1",
        "personalisation": {
            "address_line_1": "The resident",
            "address_line_2": "10 High Street",
            "address_line_3": "Hanley",
            "address_line_4": "ST1 1AA",
            "subject": "An invitation",
            "body": "See https://vote.example.org/a",
            "link": "https://vote.example.org/i/K7QX",
        },
    }
    message = await again(message)
    assert (message.state, message.notify_id) == (MessageState.SENT, taken["id"])
    assert message.sent_at is not None and NOW <= message.sent_at < NOW + timedelta(seconds=20)
    assert (message.recipient, message.link, message.body) == ("", "", "handed over; removed")


async def test_letters_of_one_purpose_have_a_template_of_their_own(db: None, notify: StandIn) -> None:
    await letter(purpose="assembly-invitation")
    await letter(purpose="something else")

    await hand_over(service(notify), NOW)

    assert [one["sent"]["template_id"] for one in notify.taken] == [stand_in.INVITATION, stand_in.LETTER]


async def test_letters_that_people_print_are_left_alone(db: None, notify: StandIn) -> None:
    message = await enqueue_letter(LINES, "Your code", "Text", now=NOW)

    assert await hand_over(service(notify), NOW) == 0

    assert notify.requests == []
    assert (await again(message)).recipient == "\n".join(LINES)


async def test_an_email_brings_our_links_and_nobody_else_s(db: None, notify: StandIn) -> None:
    title = "[Win](https://evil.example) [a]: //evil.example"
    message = await enqueue("sue@example.com", title, f"{title} is on the ballot: {{site}}/ideas/3", now=NOW)

    await hand_over(service(notify), NOW)

    sent = notify.taken[0]["sent"]
    assert sent["sanitise_content_for"] == ["subject"]
    assert sent["personalisation"]["body"] == (
        "[Win] (evil.example) [a] : //evil.example is on the ballot: https://vote.example.org/ideas/3"
    )
    assert message is not None and (await again(message)).recipient == "sue@example.com"


async def test_a_text_goes_to_its_number_which_is_then_gone(db: None, notify: StandIn) -> None:
    message = await enqueue_text("07700 900123", "Your code is 123", now=NOW)

    await hand_over(service(notify), NOW)

    assert notify.taken[0]["sent"]["phone_number"] == "07700 900123"
    assert message is not None and (await again(message)).recipient == ""


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        (["10 High Street", "ST1 1AA"], "at least 3 lines"),
        (["A", "B", "C", "D", "E", "F", "G", "ST1 1AA"], "no more than 7 lines"),
        (["The resident", "10 High Street", "Hanley"], "real UK postcode"),
        (["The resident", "No fixed abode", "ST1 1AA"], "real address"),
        (["The resident", "(flat 2)", "ST1 1AA"], "must not start with"),
    ],
)
async def test_an_address_that_notify_refuses_waits_for_an_officer(
    db: None, notify: StandIn, lines: list[str], why: str
) -> None:
    message = await letter(*lines)
    good = await letter()

    await hand_over(service(notify), NOW)

    message = await again(message)
    assert (message.state, message.unsure) == (MessageState.FAILED, False)
    assert message.troubled_since is not None and NOW <= message.troubled_since < NOW + timedelta(seconds=20)
    assert why in message.trouble
    assert message.recipient == "\n".join(lines)  # so that it can be mended
    assert (await again(good)).state is MessageState.SENT  # it holds up nobody else


async def test_a_worker_that_died_after_it_sent_makes_no_second_letter(db: None, notify: StandIn, clock: Clock) -> None:
    message = await letter()
    notify.mood = "silent"
    worker = asyncio.create_task(hand_over(replace(service(notify), seconds=60), NOW))
    while not notify.taken:
        await asyncio.sleep(0.01)
    worker.cancel()
    with pytest.raises(asyncio.CancelledError):
        await worker
    notify.mood = ""

    assert (await again(message)).state is MessageState.SENDING
    assert await hand_over(service(notify), clock.passes(minutes=4)) == 0  # the lease still runs
    assert await hand_over(service(notify), clock.passes(minutes=2)) == 1

    assert len(notify.taken) == 1
    message = await again(message)
    assert (message.state, message.recipient, message.notify_id) == (MessageState.SENT, "", notify.taken[0]["id"])


async def test_a_worker_that_died_before_it_sent_loses_no_letter(db: None, notify: StandIn, clock: Clock) -> None:
    message = await letter()
    await Message.filter(id=message.id).update(state=MessageState.SENDING, unsure=True, due_at=NOW, tries=1)

    assert await hand_over(service(notify), clock.passes(minutes=6)) == 1

    assert notify.requests == ["GET /v2/notifications", "POST /v2/notifications/letter"]


@pytest.mark.parametrize("mood", ["silent", "breaks after"])
async def test_no_answer_is_not_taken_for_no(db: None, notify: StandIn, clock: Clock, mood: str) -> None:
    message = await letter()
    notify.mood = mood
    assert await hand_over(service(notify), NOW) == 0
    message = await again(message)
    assert (message.state, message.unsure) == (MessageState.WAITING, True)
    assert message.due_at >= NOW + timedelta(minutes=2)  # what it took is listed there by then

    notify.mood = ""
    assert await hand_over(service(notify), clock.passes(minutes=5)) == 1

    assert len(notify.taken) == 1


async def test_a_fault_of_notify_is_tried_again_for_a_day(db: None, notify: StandIn, clock: Clock) -> None:
    message = await letter()
    notify.mood = "breaks"
    rounds = 0

    while (await again(message)).state is not MessageState.FAILED:
        assert await hand_over(service(notify), clock.passes(hours=1)) == 0
        rounds += 1
        clock.passes(minutes=30)

    assert 15 < rounds < 20
    assert message.trouble == "unclear: Internal server error"


async def test_nobody_at_the_address_of_notify_is_tried_again(db: None, notify: StandIn, clock: Clock) -> None:
    message = await letter()

    await hand_over(replace(service(notify), url="http://127.0.0.1:9"), NOW)

    message = await again(message)
    assert (message.state, message.unsure) == (MessageState.WAITING, False)
    assert await hand_over(service(notify), clock.passes(minutes=2)) == 1


async def test_what_notify_may_have_had_a_week_ago_is_for_a_person_to_look_into(
    db: None, notify: StandIn, clock: Clock
) -> None:
    message = await letter()
    await Message.filter(id=message.id).update(state=MessageState.SENDING, unsure=True)

    await hand_over(service(notify), clock.passes(days=8))

    message = await again(message)
    assert (message.state, message.trouble, notify.requests) == (MessageState.FAILED, "forgotten: ", [])


async def test_over_the_limit_everybody_waits_a_minute(db: None, notify: StandIn, clock: Clock) -> None:
    await enqueue_letters([letter_to(number) for number in range(20)], via=Via.NOTIFY, now=NOW)
    notify.a_minute = 5

    assert await hand_over(service(notify), NOW) == 5
    requests = len(notify.requests)
    assert await hand_over(service(notify), clock.passes(seconds=30)) == 0
    assert len(notify.requests) == requests  # nobody even asks
    notify.a_minute = 3000
    assert await hand_over(service(notify), clock.passes(seconds=40)) == 15

    assert sorted(one["reference"] for one in notify.taken) == sorted(f"r{number}" for number in range(20))
    assert not await Message.filter(state=MessageState.FAILED).exists()


async def test_when_the_day_s_letters_are_used_up_the_others_go_tomorrow(
    db: None, notify: StandIn, clock: Clock
) -> None:
    await enqueue_letters([letter_to(number) for number in range(12)], via=Via.NOTIFY, now=NOW)
    notify.a_day = 3

    for _hour in range(24):
        await hand_over(service(notify), clock.passes(hours=1, minutes=10))
    assert len(notify.taken) == 3
    notify.a_day = 20_000
    await hand_over(service(notify), clock.passes(hours=2))

    assert len(notify.taken) == 12
    assert await Message.filter(state=MessageState.SENT).count() == 12


@pytest.mark.parametrize(
    ("wrong", "trouble"),
    [("key", "Invalid token"), ("team", "team api key"), ("clock", "within 30 seconds")],
)
async def test_a_wrong_key_or_clock_holds_letters_back_and_spoils_none(
    db: None, notify: StandIn, clock: Clock, wrong: str, trouble: str
) -> None:
    await enqueue_letters([letter_to(number) for number in range(9)], via=Via.NOTIFY, now=NOW)
    ours = service(notify, {"key": stand_in.LIVE[::-1], "team": stand_in.TEAM}.get(wrong, stand_in.LIVE))

    await hand_over(ours, NOW + timedelta(seconds=31) if wrong == "clock" else NOW)

    (tried,) = await Message.exclude(trouble="")
    assert tried.trouble.startswith("key: ") and trouble in tried.trouble
    assert await Message.filter(state=MessageState.WAITING).count() == 9
    assert len(notify.requests) == 1
    assert await hand_over(service(notify), clock.passes(minutes=12)) == 9


async def test_a_service_in_trial_mode_spoils_one_letter_in_ten_minutes(db: None, notify: StandIn) -> None:
    await enqueue_letters([letter_to(number) for number in range(9)], via=Via.NOTIFY, now=NOW)
    notify.trial = True

    for second in range(60):
        await hand_over(service(notify), NOW + timedelta(seconds=second % 25))

    assert await Message.filter(state=MessageState.FAILED).count() == 1
    assert len(notify.requests) == 1


async def test_a_wrong_template_holds_up_only_letters_of_its_purpose(db: None, notify: StandIn) -> None:
    for _each in range(5):
        await letter(purpose="assembly-invitation")
    other = await letter(purpose="reminder")
    del notify.templates[stand_in.INVITATION]

    for second in range(3):
        await hand_over(service(notify), NOW + timedelta(seconds=second))

    assert (await again(other)).state is MessageState.SENT
    assert await Message.filter(state=MessageState.FAILED).count() == 1


async def test_a_day_without_connection_does_not_count_from_a_wrong_key(
    db: None, notify: StandIn, clock: Clock
) -> None:
    message = await letter()
    for _day in range(3):
        await hand_over(service(notify, stand_in.LIVE[::-1]), clock.passes(days=1))
    notify.mood = "breaks"

    await hand_over(service(notify), clock.passes(hours=1))

    message = await again(message)
    assert message.state is MessageState.WAITING
    assert message.troubled_since is not None and message.troubled_since >= clock.now


async def test_a_template_without_our_places_is_named(db: None, notify: StandIn) -> None:
    message = await letter()
    notify.templates[stand_in.LETTER] = ("letter", {"subject", "body", "name of the mayor"})

    await hand_over(service(notify), NOW)

    assert (await again(message)).trouble == "set-up: Missing personalisation: name of the mayor"


async def test_without_key_or_template_an_officer_is_told_instead_of_nothing_happening(
    db: None, notify: StandIn
) -> None:
    without_key, without_template = await letter(), await enqueue_text("07700900123", "Hello", now=NOW)
    assert without_template is not None

    await hand_over(replace(service(notify), templates={}), NOW)
    await Message.filter(id=without_key.id).update(state=MessageState.WAITING)
    await hand_over(replace(service(notify), key=""), NOW + timedelta(minutes=10))

    assert {(await again(one)).trouble for one in (without_key, without_template)} == {"unset: "}
    assert notify.requests == []


async def test_codes_do_not_wait_behind_thousands_of_invitations(db: None, notify: StandIn) -> None:
    await enqueue_letters([letter_to(number) for number in range(60)], via=Via.NOTIFY, now=NOW)
    await enqueue("sue@example.com", "Your sign-in code", "1234", now=NOW)

    assert await hand_over(service(notify), NOW) == 40

    assert notify.taken[0]["kind"] == "email"


async def test_a_letter_taken_back_while_a_worker_looked_is_not_sent(db: None, notify: StandIn) -> None:
    from post.leases import take_for_notify

    message = await letter()
    await Message.filter(id=message.id).update(state=MessageState.SENT, recipient="", body="not posted; removed")

    assert not await take_for_notify(message, "r", NOW)


async def test_two_workers_and_many_letters_make_each_letter_once(own_database: str, notify: StandIn) -> None:
    await enqueue_letters([letter_to(number) for number in range(60)], via=Via.NOTIFY, now=NOW)
    notify.slowly = 0.05

    rounds = [await asyncio.gather(*(hand_over(service(notify), NOW) for _ in range(3))) for _ in range(3)]

    assert sum(map(sum, rounds)) == 60
    assert sorted(one["reference"] for one in notify.taken) == sorted(f"r{number}" for number in range(60))
    assert notify.busiest > 1
    assert not await Message.exclude(recipient="").exists()


def letter_to(number: int) -> Letter:
    return Letter(lines=[f"Resident {number}", *LINES[1:]], subject="Come", body="Text", reference=f"r{number}")
