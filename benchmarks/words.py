"""What the people of the measured city write: made up here, the same each time."""

from collections.abc import Iterator
from random import Random

_WISHES = [
    (
        "A bench and a planter on {street}",
        "My mum walks to the shops and has nowhere to sit down on the way. One bench halfway up {street} would do it.",
        "youth",
    ),
    (
        "Tuesday cooking club in {place}",
        "Two hours, one pot, twelve people. We learn to cook something cheap from scratch and eat it together.",
        "health",
    ),
    (
        "Light the path behind {street}",
        "After four o’clock in winter the path is pitch dark. Solar lights in the ground would be enough.",
        "safety",
    ),
    (
        "Fruit trees for {place}",
        "Apples and damsons that anybody may pick. The school would water them and keep a diary of the blossom.",
        "green",
    ),
    (
        "Repair café, first Saturday, {place}",
        "Toasters, zips, bicycles, lamps. Six of us can mend things and like to show how. We need tools and a room.",
        "skills",
    ),
    (
        "Paint the underpass at {street}",
        "It has been grey and wet for as long as I can think. A painter would plan a mural with the young people.",
        "heritage",
    ),
    (
        "Dropped kerbs along {street}",
        "With a pushchair or a wheelchair you have to go round by the main road. Four kerbs would open the whole way.",
        "transport",
    ),
    (
        "Five-a-side under lights in {place}",
        "The pitch is there and the lights are not. From October to March nobody can play after school.",
        "youth",
    ),
    (
        "Chatty tables at the library in {place}",
        "A table with a sign: sit here if you would like to talk. Tea is ready. Somebody sees that nobody sits alone.",
        "cohesion",
    ),
    (
        "Pond dipping in the park at {place}",
        "The pond is full of reed and crisp packets. We clear it, put in a small deck, and the school brings its nets.",
        "green",
    ),
    (
        "Cycle racks outside the shops on {street}",
        "People lock bicycles to the railings and they are in the way. Eight proper racks fit into one parking space.",
        "transport",
    ),
    (
        "Story walk for small children in {place}",
        "Twelve posts round the park, each with a page of a picture book. It changes with the seasons.",
        "skills",
    ),
]
_MORE = [
    "The council owns the land already, I looked it up.",
    "I have asked the neighbours on both sides and they would help to look after it.",
    "There was one like it when I was a child and everybody used it.",
    "It would matter most to people who have no car and no garden.",
    "The shop on the corner has offered to store what is needed.",
    "In Hanley something like this cost about two thousand pounds.",
    "If it is too dear, half of it would be a good start.",
    "We tried it for one afternoon in June and forty people came.",
]
_COMMENTS = [
    "Yes please. I pass there twice a day and it would make a real difference to my nan.",
    "Good idea, but who will look after it in three years’ time? Please say so in the plan.",
    "The residents’ association would help with the planting. We meet on the first Monday of the month.",
    "Could it be nearer to the bus stop? People wait there for twenty minutes with their shopping.",
    "I would come every week. I have told my neighbours about it too.",
    "Not sure about the place, there is a drain there. The other side of the road is drier.",
]
PLACES = ["Tunstall", "Burslem", "Hanley", "Stoke", "Fenton", "Longton"]
THEMES = ["green", "youth", "health", "safety", "cohesion", "heritage", "skills", "transport"]
_STREETS = ["Furlong Road", "Kiln Lane", "Trent Walk", "Pottery Row", "Saggar Street", "Canal Side", "Bottle Close"]
_NAMES = ["Aisha", "Tom B", "Mrs Colclough", "Dariusz", "Leanne", "A resident of Smithfield", "Kez", "Olu", "Ray"]


def ideas(number: int, chance: Random) -> Iterator[tuple[str, str, str, str]]:
    """Title, text, theme and place of so many ideas."""
    for n in range(number):
        title, text, theme = chance.choice(_WISHES)
        place = PLACES[n % len(PLACES)]
        where = {"street": chance.choice(_STREETS), "place": place}
        body = " ".join([text.format(**where), *chance.sample(_MORE, 3)])
        yield f"{title.format(**where)}, number {n + 1}", body, theme, place


def comments(number: int, chance: Random) -> Iterator[tuple[str, str]]:
    """Name and text of so many comments."""
    for _ in range(number):
        yield chance.choice(_NAMES), " ".join(chance.sample(_COMMENTS, 2))


def name(chance: Random) -> str:
    return chance.choice(_NAMES)
