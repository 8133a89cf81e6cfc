"""What the gallery shows: each component with made-up content, in every state it can be in."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace as Made
from typing import Any

from markupsafe import Markup
from starlette.datastructures import QueryParams
from wtforms import fields, validators

from web.forms import Form, at_most, required


@dataclass(frozen=True)
class State:
    name: str
    args: tuple[Any, ...] = ()
    options: dict[str, Any] = field(default_factory=dict)
    body: str = ""  # what stands between {% call %} and {% endcall %}
    page: str = ""  # address of a page of its own, for what cannot share one


def state(name: str, *args: Any, body: str = "", page: str = "", **options: Any) -> State:
    return State(name, args, options, Markup(body), page)  # noqa: S704 # our own words


_IDEA = {
    "title": "Tuesday night youth club on the High Street",
    "summary": "A weekly drop-in for 11 to 17 year olds: table tennis, music kit and hot food, with two youth workers.",
    "neighbourhood": "Tunstall",
    "supports": 22,
    "comments_count": 4,
}
_THEMES = "star green youth transport heritage lounge litter cohesion canals skills safety health".split()
_WORDS = (
    "Youth club on the High Street",
    "Benches and shade along the canal towpath from Middleport to Longport",
    "Repair café in the old bank",
    "Wild flowers on Cobridge Road",
    "Lantern parade",
)


def _photo() -> str:
    return (
        "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 9'%3E%3Crect width='16' height='9'"
        " fill='%23b9cbec'/%3E%3Cpath d='M0 9l5-5 4 4 3-3 4 4z' fill='%231d6650'/%3E%3C/svg%3E"
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


class _Questions(Form):
    ok_title = fields.StringField("What is your idea called?", [at_most(60)])
    title = fields.StringField("Give your idea a name", [*required("Give your idea a name."), at_most(60)])
    story = fields.TextAreaField("What would you like to happen?", [at_most(400)])
    theme = fields.SelectField("What is it about?", choices=[("", "Choose one"), ("green", "Parks and green places")])
    tie = fields.RadioField("How do you belong here?", choices=[("live", "I live here"), ("work", "I work here")])
    size = fields.RadioField("How big?", choices=[("s", "Small"), ("m", "Medium"), ("l", "Large")])
    about = fields.SelectMultipleField("Tell me about", choices=[("mine", "My ideas"), ("all", "All news")])
    agree = fields.BooleanField("I have read how my idea will be shown", [validators.InputRequired("Tick the box.")])
    cost = fields.IntegerField("About how much would it cost?")
    opens = fields.DateField("When does it open?")
    email = fields.EmailField("Your email address")
    photo = fields.FileField("A photo")
    key = fields.HiddenField()


def _empty() -> Any:
    return _Questions()


def _wrong() -> Any:
    form = _Questions(QueryParams("title=&story=Hot+food&tie=elsewhere&theme=&size=s"))
    form.validate()
    return form


def _fields() -> list[State]:
    ask, wrong = _empty(), _wrong()
    return [
        state("text", ask.ok_title, hint="A few words. You can change it later."),
        state("text, with what is wrong", wrong.title),
        state("long text, counted", ask.story, hint="What, where, and who is it for?", count=True),
        state("money", ask.cost, prefix="£", width=5, hint="A guess is fine."),
        state("email", ask.email, autocomplete="email"),
        state("date", ask.opens, width=10),
        state("one of a list", ask.theme),
        state("one of a few", ask.tie, hints={"work": "Or you study or volunteer here."}),
        state("one of a few, short, with what is wrong", wrong.size, inline=True),
        state("any of these", ask.about, small=True),
        state("yes or no", ask.agree),
        state("a photo", ask.photo, hint="JPEG, PNG or WebP, up to 8 MB.", accept="image/*"),
        state("hidden", ask.key),
        state("the only question of its page", ask.tie, heading=True, page="/gallery/field/only-question"),
    ]


def _town(name: str, x: int, y: int, detail: str) -> Made:
    corner = f"M{x - 55} {y - 38}h100l16 34-18 44h-92l-18-40z"
    return Made(name=name, href=f"/ideas?neighbourhood={name.lower()}", path=corner, x=x, y=y + 6, detail=detail)


def _towns() -> list[Made]:
    names = ("Tunstall", "Burslem", "Hanley", "Stoke", "Fenton", "Longton")
    places = ((120, 60), (160, 145), (230, 230), (150, 315), (290, 335), (330, 425))
    return [_town(name, x, y, "7 ideas") for name, (x, y) in zip(names, places, strict=True)]


def _phases(now: int) -> list[Made]:
    names = ("Ideas", "Checks", "Vote", "Count", "It happens")
    when = ("5 to 31 May 2026", "June 2026", "6 to 26 July 2026", "", "From September 2026")
    stands = ["done" if at < now else "now" if at == now else "next" for at in range(5)]
    return [Made(name=name, when=at, state=how) for name, at, how in zip(names, when, stands, strict=True)]


_MONEY = [
    Made(label="Tunstall", value=1_350_000, display="£13,500"),
    Made(label="Stoke-upon-Trent", value=950_000, display="£9,500"),
    Made(label="Hanley", value=2_200_000, display="£22,000"),
]
_SPLIT = [
    Made(name="Tunstall", working="14% of the people, 12% of the need", amount=1_350_000),
    Made(name="Hanley", working="25% of the people, 28% of the need", amount=2_200_000),
]
_SELECTS = [
    Made(name="place", label="Where", value="han", options=[("", "All neighbourhoods"), ("han", "Hanley")]),
    Made(name="sort", label="Order", value="new", options=[("new", "Newest first"), ("top", "Most supported")]),
]


def _comment(number: int, **more: Any) -> Made:
    made = {"id": number, "author_name": "Sue S.", "when": "3 days ago", "body_html": "<p>My two would come.</p>"}
    return Made(**{**made, **more})


def _rank_lists() -> list[State]:
    some, full, one = _projects(10), _projects(20), _projects(30)
    return [
        state("nothing chosen", [], _projects(40), 5),
        state("one chosen", one[:1], one, 5),
        state("some chosen", [some[2], some[0], some[3]], some, 5),
        state("as many as allowed", [full[1], full[4]], full, 2),
    ]


_WHY = "31 of 40 supporters paid their share of its cost, so it was funded third."
_WHY_NOT = "Its 12 supporters had £640 left between them when its turn came. It costs £1,560."
_CODE = "7F3KQ2MZX9TBW4HD"

SPECIMENS: dict[str, Callable[[], list[State]]] = {
    "ballot_order": lambda: [state("three choices", _projects(1)[:3])],
    "bar_chart": lambda: [
        state("money", "Money by neighbourhood", _MONEY, "Neighbourhood", "Money", note="Half equal, half by need."),
        state("nothing yet", "Turnout", [Made(label="Fenton", value=0, display="0")], "Neighbourhood", "Ballots"),
    ],
    "breadcrumbs": lambda: [state("two levels", [("Home", "/"), ("Ideas", "/ideas")])],
    "budget_bar": lambda: [
        state("some left", "Hanley’s pot", 2_200_000, [Made(label="Funded", amount=1_835_050)]),
        state(
            "parts", "All pots", 900_000, [Made(label=name, amount=300_000) for name in ("Small", "Medium", "Large")]
        ),
        state("too much", "Fenton’s pot", 100_000, [Made(label="Chosen so far", amount=125_000)]),
    ],
    "button": lambda: [
        state("main", "Send my idea"),
        state("secondary", "Save for later", kind="secondary"),
        state("warning", "Withdraw this idea", kind="warning"),
        state("quiet, told apart for those who listen", "Support", kind="quiet", more="Lantern parade"),
        state("cannot be used", "Open the vote", disabled=True),
    ],
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
    "error_summary": lambda: [
        state("of a form", _wrong()),
        state("of an action", errors=[("Voting has just closed. Your ballot was not changed.", None)]),
        state("nothing is wrong", _empty()),
    ],
    "field": _fields,
    "figure": lambda: [state("with a note", "The six towns", note="Not to scale.", body="<p>A drawing.</p>")],
    "filters": lambda: [
        state(
            "with search", "/gallery", _SELECTS, search=("q", "Search", "bench"), clear="/gallery", label="Find ideas"
        ),
        state("selects alone", "/gallery", [Made(name="theme", label="About", value="", options=[("", "Anything")])]),
    ],
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
    "link_button": lambda: [
        state("main", "Put forward an idea", "/ideas/new"),
        state("quiet", "Edit", "/", kind="quiet"),
    ],
    "map_beside_list": lambda: [
        state("towns", _towns(), (450, 490), "Map of the towns", current="Hanley"),
        state(
            "many areas",
            [_town(f"Ward {n}", 70 + n % 3 * 130, 60 + n // 3 * 90, "") for n in range(12)],
            (410, 390),
            "Map of wards",
        ),
    ],
    "money_split_table": lambda: [state("two pots", "How the money is shared", _SPLIT)],
    "notice": lambda: [
        state("done", "Your idea is in. We will tell you when it has been checked."),
        state("to know", "Voting opens on 6 July 2026.", kind="info", title="Coming up"),
        state("careful", "You have not cast this ballot yet.", kind="warning"),
    ],
    "pager": lambda: [
        state("middle", "/gallery?before=2", "/gallery?after=1", label="Pages, middle"),
        state("first page", None, "/gallery?after=1", label="Pages, first"),
        state("one page", None, None),
    ],
    "phase_timeline": lambda: [
        state("ideas", _phases(0), label="Ideas are open"),
        state("voting", _phases(2), label="Voting is open"),
        state("over", _phases(5), label="Everything is done"),
    ],
    "project_card": lambda: [
        state("on the ballot", _project(3), "/gallery", level=3),
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
    "receipt": lambda: [
        state("cast", "Your ballot is in the box", _CODE, [("Cast", "6 July 2026 at 6:30pm")], body="<p>Thanks.</p>")
    ],
    "steps": lambda: [state("second of four", 2, 4), state("last", 4, 4)],
    "summary_list": lambda: [
        state("to check", [("Title", "Lantern parade", "/ideas/new"), ("Photo", None, "/"), ("Cost", "£5")])
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
