"""The documents tell the truth: every setting, command and make target is in the README, and nothing that is gone."""

import re
import subprocess
from dataclasses import fields

import main
from tests.house import ROOT
from web.settings import Settings

README = (ROOT / "README.md").read_text("utf-8")
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def table(name: str) -> list[list[str]]:
    """The rows of the table between `<!-- name -->` and `<!-- /name -->`, cells stripped."""
    part = README.split(f"<!-- {name} -->")[1].split(f"<!-- /{name} -->")[0]
    lines = [line.strip().strip("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.split(" | ")] for line in lines[2:]]


def as_table(rows: list[list[str]]) -> str:
    """What to put between the markers, ready to copy."""
    return "the table in README.md should be\n" + "\n".join(f"| {' | '.join(row)} |" for row in rows)


def written(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"`{value}`" if value != "" else "empty"


def test_every_setting_is_in_the_readme_with_its_default_and_its_sentence() -> None:
    expected = [[f"`{item.name.upper()}`", written(item.default), item.metadata["about"]] for item in fields(Settings)]
    assert table("settings") == expected, as_table(expected)


def test_every_command_is_in_the_readme_with_its_sentence() -> None:
    expected = [[f"`{command.name}`", command.about] for command in sorted(main.COMMANDS, key=lambda one: one.name)]
    assert table("commands") == expected, as_table(expected)


def test_make_help_lists_every_target() -> None:
    listed = subprocess.run(["make", "-s", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    targets = re.findall(r"^\.PHONY: (.*)$", MAKEFILE, re.M)[0].split()
    shown = re.findall(r"^  make ([a-z-]+)", listed, re.M)
    assert {target for target in targets if not target.endswith("-setup")} == set(shown)


def test_the_readme_names_every_make_target() -> None:
    targets = re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.M)
    assert not [target for target in targets if target != "help" and f"`{target}`" not in README]


def test_the_changelog_has_a_place_for_what_comes_next() -> None:
    assert re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)[0] == "Unreleased"
