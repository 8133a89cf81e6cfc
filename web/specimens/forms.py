"""Questions, answers and buttons."""

from types import SimpleNamespace as Made

from starlette.datastructures import QueryParams
from wtforms import fields, validators

from web.forms import Form, at_most, choices, required
from web.specimens.state import Specimens, State, state


class _Questions(Form):
    ok_title = fields.StringField("What is your idea called?", [at_most(60)])
    title = fields.StringField("Give your idea a name", [*required("Give your idea a name."), at_most(60)])
    story = fields.TextAreaField("What would you like to happen?", [at_most(400)])
    theme = fields.SelectField(
        "What is it about?", choices=choices([("", "Choose one"), ("green", "Parks and green places")])
    )
    tie = fields.RadioField(
        "How do you belong here?", choices=choices([("live", "I live here"), ("work", "I work here")])
    )
    size = fields.RadioField("How big?", choices=choices([("s", "Small"), ("m", "Medium"), ("l", "Large")]))
    about = fields.SelectMultipleField("Tell me about", choices=choices([("mine", "My ideas"), ("all", "All news")]))
    agree = fields.BooleanField("I have read how my idea will be shown", [validators.InputRequired("Tick the box.")])
    cost = fields.IntegerField("About how much would it cost?")
    opens = fields.DateField("When does it open?")
    email = fields.EmailField("Your email address")
    photo = fields.FileField("A photo")
    key = fields.HiddenField()


def _empty() -> _Questions:
    return _Questions()


def _wrong() -> _Questions:
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


_SELECTS = [
    Made(name="place", label="Where", value="han", options=[("", "All neighbourhoods"), ("han", "Hanley")]),
    Made(name="sort", label="Order", value="new", options=[("new", "Newest first"), ("top", "Most supported")]),
]
_LONG = [("shares", "Equal shares, by rank (this one counted)"), ("votes", "Most votes first")]
_RULES = [Made(name=name, label=f"The {name} rule", value="votes", options=_LONG) for name in ("one", "other")]

FORMS: Specimens = {
    "button": lambda: [
        state("main", "Send my idea"),
        state("secondary", "Save for later", kind="secondary"),
        state("warning", "Withdraw this idea", kind="warning"),
        state("quiet, told apart for those who listen", "Support", kind="quiet", more="Lantern parade"),
        state("cannot be used", "Open the vote", disabled=True),
    ],
    "error_summary": lambda: [
        state("of a form", _wrong()),
        state("of an action", errors=[("Voting has just closed. Your ballot was not changed.", None)]),
        state("nothing is wrong", _empty()),
    ],
    "field": _fields,
    "filters": lambda: [
        state(
            "with search", "/gallery", _SELECTS, search=("q", "Search", "bench"), clear="/gallery", label="Find ideas"
        ),
        state("selects alone", "/gallery", [Made(name="theme", label="About", value="", options=[("", "Anything")])]),
        state("long options", "/gallery", _RULES, label="Choose two rules", wide=True),
    ],
    "link_button": lambda: [
        state("main", "Put forward an idea", "/ideas/new"),
        state("quiet", "Edit", "/", kind="quiet"),
    ],
    "steps": lambda: [state("second of four", 2, 4), state("last", 4, 4)],
    "summary_list": lambda: [
        state("to check", [("Title", "Lantern parade", "/ideas/new"), ("Photo", None, "/"), ("Cost", "£5")])
    ],
}
