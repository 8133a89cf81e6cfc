"""The project looked at as files: what the guard tests read. Nothing here runs the site."""

import ast
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# Lowest first. A package may use what stands before it; packages of one row do not know each other.
PACKAGE_ORDER = (
    ("database",),
    ("web",),
    ("ledger", "post"),
    ("residents",),
    ("ballot_box",),
    ("pb", "assembly"),
    ("outcomes",),
)
RANKS = {package: rank for rank, row in enumerate(PACKAGE_ORDER) for package in row}


@dataclass(frozen=True, slots=True)
class Import:
    """One import of one module: `from pb import ideas` names `pb.ideas`, on the line where it stands."""

    source: "Source"
    target: str
    line: int

    @property
    def package(self) -> str:
        return self.target.split(".")[0]

    def __str__(self) -> str:
        return f"{self.source.path.relative_to(ROOT)}:{self.line} imports {self.target}"


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file and its dotted name."""

    path: Path
    name: str

    @property
    def package(self) -> str:
        return self.name.split(".")[0]

    @property
    def layer(self) -> str:
        """pure, tables, views, actions; or `web`, `database`, `main`, where the whole package is one layer."""
        parts = self.name.split(".")
        if parts[0] in ("main", "web", "database"):
            return parts[0]
        pure = {"counting", "sortition", "sealing", "disclosure", "phases", "splitting", "lots"}
        pure |= {"doubtful", "serials", "audit_draw"}
        if pure & set(parts[1:]) or (parts[0] == "ledger" and {"tree", "codes", "notes"} & set(parts[1:])):
            return "pure"
        if "models" in parts[1:]:
            return "tables"
        if {"views", "routes"} & set(parts[1:]):
            return "views"
        return "actions"

    def tree(self) -> ast.Module:
        return ast.parse(self.path.read_text("utf-8"), filename=str(self.path))


@cache
def project_files() -> tuple[Path, ...]:
    """Every file of the project: known to git, or new and not ignored. Without git: all but what is built."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode == 0:
        paths = [ROOT / name for name in sorted(set(listed.stdout.split("\0"))) if name]
    else:
        paths = [path for path in sorted(ROOT.rglob("*")) if not _is_built(path.relative_to(ROOT))]
    return tuple(path for path in paths if path.is_file())


def _is_built(path: Path) -> bool:
    hidden = any(part.startswith(".") and part != ".ci" for part in path.parts[:-1])
    made = {"node_modules", "__pycache__"} & set(path.parts) or path.parts[:2] == ("static", "build")
    return hidden or bool(made) or path.parts[0] == "data"


@cache
def sources() -> tuple[Source, ...]:
    """The Python files of the site itself: its packages and main.py."""
    found = []
    for path in project_files():
        parts = path.relative_to(ROOT).with_suffix("").parts
        if path.suffix == ".py" and (parts == ("main",) or parts[0] in RANKS):
            found.append(Source(path, ".".join(part for part in parts if part != "__init__")))
    return tuple(found)


@cache
def module_names() -> frozenset[str]:
    return frozenset(source.name for source in sources())


def imports_of(source: Source) -> list[Import]:
    """Every import of a file, wherever in it, also those inside functions and `if TYPE_CHECKING`."""
    found = []
    for node in ast.walk(source.tree()):
        if isinstance(node, ast.Import):
            found += [Import(source, alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            found += [Import(source, _module(base, alias.name), node.lineno) for alias in node.names]
    return found


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = source.path.name == "__init__.py"
    parts = source.name.split(".")
    above = parts[: len(parts) - node.level + (1 if is_package else 0)]
    return ".".join([*above, node.module] if node.module else above)


def _module(base: str, name: str) -> str:
    """`from pb import ideas` imports the module pb.ideas; `from pb.ideas import submit` imports the module pb.ideas."""
    return f"{base}.{name}" if f"{base}.{name}" in module_names() else base


def layer_of(target: str) -> str:
    """The layer of an imported module of the project."""
    return Source(ROOT, target).layer
