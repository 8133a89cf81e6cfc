"""The words of the letter that invites, made from the plan of the assembly. One text for paper, preview and Notify."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assembly.models import Assembly, AssemblySession, InvitationBatch, InvitationKind, Topic
from web.filters import clock, day, moment, money
from web.language import _

MOST_DATES = 8
SAMPLE_CODE = "ABCD-2345"
SAMPLE_REFERENCE = "A0-00000"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who writes; views know it from the settings. `address`: the site's own, with https:// before it."""

    council: str
    service: str
    email: str
    phone: str
    postal_address: str
    address: str

    @property
    def short_address(self) -> str:
        """What is typed by hand."""
        return self.address.split("://")[-1] + "/a"

    def link(self, code: str) -> str:
        """What the square opens."""
        return f"{self.address}/a/{code.replace('-', '')}"


@dataclass(frozen=True, slots=True)
class Section:
    heading: str
    paragraphs: list[str]
    points: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Text:
    """The letter without its code. `answer_by` is a day in words, or nothing where none is set."""

    subject: str
    opening: list[str]
    answer_by: str
    sections: list[Section]
    closing: list[str]


async def text_of(assembly: Assembly, batch: InvitationBatch | None, sender: Sender) -> Text:
    """Of a batch, or of letters in general. Two queries."""
    topic = await Topic.filter(assembly_id=assembly.id, ended_at__isnull=True).order_by("position").first()
    sessions = await AssemblySession.filter(assembly_id=assembly.id).order_by("starts_at").limit(MOST_DATES + 1)
    by = _answer_by(assembly, batch)
    sections = [
        Section(_("Why did we write to you?"), [_why(batch), _who(assembly)]),
        _meetings(assembly, sessions),
        Section(_("What do you get?"), _what_you_get(assembly)),
        Section(_("How to register"), [_five_minutes(by)], _ways(sender)),
        Section(_("What happens then?"), _then(assembly, topic)),
    ]
    return Text(
        subject=_("You are invited: %(name)s") % {"name": assembly.name},
        opening=_opening(assembly, topic, sender),
        answer_by=by,
        sections=[one for one in sections if one.paragraphs or one.points],
        closing=_closing(sender),
    )


def _answer_by(assembly: Assembly, batch: InvitationBatch | None) -> str:
    end = (batch.expires_at if batch else None) or assembly.registration_closes_at
    return day(end - timedelta(seconds=1)) if end else ""


def _opening(assembly: Assembly, topic: Topic | None, sender: Sender) -> list[str]:
    numbers = {"seats": assembly.seats, "council": sender.council}
    found = [_("Hello,")]
    if topic is not None:
        found.append(_("“%(question)s”") % {"question": topic.question})
        asks = _("%(council)s asks %(seats)s people who live here to look into this question together, and to say what "
                 "should be done. Such a group is called a citizens’ assembly. You could be one of them.")  # fmt: skip
    else:
        asks = _("%(council)s asks %(seats)s people who live here to talk about what matters to all of us, and to say "
                 "what should be done. Such a group is called a citizens’ assembly. "
                 "You could be one of them.")  # fmt: skip
    return [*found, asks % numbers]


def _why(batch: InvitationBatch | None) -> str:
    if batch is not None and batch.kind is InvitationKind.POSTCODES:
        return _("Your postcode was drawn by lot from all postcodes here. We do not know your name.")
    return _("Your address was drawn by lot from a list of addresses here. We do not know your name.")


def _who(assembly: Assembly) -> str:
    words = {"age": assembly.age_from, "area": assembly.area or _("our area")}
    everybody = _("Everybody aged %(age)s or over who lives at this address can register, each for themselves.") % words
    excluded = [line.strip() for line in assembly.excluded.splitlines() if line.strip()]
    if not excluded:
        return everybody
    return everybody + " " + _("These people cannot take part: %(who)s.") % {"who": ", ".join(excluded)}


def _meetings(assembly: Assembly, sessions: Sequence[AssemblySession]) -> Section:
    paragraphs = [
        _("You need to know nothing beforehand: you meet people who know the subject, and have time to talk.")
    ]
    if assembly.place:
        paragraphs.append(_("The assembly meets here: %(place)s.") % {"place": assembly.place.rstrip(".")})
    if assembly.online:
        paragraphs.append(assembly.online)
    dates = [_date(one) for one in sessions[:MOST_DATES]]
    if len(sessions) > MOST_DATES:
        dates.append(_("and more, which are on the page of the assembly"))
    return Section(_("When and where?"), paragraphs, dates)


def _date(one: AssemblySession) -> str:
    words = {"day": day(one.starts_at), "from": clock(one.starts_at), "to": clock(one.ends_at)}
    return _("%(day)s, %(from)s to %(to)s") % words


def _what_you_get(assembly: Assembly) -> list[str]:
    found = []
    if assembly.payment_pence:
        thanks = _("People who are chosen get %(money)s for each meeting, as thanks for their time.")
        found.append(thanks % {"money": money(assembly.payment_pence)})
    return found + [*_plain(assembly.payment_about), *_plain(assembly.support_about)]


def _plain(text: str) -> list[str]:
    """What officers wrote for the page, without the marks that make headings and lists there: a paragraph a line."""
    lines = (re.sub(r"^\s*(#+|[-*+]|\d+\.)\s+|\*\*|__", "", line).strip() for line in text.splitlines())
    return [line for line in lines if line]


def _five_minutes(by: str) -> str:
    minutes = _("It takes about five minutes.")
    return minutes + " " + _("Please answer by %(day)s.") % {"day": by} if by else minutes


def _ways(sender: Sender) -> list[str]:
    found = [
        _("Online: point your phone’s camera at the square, or go to %(address)s and type your code.")
        % {"address": sender.short_address}
    ]
    if sender.phone:
        found.append(_("By phone: call %(phone)s. Have your code ready. We write down what you say.")
                     % {"phone": sender.phone})  # fmt: skip
    else:
        found.append(_("By email: write your code and a telephone number to %(email)s, and we call you.")
                     % {"email": sender.email})  # fmt: skip
    if sender.postal_address:
        back = ", ".join(line.strip() for line in sender.postal_address.splitlines() if line.strip())
        found.append(_("By post: write your name, your code and how we can reach you on a card, and send it to: "
                       "%(back)s.")
                     % {"back": back})  # fmt: skip
    return found


def _then(assembly: Assembly, topic: Topic | None) -> list[str]:
    found = [
        _("From all who register, a draw in public chooses %(seats)s people, so that together they are like all who "
          "live here: young and old, from every part of the place.") % {"seats": assembly.seats}
    ]  # fmt: skip
    if assembly.draw_at and assembly.draw_place:
        where = {"moment": moment(assembly.draw_at), "place": assembly.draw_place}
        found.append(_("The draw is on %(moment)s, %(place)s. Everybody can watch.") % where)
    if topic is not None and topic.owner and topic.answer_by:
        answer = _("%(owner)s answers what the assembly says, in public, by %(day)s.")
        found.append(answer % {"owner": topic.owner, "day": day(topic.answer_by)})
    return found


def _closing(sender: Sender) -> list[str]:
    words = {"phone": sender.phone, "email": sender.email, "council": sender.council}
    if sender.phone:
        reach = _("Do you need this letter in another language, in large print, or read out to you? Call %(phone)s or "
                  "write to %(email)s.")  # fmt: skip
    else:
        reach = _(
            "Do you need this letter in another language, in large print, or read out to you? Write to %(email)s."
        )
    return [
        reach % words,
        # For those whom the English line does not reach; not for translators.
        f"Po polsku: {sender.phone or sender.email} · În română: {sender.phone or sender.email}",
        _("This invitation is from %(council)s. Nobody of ours asks for money or for your bank to let you register.")
        % words,
    ]  # fmt: skip


def as_letter(text: Text, code: str, sender: Sender) -> tuple[str, str]:
    """Subject and plain text of one letter, for GOV.UK Notify: it sets headings and squares in its own way."""
    how = _("Your code: %(code)s. Go to %(address)s") % {"code": code, "address": sender.short_address}
    parts = [*text.opening, how]
    for section in text.sections:
        parts.append(section.heading)
        parts += section.paragraphs
        if section.points:
            parts.append("\n".join(f"- {point}" for point in section.points))
    return text.subject, "\n\n".join([*parts, *text.closing])


def answered_until(assembly: Assembly, batch: InvitationBatch, now: datetime) -> bool:
    """Whether there is still time to answer a letter that goes out now."""
    end = batch.expires_at or assembly.registration_closes_at
    return end is None or now < end
