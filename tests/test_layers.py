"""Who may import whom. CONTRIBUTING.md explains the layers; these tests hold them."""

import ast
import sys
from collections.abc import Iterator

from tests.house import PACKAGE_ORDER, RANKS, ROOT, Import, Source, imports_of, layer_of, project_files, sources

STANDARD_LIBRARY = sys.stdlib_module_names
# The clock and chance arrive in a pure core as arguments.
NOT_IN_PURE = {"random", "time", "secrets", "uuid", "os", "sqlite3", "asyncio", "socket", "subprocess", "logging"}
CLOCK_CALLS = {"now", "utcnow", "today", "monotonic", "perf_counter"}
ALLOWED_IN_PURE = {"numpy", "scipy", "highspy", "cryptography", "nacl"}
WEB_LIBRARIES = {"starlette", "jinja2", "jinja2_fragments", "markupsafe", "wtforms", "uvicorn", "govuk_frontend_jinja"}
LONGEST_FUNCTION = 50
LONGEST_FILE = 300
# These go out alone to people who check a vote or a draw, so they cannot be two files.
LONGER = {"ballot_box/verifiers/verify.py": 399, "assembly/verifiers/draw.py": 400}


def imports(*layers: str) -> Iterator[Import]:
    for source in sources():
        if not layers or source.layer in layers:
            yield from imports_of(source)


def is_ours(found: Import) -> bool:
    return found.package in RANKS


def offences(found: list[Import], rule: str) -> str:
    return rule + "\n" + "\n".join(f"  {one}" for one in found)


def test_the_site_is_there_to_be_looked_at() -> None:
    assert {"main", "web", "database", "pb"} <= {source.package for source in sources()}


def test_packages_only_use_packages_below_them() -> None:
    wrong = [
        one
        for one in imports()
        if is_ours(one)
        and one.source.package != "main"
        and one.package != one.source.package
        and RANKS[one.package] >= RANKS[one.source.package]
    ]
    assert not wrong, offences(wrong, f"lowest first: {PACKAGE_ORDER}")


def test_pure_cores_import_only_the_standard_library_and_sums() -> None:
    wrong = [one for one in imports("pure") if not may_be_in_pure(one)]
    assert not wrong, offences(wrong, "a pure core takes everything it needs as arguments")


def may_be_in_pure(one: Import) -> bool:
    if is_ours(one):
        return one.package == one.source.package and layer_of(one.target) == "pure"
    if one.package in NOT_IN_PURE:
        return False
    return one.package in STANDARD_LIBRARY or one.package in ALLOWED_IN_PURE


def test_pure_cores_never_look_at_the_clock() -> None:
    wrong = [
        f"{source.path.relative_to(ROOT)}:{node.lineno}"
        for source in sources()
        if source.layer == "pure"
        for node in ast.walk(source.tree())
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCK_CALLS
    ]
    assert not wrong, f"the time arrives as an argument: {wrong}"


def test_tables_know_the_database_and_other_tables_only() -> None:
    wrong = [one for one in imports("tables") if not may_be_in_tables(one)]
    assert not wrong, offences(wrong, "tables may import tortoise, the database package and tables below")


def may_be_in_tables(one: Import) -> bool:
    if is_ours(one):
        return one.package == "database" or layer_of(one.target) == "tables"
    return one.package in STANDARD_LIBRARY or one.package == "tortoise"


def test_actions_know_nothing_of_requests_and_pages() -> None:
    wrong = [
        one
        for one in imports("actions")
        if one.package in WEB_LIBRARIES or (is_ours(one) and layer_of(one.target) == "views")
    ]
    assert not wrong, offences(wrong, "an action can be called from a page, a command or a test alike")


def test_what_actions_take_from_web_is_free_of_plumbing() -> None:
    plumbing = modules_with_plumbing()
    wrong = [one for one in imports("actions", "tables") if one.target in plumbing]
    assert not wrong, offences(wrong, "of web, actions use only words and refusals, nothing with requests or templates")


def modules_with_plumbing() -> set[str]:
    """Modules of web that import a web library, themselves or through another module of web."""
    web = {source.name: imports_of(source) for source in sources() if source.layer == "web"}
    found = {name for name, its in web.items() if any(one.package in WEB_LIBRARIES for one in its)}
    while more := {name for name, its in web.items() if name not in found and any(one.target in found for one in its)}:
        found |= more
    return found


def test_views_leave_pure_cores_to_their_actions() -> None:
    wrong = [one for one in imports("views") if is_ours(one) and layer_of(one.target) == "pure"]
    assert not wrong, offences(wrong, "a view calls an action, which calls the pure core")


def test_views_do_not_import_views_of_another_package() -> None:
    wrong = [
        one
        for one in imports("views")
        if is_ours(one) and layer_of(one.target) == "views" and one.package != one.source.package
    ]
    assert not wrong, offences(wrong, "packages meet in their actions, not in their pages")


def test_nobody_imports_main_but_tests_and_migrations() -> None:
    wrong = [one for one in imports() if one.package == "main"]
    assert not wrong, offences(wrong, "main.py is made of the others, not the other way round")


def ours_outside_tests() -> Iterator[Source]:
    for path in project_files():
        top = path.relative_to(ROOT).parts[0]
        if path.suffix == ".py" and top not in ("tests", "migrations"):
            yield Source(path, path.stem)


def test_no_file_is_too_long_to_read() -> None:
    lengths = {
        str(one.path.relative_to(ROOT)): len(one.path.read_text("utf-8").splitlines()) for one in ours_outside_tests()
    }
    assert not {path: lines for path, lines in lengths.items() if lines > LONGER.get(path, LONGEST_FILE)}


def test_no_function_is_too_long_to_read() -> None:
    wrong = [
        f"{one.path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for one in ours_outside_tests()
        for node in ast.walk(one.tree())
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and length(node) > LONGEST_FUNCTION
    ]
    assert not wrong, f"more than {LONGEST_FUNCTION} lines: {wrong}"


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_main_is_short_enough_to_start_reading_there() -> None:
    assert len((ROOT / "main.py").read_text("utf-8").splitlines()) <= 150
