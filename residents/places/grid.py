"""From the British national grid to longitude and latitude.

The formulas and figures are those of Ordnance Survey, "A guide to coordinate systems in Great Britain", annexes B and
C: the transverse Mercator projection on the Airy 1830 ellipsoid, then a Helmert transformation to WGS84. It is within
about five metres of the exact transformation everywhere, which is closer than the middle of a postcode.
"""

from math import atan2, cos, degrees, hypot, radians, sin, sqrt, tan

_AIRY = (6_377_563.396, 6_356_256.909)  # semi-axes in metres
_WGS84 = (6_378_137.000, 6_356_752.314_2)
_SCALE = 0.999_601_271_7  # on the central meridian
_ORIGIN = (radians(49), radians(-2))  # the true origin: latitude, longitude
_FALSE = (400_000.0, -100_000.0)  # its easting and northing
_SHIFT = (446.448, -125.157, 542.060)  # metres
_TURN = tuple(radians(seconds / 3600) for seconds in (0.1502, 0.2470, 0.8421))
_STRETCH = -20.4894e-6


def to_lat_long(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in degrees (WGS84) of a point given in metres on the British national grid (OSGB36).

    Raises ValueError for a point that is not on the grid.
    """
    if not (0 <= easting <= 700_000 and 0 <= northing <= 1_300_000):
        raise ValueError("not on the British national grid")
    lat, long = _off_the_projection(easting, northing)
    return _geodetic(_helmert(_cartesian(lat, long, _AIRY)), _WGS84)


def _off_the_projection(easting: float, northing: float) -> tuple[float, float]:
    """Latitude and longitude in radians on Airy's ellipsoid; the terms VII to XIIA of the guide."""
    a, b = _AIRY
    lat = _footpoint(northing)
    e2 = 1 - (b * b) / (a * a)
    nu = a * _SCALE / sqrt(1 - e2 * sin(lat) ** 2)
    rho = a * _SCALE * (1 - e2) / (1 - e2 * sin(lat) ** 2) ** 1.5
    eta2 = nu / rho - 1
    t, sec = tan(lat), 1 / cos(lat)
    d = easting - _FALSE[0]
    vii = t / (2 * rho * nu)
    viii = t / (24 * rho * nu**3) * (5 + 3 * t**2 + eta2 - 9 * t**2 * eta2)
    ix = t / (720 * rho * nu**5) * (61 + 90 * t**2 + 45 * t**4)
    x = sec / nu
    xi = sec / (6 * nu**3) * (nu / rho + 2 * t**2)
    xii = sec / (120 * nu**5) * (5 + 28 * t**2 + 24 * t**4)
    xiia = sec / (5040 * nu**7) * (61 + 662 * t**2 + 1320 * t**4 + 720 * t**6)
    return lat - vii * d**2 + viii * d**4 - ix * d**6, _ORIGIN[1] + x * d - xi * d**3 + xii * d**5 - xiia * d**7


def _footpoint(northing: float) -> float:
    """The latitude on the central meridian that is as far north, found by getting closer to it."""
    lat, arc = _ORIGIN[0], 0.0
    while abs(northing - _FALSE[1] - arc) >= 0.00001:
        lat += (northing - _FALSE[1] - arc) / (_AIRY[0] * _SCALE)
        arc = _meridian_arc(lat)
    return lat


def _meridian_arc(lat: float) -> float:
    a, b = _AIRY
    n = (a - b) / (a + b)
    apart, together = lat - _ORIGIN[0], lat + _ORIGIN[0]
    first = (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * apart
    second = (3 * n + 3 * n**2 + 21 / 8 * n**3) * sin(apart) * cos(together)
    third = (15 / 8 * n**2 + 15 / 8 * n**3) * sin(2 * apart) * cos(2 * together)
    fourth = 35 / 24 * n**3 * sin(3 * apart) * cos(3 * together)
    return b * _SCALE * (first - second + third - fourth)


def _cartesian(lat: float, long: float, axes: tuple[float, float]) -> tuple[float, float, float]:
    a, b = axes
    e2 = 1 - (b * b) / (a * a)
    nu = a / sqrt(1 - e2 * sin(lat) ** 2)
    return nu * cos(lat) * cos(long), nu * cos(lat) * sin(long), nu * (1 - e2) * sin(lat)


def _helmert(point: tuple[float, float, float]) -> tuple[float, float, float]:
    x, y, z = point
    (tx, ty, tz), (rx, ry, rz), s = _SHIFT, _TURN, 1 + _STRETCH
    return tx + s * x - rz * y + ry * z, ty + rz * x + s * y - rx * z, tz - ry * x + rx * y + s * z


def _geodetic(point: tuple[float, float, float], axes: tuple[float, float]) -> tuple[float, float]:
    """Degrees; the latitude is found by getting closer to it."""
    (x, y, z), (a, b) = point, axes
    e2 = 1 - (b * b) / (a * a)
    flat = hypot(x, y)
    lat = atan2(z, flat * (1 - e2))
    for _ in range(5):
        nu = a / sqrt(1 - e2 * sin(lat) ** 2)
        lat = atan2(z + e2 * nu * sin(lat), flat)
    return degrees(lat), degrees(atan2(y, x))
