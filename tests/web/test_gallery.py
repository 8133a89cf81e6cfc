"""The gallery has every component, in every state it can be in, and a page that a browser and a reader can use."""

import re

import pytest
from starlette.routing import Route

import main
from tests.browsing import Client, text_of
from web.gallery import COMPONENTS, about
from web.settings import ROOT, Settings
from web.specimens import SPECIMENS

ALL = sorted(path.stem for path in COMPONENTS.glob("*.html"))


def test_every_component_is_in_the_gallery() -> None:
    assert sorted(SPECIMENS) == ALL


@pytest.mark.parametrize("name", ALL)
def test_a_component_says_what_it_is_for(name: str) -> None:
    assert len(about(COMPONENTS / f"{name}.html")) > 20


@pytest.mark.parametrize("name", ALL)
def test_every_choice_a_component_can_make_is_shown(name: str) -> None:
    """A parameter or a kind that a macro knows must occur in one of its states, or nobody ever looks at it."""
    source = (COMPONENTS / f"{name}.html").read_text(encoding="utf-8")
    states = SPECIMENS[name]()
    shown = repr([(state.args, state.options) for state in states])

    kinds = re.findall(r'\b(?:kind|outcome|state) == "(\w+)"', source)
    missing = [kind for kind in kinds if kind not in shown and not _is_the_default(source, kind)]
    if "caller()" in source and not any(state.body for state in states):
        missing.append("a caller's block")

    assert missing == []
    assert len({state.name for state in states}) == len(states)


def _is_the_default(source: str, kind: str) -> bool:
    return f'="{kind}"' in source


async def test_the_gallery_shows_every_state(client: Client) -> None:
    page = await client.get("/gallery")

    for name in ALL:
        section = page.find("section", id=name)
        names = [text_of(label) for label in section.select(".gallery__state")] if section else []
        assert names == [state.name for state in SPECIMENS[name]()], name


async def test_a_state_that_needs_a_page_of_its_own_has_one(client: Client) -> None:
    addresses = [state.page for name in ALL for state in SPECIMENS[name]() if state.page]
    for address in addresses:
        await client.get(address)

    assert addresses
    await client.get("/gallery/field/no-such-state", status=404)
    await client.get("/gallery/no-such-component/text", status=404)


def test_the_gallery_is_not_on_a_real_site() -> None:
    settings = Settings(production=True, secret_key="x" * 40, base_url="https://example.org")
    paths = {route.path for route in main.routes(settings) if isinstance(route, Route)}

    assert not [path for path in paths if path.startswith("/gallery")]


def test_every_theme_of_the_tiles_has_its_drawing() -> None:
    styles = (ROOT / "static" / "css" / "tiles.scss").read_text(encoding="utf-8")
    listed = re.search(r"\$theme in ([^{]+)", styles)
    drawn = {path.stem for path in (ROOT / "static" / "img" / "tiles").glob("*.svg")}

    assert listed is not None
    assert set(re.findall(r'"(\w+)"', listed[1])) | {"star"} == drawn
