"""Ideas, projects, the ballot and what comes of it."""

from types import SimpleNamespace as Made
from typing import Any

from web.specimens.state import Specimens, State, state

_IDEA = {
    "title": "Tuesday night youth club on the High Street",
    "summary": "A weekly drop-in for 11 to 17 year olds: table tennis, music kit and hot food, with two youth workers.",
    "neighbourhood": "Tunstall",
    "supports": 22,
    "comments_count": 4,
}
_THEMES = [
    "star",
    "green",
    "youth",
    "transport",
    "heritage",
    "lounge",
    "litter",
    "cohesion",
    "canals",
    "skills",
    "safety",
    "health",
]
_WORDS = (
    "Youth club on the High Street",
    "Benches and shade along the canal towpath from Middleport to Longport",
    "Repair café in the old bank",
    "Wild flowers on Cobridge Road",
    "Lantern parade",
)


def _photo() -> str:
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 9'%3E"
        "%3Crect width='16' height='9' fill='%23b9cbec'/%3E%3Cpath d='M0 9l5-5 4 4 3-3 4 4z' fill='%231d6650'/%3E"
        "%3C/svg%3E"
    )


def _project(number: int, **more: Any) -> Made:
    made = {
        "id": number,
        "title": _WORDS[number % 5],
        "summary": "Made with people who live on the street, looked after by volunteers for the first two years.",
        "cost_pence": 95_000 + 61_050 * (number % 5),
        "theme": _THEMES[number % 12],
        "neighbourhood": "Burslem",
    }
    return Made(**{**made, **more})


def _projects(first: int) -> list[Made]:
    return [_project(number) for number in range(first, first + 5)]


def _rank_lists() -> list[State]:
    some, full, one = _projects(10), _projects(20), _projects(30)
    return [
        state("nothing chosen", [], _projects(40), 5),
        state("one chosen", one[:1], one, 5),
        state("some chosen", [some[2], some[0], some[3]], some, 5, body="<p>Then check your ballot.</p>"),
        state("as many as allowed", [full[1], full[4]], full, 2),
    ]


_WHY = ["31 of 40 supporters paid their share of its cost, so it was funded third."]
_WHY_NOT = ["Its 12 supporters had £640 left between them.", "At its turn £70 was left. It costs £1,560."]
_CODE = "BQ4X MYD7 0SCT KBAN KJVG 3QPS MANS V0HT NMQM JR6F WDRE ZX30 8CM0"

CARDS: Specimens = {
    "ballot_order": lambda: [state("three choices", _projects(1)[:3])],
    "idea_card": lambda: [
        state("no photo", Made(id=1, theme="youth", **_IDEA), level=3),
        state(
            "a photo", Made(id=2, theme="", photo_url=_photo(), photo_alt="Hills under a blue sky", **_IDEA), level=3
        ),
        state(
            "a tag and acts",
            Made(id=3, theme="canals", **_IDEA),
            state=("Checked", "good"),
            level=3,
            body="<p>Yours</p>",
        ),
    ],
    "project_card": lambda: [
        state("on the ballot", _project(3), "/gallery", level=3, body="<p>Your choice 2</p>"),
        state("funded", _project(4), "/gallery", state=("Funded", "good"), facts=["31 ballots"], level=3),
        state(
            "not funded",
            _project(6, photo_url=_photo(), photo_alt="Hills"),
            "/gallery",
            ("Not this time", "no"),
            level=3,
        ),
    ],
    "rank_list": _rank_lists,
    "reason_card": lambda: [
        state("funded", "Lantern parade", "funded", _WHY, [("Cost", "£1,560"), ("Place", "3rd")], level=3),
        state(
            "not funded", "Repair café", "not_funded", _WHY_NOT, change="Six more ballots ranking it first.", level=3
        ),
    ],
    "ballot_code": lambda: [state("whole", _CODE)],
    "receipt": lambda: [
        state("cast", "Your ballot is in the box", _CODE, [("Cast", "6 July 2026 at 6:30pm")], body="<p>Thanks.</p>")
    ],
    "receipt_lookup": lambda: [
        state("in the record", "This code is in the record", _CODE, body="<p>It is line number 12.</p>")
    ],
}
