"""What may lie in the repository: nothing private, nothing of one machine, nothing unexplained, nothing unfinished."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from tests.house import ROOT, project_files

GENERATED = {"package-lock.json", "LICENSE"}
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".ico", ".woff2", ".mo"}
# Written in two halves, so that this file does not find itself.
REGISTRIES = re.compile(
    "registry" + r"\.npmjs|pypi" + r"\.org|files\.python" + "hosted|index" + r"-url\s*=|//[^/\s]+/" + "simple/"
)
ONE_MACHINE = re.compile(r"(?<![\w.:])/(?:ho" + r"me|ro" + r"ot|Us" + r"ers|wo" + r"rk|tm" + r"p)/\w")
SECRETS = re.compile(
    "-----BEGIN [A-Z ]*PRIVATE" + r" KEY|\bAKIA[0-9A-Z]{16}\b|\bgh[pousr]_\w{30,}|\bxox[abp]-\w+|"
    r"(?i:(?:password|secret_key|api_key|token)\s*=\s*['\"][A-Za-z0-9+/_-]{24,}['\"])"
)
UNFINISHED = re.compile(
    r"\bTO" + r"DO\b|FIX" + r"ME|\bXX" + r"X\b|pytest\.sk" + r"ip|mark\.sk" + r"ip|mark\.xf" + "ail|importor" + "skip"
)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\(([^)\s]+)\)")
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))
AGPL = "8486a10c4393cee1c25392769ddd3b2d6c242d6ec7928e1414efff7dfb2f07ef"


def texts() -> list[tuple[str, str]]:
    named = [(str(path.relative_to(ROOT)), path) for path in project_files() if path.suffix not in PICTURES]
    return [(name, path.read_text("utf-8")) for name, path in named if name not in GENERATED]


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1} {match.group()!r}"
        for name, text in texts()
        for match in pattern.finditer(text)
    ]


def test_no_address_of_a_package_registry_is_written_down() -> None:
    assert not found(REGISTRIES)


def test_no_path_of_one_machine_is_written_down() -> None:
    assert not found(ONE_MACHINE)


def test_no_secret_is_written_down() -> None:
    assert not found(SECRETS)


def test_nothing_is_left_unfinished_or_skipped() -> None:
    assert not found(UNFINISHED)


def test_no_database_environment_or_built_file_is_committed() -> None:
    names = [str(path.relative_to(ROOT)) for path in project_files()]
    wrong = re.compile(r"(^|/)(\.env|node_modules|__pycache__)(/|$)|\.sqlite3|^static/build/|^data/|\.pyc$")
    assert not [name for name in names if wrong.search(name)]


def test_the_licence_is_the_whole_of_the_agpl() -> None:
    assert hashlib.sha256((ROOT / "LICENSE").read_bytes()).hexdigest() == AGPL


def test_every_python_package_is_locked_by_hash() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        pins = re.findall(r"^[a-z0-9].*?(?=^[a-z0-9]|\Z)", path.read_text("utf-8"), re.M | re.S)
        assert pins, path.name
        assert not [pin.split()[0] for pin in pins if "==" not in pin or "--hash=sha256:" not in pin], path.name


@pytest.mark.parametrize("name", ["app", "dev", "node", "bench", "oracle"])
def test_every_wish_is_locked(name: str) -> None:
    locked = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements" / f"{name}.txt").read_text("utf-8"), re.M))
    assert set(wishes(ROOT / "requirements" / f"{name}.in")) <= locked


def test_npm_packages_are_locked_by_hash_and_not_by_address() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text("utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry or "integrity" not in entry]


def test_what_is_installed_is_what_package_json_asks_for() -> None:
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    locked = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"][""]
    for group in ("dependencies", "devDependencies"):
        assert wanted.get(group, {}) == locked.get(group, {})


def wishes(path: Path) -> list[str]:
    lines = path.read_text("utf-8").splitlines()
    return [re.split(r"[\[<>=!~; ]", line)[0].lower() for line in lines if line.strip() and line[0] not in "#-"]


def test_every_dependency_is_explained() -> None:
    note = (ROOT / "docs" / "decisions" / "0008-dependencies.md").read_text("utf-8")
    explained = {name.lower() for name in re.findall(r"^\| `([^`]+)` \|", note, re.M)}
    package = json.loads((ROOT / "package.json").read_text("utf-8"))
    used = {name for path in (ROOT / "requirements").glob("*.in") for name in wishes(path)}
    used |= set(package.get("dependencies", {})) | set(package.get("devDependencies", {}))
    assert used == explained


def test_decision_notes_are_numbered_once() -> None:
    numbers = [path.name[:4] for path in DECISIONS]
    assert numbers
    assert all(number.isdigit() for number in numbers)
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize("note", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_note_says_what_why_and_what_follows(note: Path) -> None:
    text = note.read_text("utf-8")
    assert text.startswith("# ")
    assert re.findall(r"^## (.+)$", text, re.M)[:3] == ["Context", "Decision", "Consequences"]


def test_every_link_between_documents_leads_somewhere() -> None:
    wrong = []
    for path in project_files():
        if path.suffix == ".md":
            for target in LINK.findall(path.read_text("utf-8")):
                if not target.startswith(("http://", "https://", "mailto:")) and not leads_somewhere(path, target):
                    wrong.append(f"{path.relative_to(ROOT)} -> {target}")
    assert not wrong


def leads_somewhere(path: Path, target: str) -> bool:
    name, _, anchor = target.partition("#")
    file = (path.parent / name) if name else path
    if not file.exists():
        return False
    return not anchor or anchor in anchors(file)


def anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_top_level_folder_is_introduced() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    folders = {path.relative_to(ROOT).parts[0] for path in project_files() if len(path.relative_to(ROOT).parts) > 1}
    assert not [folder for folder in sorted(folders) if f"{folder}/" not in contributing]
