"""What a first visit carries: the page, its styles, scripts and fonts, as Chromium would ask for them."""

import re
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup

from benchmarks.serving import Server

CHROMIUM = {"accept-encoding": "gzip, deflate, br, zstd"}
_FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
_ADDRESS = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_RANGE = re.compile(r"U\+([0-9A-F?]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


@dataclass
class Visit:
    """Bytes by address, as transferred; addresses on other sites that a browser would ask."""

    parts: dict[str, int] = field(default_factory=dict)
    elsewhere: set[str] = field(default_factory=set)
    page_gzipped: int = 0

    @property
    def total(self) -> int:
        return sum(self.parts.values())


def first_visit(server: Server, path: str) -> Visit:
    visit = Visit()
    visit.page_gzipped = len(server.request(path, headers={"accept-encoding": "gzip"}).body)
    visit.parts[path] = len(server.request(path, headers=CHROMIUM).body)
    html = BeautifulSoup(server.request(path).body, "html.parser")
    styles = [str(link["href"]) for link in html.select("link[rel=stylesheet]")]
    scripts = [str(script["src"]) for script in html.select("script[src]")]
    preloaded = [str(link["href"]) for link in html.select("link[rel=preload]")]
    pictures = [str(one["src"]) for one in html.select("img[src], iframe[src], video[src], audio[src], source[src]")]
    pictures += [str(link["href"]) for link in html.select("link[rel=icon]")]
    for address in dict.fromkeys([*styles, *scripts, *preloaded]):
        _fetch(server, address, visit)
    letters = set(html.get_text())
    for style in styles:
        if not _is_elsewhere(style):
            _read_style(server, style, letters, visit)
    visit.elsewhere |= {address for address in pictures if _is_elsewhere(address)}
    return visit


def _fetch(server: Server, address: str, visit: Visit) -> None:
    if _is_elsewhere(address):
        visit.elsewhere.add(address)
    elif address not in visit.parts:
        answer = server.request(address, headers=CHROMIUM)
        if answer.status != 200:
            raise RuntimeError(f"{address} answers {answer.status}")
        visit.parts[address] = len(answer.body)


def _read_style(server: Server, address: str, letters: set[str], visit: Visit) -> None:
    """Fonts of which the page has letters are fetched; of everything else it only matters where it lies."""
    css = server.request(address).body.decode()
    for face in _FONT_FACE.findall(css):
        if _covers(face, letters):
            for source in _ADDRESS.finditer(face):
                _fetch(server, urljoin(address, source[1] or source[2]), visit)
    for found in _ADDRESS.finditer(css):
        target = found[1] or found[2]
        if _is_elsewhere(target):
            visit.elsewhere.add(target)


def _covers(face: str, letters: set[str]) -> bool:
    name, colon, ranges = face.partition("unicode-range:")
    if not colon:
        return True
    for first, last in _RANGE.findall(ranges.partition(";")[0]):
        low, high = int(first.replace("?", "0"), 16), int(last or first.replace("?", "F"), 16)
        if any(low <= ord(letter) <= high for letter in letters):
            return True
    return False


def _is_elsewhere(address: str) -> bool:
    return bool(urlsplit(address).netloc)
