"""What is written beside a message that did not go out, and how an officer reads it."""

from post.notify import Answer, Outcome
from web.language import _

GIVEN_UP = "given up"
_LONGEST = 200


def written(outcome: Outcome) -> str:
    return f"{outcome.answer}: {' '.join(outcome.words.split())}"[:_LONGEST]


def sentence(trouble: str) -> str:
    """What is wrong, and what can be done about it."""
    answer, _colon, words = trouble.partition(": ")
    return _by_answer().get(answer.strip(" :"), _("The mail server did not take it: %(words)s.")) % {
        "words": words or trouble
    }


def _by_answer() -> dict[str, str]:
    return {
        Answer.REFUSED: _(
            "GOV.UK Notify does not take it: “%(words)s”. Mend the address and send it again, or give it up."
        ),
        Answer.SETUP: _(
            "The council’s service at GOV.UK Notify is not set up for this: “%(words)s”. Mend its settings or its "
            "template there, then send this again."
        ),
        Answer.KEY: _(
            "GOV.UK Notify does not accept this site’s key: “%(words)s”. Ask whoever runs the site to look at "
            "NOTIFY_KEY and at the server’s clock. It is tried again every ten minutes."
        ),
        Answer.BUSY: _("GOV.UK Notify asked us to go slower. It is tried again within a few minutes."),
        Answer.FULL: _("The council’s messages for today are used up at GOV.UK Notify. It is tried again every hour."),
        Answer.UNREACHABLE: _("GOV.UK Notify could not be reached (%(words)s). It is tried again for a day."),
        Answer.UNCLEAR: _(
            "GOV.UK Notify did not say whether it has it (%(words)s). It is asked before anything is sent a second "
            "time."
        ),
        Answer.UNSET: _(
            "This site is not set up to send it: a key or a template of GOV.UK Notify is missing. Ask whoever runs the "
            "site to look at the settings that begin with NOTIFY, then send this again."
        ),
        Answer.FORGOTTEN: _(
            "GOV.UK Notify may have this from more than six days ago, and no longer says so. Look for its reference in "
            "your letters there. Send it again only if it is not among them."
        ),
    }
