"""Money, maps and time."""

from types import SimpleNamespace as Made

from web.specimens.state import Specimens, state


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
_WAYS = ("Equal shares, by rank", "Most votes first")
_PAIRS = [
    Made(label="Tunstall", amounts=(1_350_000, 1_340_000), empty=False),
    Made(label="Hanley", amounts=(2_200_000, 0), empty=False),
    Made(label="Fenton", amounts=(0, 0), empty=True),
]
_ACCOUNT = [("Tunstall", "211", "12,345"), ("Stoke-upon-Trent", "1,204", "25,100")]

_SHARES = [
    Made(label="16 to 34", amounts=(310, 330), displays=["31%", "4 (33%)"], empty=False),
    Made(label="65 or over", amounts=(230, 0), displays=["23%", "fewer than 5"], empty=False),
]
FIGURES: Specimens = {
    "bar_chart": lambda: [
        state("money", "Money by neighbourhood", _MONEY, "Neighbourhood", "Money", note="Half equal, half by need."),
        state("nothing yet", "Turnout", [Made(label="Fenton", value=0, display="0")], "Neighbourhood", "Ballots"),
    ],
    "budget_bar": lambda: [
        state("some left", "Hanley’s pot", 2_200_000, [Made(label="Funded", amount=1_835_050)]),
        state(
            "parts", "All pots", 900_000, [Made(label=name, amount=300_000) for name in ("Small", "Medium", "Large")]
        ),
        state("too much", "Fenton’s pot", 100_000, [Made(label="Chosen so far", amount=125_000)]),
    ],
    "figure": lambda: [state("with a note", "The six towns", note="Not to scale.", body="<p>A drawing.</p>")],
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
    "pair_chart": lambda: [
        state("two rules", "Money by neighbourhood", _WAYS, _PAIRS, "Neighbourhood"),
        state("no money", "Money by theme", _WAYS, [Made(label="Play", amounts=(0, 0), empty=True)], "Theme"),
        state("another currency", "Money by size", _WAYS, _PAIRS[:1], "Size of grant", currency="PLN"),
        state("shares", "Age", ["The city", "The panel"], _SHARES, "Age"),
    ],
    "phase_timeline": lambda: [
        state("ideas", _phases(0), label="Ideas are open"),
        state("voting", _phases(2), label="Voting is open"),
        state("over", _phases(5), label="Everything is done"),
    ],
    "table": lambda: [
        state("numbers", "Every ballot", ["Neighbourhood", "Counted", "Residents"], _ACCOUNT),
        state(
            "words",
            "What each way gives",
            ["", *_WAYS],
            [("Money left over", "Leave it unspent", "Raise the shares")],
            numbers=False,
            hidden=True,
        ),
    ],
}
