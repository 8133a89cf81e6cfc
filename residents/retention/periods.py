"""How long what is kept: one list, from which the nightly deletion works and the privacy page and docs are written."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from residents import limits, sessions
from residents.retention import deleting
from residents.sign_in import challenges
from web.language import _

Delete = Callable[[datetime, int], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Period:
    table: str
    what: str
    why: str
    how_long: str
    delete: Delete
    hourly: bool = False  # with the tidying; all others nightly


def _at_once(forget: Callable[[datetime], Awaitable[int]]) -> Delete:
    async def delete(now: datetime, most: int) -> int:
        return await forget(now)

    return delete


_more: list[Callable[[], Period]] = []


def also(period: Callable[[], Period]) -> None:
    """What packages above keep: called once, at the start."""
    if period not in _more:
        _more.append(period)


def periods() -> list[Period]:
    """In an order in which nothing is deleted before what hangs on it."""
    return [*(make() for make in _more), *_own()]


def _own() -> list[Period]:
    d = deleting
    until_over = _("Until the time for questions about the result is over")
    year_after = _("A year after the time for questions about the result is over")
    return [
        Period("mark", _("Scrambled marks of addresses, emails, phones, devices"),
               _("To see whether somebody is registered twice"), until_over, d.marks),
        Period("code_letter", _("That a letter with a code was asked for, and what became of it. Not the address"),
               _("To confirm by letter"), until_over, d.code_letters),
        Period("message", _("Emails we sent you"), _("To send again when something went wrong"), _("30 days"),
               d.messages),
        Period("handover", _("That a helper lent you a device"), _("So that only you use it meanwhile"), _("30 days"),
               d.handovers),
        Period("kiosk", _("Which of our devices was lent where"), _("To end it from afar"),
               _("90 days after its last day"), d.kiosks),
        Period("helper_act", _("What helpers did for you"), _("So that you and others can check"), _("A year"),
               d.helper_acts),
        Period("voucher", _("Which cards of a group were used. Not by whom"), _("To count them"), year_after,
               d.vouchers),
        Period("flag", _("Why a claim was looked at more closely"), _("To find somebody acting for others"),
               year_after, d.flags),
        Period("rejection", _("Why a claim was taken out, and the appeal"), _("To answer for it"), year_after,
               d.rejections),
        Period("approval", _("What two officers decided together"), _("To answer for it"), _("Two years"),
               d.approvals),
        Period("equality_answer", _("Answers about age, sex, ethnic group, disability and language, without a name"),
               _("To see whether everybody could take part"), year_after, d.equality_answers),
        Period("shift", _("Which helper stood where, and when"), _("To know who confirmed people"), _("Two years"),
               d.shifts),
        Period("proof", _("How, where and on which day you confirmed that you belong here"),
               _("So that you need not do it for every vote"),
               _("Two years, and not while a vote runs in which you use it"), d.proofs),
        Period("claim_step", _("What happened to your claim, and on which day"), _("To answer for it"),
               _("Two years, and not while a vote runs in which you use it"), d.claim_steps),
        Period("claim", _("Where you said that you belong, if you took it back or did not confirm it in time"),
               _("To answer for it"), _("Two years"), d.ended_claims),
        Period("session", _("Where you were signed in: kind of device, when"),
               _("So that you can sign out everywhere"), _("Up to six weeks"), _at_once(sessions.forget_old), True),
        Period("sign_in_challenge", _("Requests to sign in"), _("The link and code work once"), _("Two days"),
               _at_once(challenges.forget_old), True),
        Period("attempt_window", _("How often something was tried, without saying who"),
               _("To stop people who guess"), _("Three days"), _at_once(limits.forget_old), True),
    ]  # fmt: skip


def as_markdown() -> str:
    """The table of docs/privacy.md."""
    lines = [f"| {one.what} | {one.why} | {one.how_long} | `{one.table}` |" for one in periods()]
    return "\n".join(["| what | why | how long | table |", "| --- | --- | --- | --- |", *lines])
