"""What the site tells people, and what they tell each other."""

from types import SimpleNamespace as Made
from typing import Any

from web.specimens.state import Specimens, state


def _comment(number: int, **more: Any) -> Made:
    made = {"id": number, "author_name": "Sue S.", "when": "3 days ago", "body_html": "<p>My two would come.</p>"}
    return Made(**{**made, **more})


MESSAGES: Specimens = {
    "breadcrumbs": lambda: [state("two levels", [("Home", "/"), ("Ideas", "/ideas")])],
    "byline": lambda: [
        state("a resident", "Sue S.", "3 days ago"),
        state("an officer", "Parks team", "21 May 2026", role="Council officer"),
        state("no name", ""),
    ],
    "comment": lambda: [
        state(
            "shown", _comment(1), body='<a href="/gallery">Report<span class="govuk-visually-hidden"> this</span></a>'
        ),
        state("from an officer", _comment(2, author_name="Parks team", role="Council officer")),
        state("waiting", _comment(3), state="waiting"),
        state("hidden", _comment(4), state="hidden", reason="It named somebody who had not agreed to it."),
    ],
    "empty_state": lambda: [
        state(
            "not yet", "No ideas yet", "Be the first.", "kiln", action=("Put forward an idea", "/ideas/new"), level=3
        ),
        state("nothing found", "Nothing found", "Try fewer words.", "teapot", level=3),
        state("nothing here", "No projects here yet", "They come in June.", "shelf", level=3),
        state("nothing to answer", "No messages", "You are up to date.", "letterbox", level=3),
        state("all done", "All done for today", "Put the kettle on.", "lamp", level=3),
    ],
    "notice": lambda: [
        state("done", "Your idea is in. We will tell you when it has been checked."),
        state(
            "to know",
            "Voting opens on 6 July 2026.",
            kind="info",
            title="Coming up",
            body='<p><a href="/vote">Your ballot</a></p>',
        ),
        state("careful", "You have not cast this ballot yet.", kind="warning"),
    ],
    "pager": lambda: [
        state("middle", "/gallery?before=2", "/gallery?after=1", label="Pages, middle"),
        state("first page", None, "/gallery?after=1", label="Pages, first"),
        state("one page", None, None),
    ],
    "sealed_note": lambda: [
        state("sealed", Made(sealed=True, sentence="This vote is sealed. Amina and Bob open the ballots together.")),
        state("not sealed", Made(sealed=False, sentence="This vote is not sealed.")),
    ],
    "tag": lambda: [
        state("plain", "Draft"),
        state("good", "Funded", "good"),
        state("wait", "Being checked", "wait"),
        state("info", "New", "info"),
        state("no", "Not this time", "no"),
        state("bad", "Late", "bad"),
    ],
}
