"""The shared pools with what is proved about them; where they are missing, their tests are left out loudly."""

import json
from pathlib import Path
from typing import Any

from assembly.sortition.files import read_pool
from assembly.sortition.pool import Pool
from tests.shared_data import needed

FEASIBLE = ("stoke_small_120_40", "stoke_mid_320_45", "stoke_large_1200_50", "replacement_mid_320_5")


def folder(name: str) -> Path:
    return needed("sortition", name)


def pool_of(name: str) -> Pool:
    place = folder(name)
    seats = json.loads((place / "instance.json").read_text("utf-8"))["panel_size"]
    people, quotas = (place / "people.csv").read_bytes(), (place / "features.csv").read_bytes()
    return read_pool(people, quotas, seats, ("address1", "postcode"))


def oracle(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder(name) / "oracle.json").read_text("utf-8"))
    return found


def proved_floor(name: str) -> float:
    known = oracle(name)
    floor: float = known.get("maximin_upper_bound_lp_over_coverable") or known["maximin_upper_bound_lp"]
    return floor
