"""Every page a view names exists, every fragment of it too, and templates keep the house rules."""

import ast
import re
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from web.assets import Assets
from web.settings import ROOT, Settings
from web.templating import build_environment

TEMPLATES = ROOT / "templates"
PACKAGES = ("web", "ledger", "post", "residents", "ballot_box", "pb", "assembly", "outcomes")


@pytest.fixture(scope="module")
def environment() -> Environment:
    return build_environment(Settings(), Assets(ROOT / "static"))


def all_templates() -> list[str]:
    return sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))


def named_pages() -> set[tuple[str, str | None, str]]:
    """(template, fragment, where) of every call of page() in the code."""
    found = set()
    for package in PACKAGES:
        for file in (ROOT / package).rglob("*.py"):
            for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "page":
                    found |= _named_by(call, file)
    return found


def _named_by(call: ast.Call, file: Path) -> set[tuple[str, str | None, str]]:
    fragment = next((keyword.value for keyword in call.keywords if keyword.arg == "fragment"), None)
    fragments: list[str | None] = [*_texts(fragment)] or [None]
    where = f"{file.relative_to(ROOT)}:{call.lineno}"
    return {(name, part, where) for name in _texts(call.args[1]) if name.endswith(".html") for part in fragments}


def _texts(node: ast.AST | None) -> list[str]:
    return [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)] if node else []


def test_every_page_and_fragment_that_a_view_names_exists(environment: Environment) -> None:
    pages = named_pages()

    missing = [f"{where} names {name}" for name, _, where in pages if not (TEMPLATES / name).is_file()]
    for name, fragment, where in pages:
        if fragment and (TEMPLATES / name).is_file() and fragment not in environment.get_template(name).blocks:
            missing.append(f"{where} names the block {fragment} of {name}")

    assert len(pages) > 5
    assert missing == []


@pytest.mark.parametrize("name", all_templates())
def test_a_template_compiles(environment: Environment, name: str) -> None:
    environment.get_template(name)


@pytest.mark.parametrize("name", all_templates())
def test_all_text_of_a_template_can_be_translated(environment: Environment, name: str) -> None:
    """Words outside {% trans %} and _() would stay English for ever."""
    tree = environment.parse((TEMPLATES / name).read_text(encoding="utf-8"))
    raw = "".join(node.data for node in _raw_text(tree))
    visible = re.sub(r"<(script|style|svg)\b.*?</\1>|<!--.*?-->|<[^<>]*>?|[^<>]*>", " ", raw, flags=re.S)

    words = [word for word in re.findall(r"[A-Za-z]{3,}", visible) if word not in ("nbsp", "middot", "ndash", "hellip")]

    assert words == []


def _raw_text(tree: nodes.Template) -> list[nodes.TemplateData]:
    return list(tree.find_all(nodes.TemplateData))


@pytest.mark.parametrize("name", all_templates())
def test_a_template_has_no_inline_style_or_script(name: str) -> None:
    text = (TEMPLATES / name).read_text(encoding="utf-8")

    assert re.findall(r"\sstyle=|\son[a-z]+=|<style|<script(?![^>]*\bsrc=)|hx-on|javascript:", text) == []


def test_every_component_says_in_its_first_line_what_it_is_for() -> None:
    silent = [path.name for path in (TEMPLATES / "ui").glob("*.html") if not path.read_text().startswith("{#")]

    assert silent == []


def test_every_template_is_used() -> None:
    """A page that no view names and no other template uses is a left-over."""
    code = " ".join(path.read_text(encoding="utf-8") for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
    markup = " ".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html"))

    unused = [name for name in all_templates() if not name.startswith("ui/") and name not in code + markup]

    assert unused == []
