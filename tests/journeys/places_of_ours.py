"""Two invented wards with a few invented postcodes, as files that `python main.py places load` takes."""

import json


def _square(west: float, south: float) -> list[list[list[float]]]:
    east, north = west + 0.02, south + 0.02
    return [[[west, south], [east, south], [east, north], [west, north], [west, south]]]


WARDS = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"ward_code": code, "ward_name": name, "lad_code": "E06099001"},
                "geometry": {"type": "Polygon", "coordinates": _square(west, 53.0)},
            }
            for code, name, west in (("E05099001", "Kiln Ward", -2.20), ("E05099002", "Canal Ward", -2.18))
        ],
    }
)
POSTCODES = """postcode,ward_code,lat,long
ST1 1AA,E05099001,53.010,-2.190
ST1 1AB,E05099001,53.012,-2.192
ST2 2AA,E05099002,53.010,-2.170
ST2 2AB,E05099002,53.012,-2.172
"""
