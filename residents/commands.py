"""Commands about people and places; see `residents.places.loading` for what the loading itself does."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from pathlib import Path

from residents import officers
from residents.models import Role
from residents.people import COMMAND_LINE
from residents.places import deprivation, loading
from residents.retention import commands as retention
from web.commands import Command
from web.refusals import Refused
from web.settings import Settings


async def load_places(_: Settings, chosen: Namespace) -> None:
    if not chosen.postcodes and not chosen.wards and not chosen.deprivation:
        raise Refused("Say what to load: --postcodes FILE, --wards FILE, --deprivation FILE, or several of them.")
    tenths = deprivation.read_tenths(chosen.deprivation) if chosen.deprivation else None
    if chosen.postcodes or chosen.wards:
        await _load_places(chosen)
    if tenths is not None:
        marked = await deprivation.mark(COMMAND_LINE, chosen.deprivation, tenths, datetime.now(UTC))
        print(f"Deprivation: {marked.postcodes} postcodes have a tenth, {marked.without} have none.")
        if marked.without:
            print("A postcode without one has no small area (LSOA) in its file, or one that the new file lacks.")
        if marked.wards:
            print(f"Residents: filled in for {marked.wards} wards.")


async def _load_places(chosen: Namespace) -> None:
    loaded = await loading.load(COMMAND_LINE, chosen.postcodes, chosen.wards, chosen.area, datetime.now(UTC))
    print(f"Wards: {loaded.wards}. Postcodes: {loaded.postcodes}, {loaded.near_a_line} of them beside a ward's line.")
    if loaded.leftover:
        print(f"Not in the new file, and kept because people may belong to them: {', '.join(loaded.leftover)}.")
    print("Next: make neighbourhoods of the wards at /office/neighbourhoods.")


def places_arguments(parser: ArgumentParser) -> None:
    about = "Code-Point Open, or CSV with headings: postcode, ward_code, and lat and long or easting and northing"
    parser.add_argument("--postcodes", type=Path, nargs="+", default=[], metavar="CSV", help=about)
    parser.add_argument("--wards", type=Path, metavar="GEOJSON", help="ward boundaries in longitude and latitude")
    about = "the indices of deprivation: CSV with an LSOA code and a decile, such as IMD_decile"
    parser.add_argument("--deprivation", type=Path, metavar="CSV", help=about)
    parser.add_argument("--area", default="", metavar="CODE", help="only this district, by its code: E06000021")


async def add_officer(settings: Settings, chosen: Namespace) -> None:
    roles = [Role(role) for role in chosen.role]
    _, token = await officers.invite(COMMAND_LINE, chosen.email, chosen.name, roles, datetime.now(UTC))
    print(f"Give this link to {chosen.name}. It works once, for 24 hours; it has been emailed as well:")
    print(f"{settings.address}/officers/enrolments/{token}")


def officer_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("email")
    parser.add_argument("--name", required=True, help="as colleagues know them")
    parser.add_argument(
        "--role",
        action="append",
        required=True,
        choices=[str(role) for role in officers.OFFICER_ROLES],
        help="may be given several times",
    )


commands: list[Command] = [
    Command("officers add", "Make somebody an officer; prints a link to set up their sign-in.", add_officer,
            officer_arguments),
    Command("places load", "Load a council's postcodes, ward boundaries and deprivation.", load_places,
            places_arguments),
    *retention.commands,
]  # fmt: skip
