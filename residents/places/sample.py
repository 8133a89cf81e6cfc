"""The sample of Stoke-on-Trent: its wards, a few postcodes of each, and the six towns as neighbourhoods.

sample_data/README.md says where the facts come from.
"""

import csv
from pathlib import Path

from database import transaction
from residents.places import map as city_map
from residents.places.models import Neighbourhood, NeighbourhoodPart, PartKind, Postcode, Ward

_FOLDER = Path(__file__).parent / "sample_data"
AREA = "E06000021"


def lines(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


async def load() -> None:
    """Put the sample in. What is there already stays: real wards and postcodes, and neighbourhoods of any kind."""
    async with transaction():
        await _wards()
        await _postcodes()
        if not await Neighbourhood.exists():
            await _neighbourhoods()
        await city_map.redraw()


async def _wards() -> None:
    wards = [
        Ward(
            code=line["code"],
            name=line["name"],
            area_code=AREA,
            lat=float(line["lat"]),
            long=float(line["long"]),
            residents=int(line["residents"]),
            deprived_residents=int(line["deprived_residents"]),
        )
        for line in lines("wards.csv")
    ]
    await Ward.bulk_create(wards, on_conflict=["code"], update_fields=["residents", "deprived_residents"])


async def _postcodes() -> None:
    postcodes = [
        Postcode(
            code=line["postcode"].replace(" ", ""),
            ward_id=line["ward"],
            lsoa=line["lsoa"],
            lat=float(line["lat"]),
            long=float(line["long"]),
            near_ward_id=line["near_ward"] or None,
        )
        for line in lines("postcodes.csv")
    ]
    await Postcode.bulk_create(postcodes, ignore_conflicts=True)


async def _neighbourhoods() -> None:
    wards = lines("wards.csv")
    for position, line in enumerate(lines("neighbourhoods.csv")):
        its = [ward for ward in wards if ward["neighbourhood"] == line["slug"]]
        place = await Neighbourhood.create(
            slug=line["slug"],
            name=line["name"],
            description=line["description"],
            residents=sum(int(ward["residents"]) for ward in its),
            deprived_residents=sum(int(ward["deprived_residents"]) for ward in its),
            position=position,
        )
        await NeighbourhoodPart.bulk_create(
            NeighbourhoodPart(neighbourhood_id=place.id, kind=PartKind.WARD, code=ward["code"]) for ward in its
        )
