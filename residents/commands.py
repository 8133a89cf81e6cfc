"""Commands about people and places; see `residents.places.loading` for what the loading itself does."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from residents.people import COMMAND_LINE
from residents.places import loading
from web.commands import Command
from web.refusals import Refused
from web.settings import Settings


async def load_places(_: Settings, chosen: Namespace) -> None:
    if not chosen.postcodes and not chosen.wards:
        raise Refused("Say what to load: --postcodes FILE, --wards FILE, or both.")
    loaded = await loading.load(COMMAND_LINE, chosen.postcodes, chosen.wards, chosen.area, datetime.now(UTC))
    print(f"Wards: {loaded.wards}. Postcodes: {loaded.postcodes}, {loaded.near_a_line} of them beside a ward's line.")
    if loaded.leftover:
        print(f"Not in the new file, and kept because people may belong to them: {', '.join(loaded.leftover)}.")
    print("Next: make neighbourhoods of the wards at /office/neighbourhoods.")


def places_arguments(parser: ArgumentParser) -> None:
    about = "Code-Point Open, or CSV with headings: postcode, ward_code, and lat and long or easting and northing"
    parser.add_argument("--postcodes", type=Path, nargs="+", default=[], metavar="CSV", help=about)
    parser.add_argument("--wards", type=Path, metavar="GEOJSON", help="ward boundaries in longitude and latitude")
    parser.add_argument("--area", default="", metavar="CODE", help="only this district, by its code: E06000021")


commands: list[Command] = [
    Command("places load", "Load a council's postcodes and ward boundaries.", load_places, places_arguments),
]
