"""Portfolios of the shared pools against what is proved about them, looked at by the checker that came with them."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from assembly.sortition.portfolio.making import make_portfolio
from assembly.sortition.portfolio.report import Portfolio
from assembly.sortition.targets import targets
from tests.assembly.sortition.selection_data import FEASIBLE, folder, oracle, pool_of
from tests.shared_data import needed


@cache
def portfolio_of(name: str, panels: int | None = None) -> Portfolio:
    pool = pool_of(name)
    return make_portfolio(pool, targets(pool), b"a seed", panels)


@pytest.mark.parametrize("name", FEASIBLE)
def test_the_checker_passes_the_portfolio(name: str, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.json"
    file.write_text(json.dumps(portfolio_of(name).as_data()), "utf-8")
    checker = needed("sortition", "check_selection.py")

    ran = subprocess.run([sys.executable, checker, folder(name), file], capture_output=True, text=True, timeout=120)

    verdict = json.loads(ran.stdout)
    assert (verdict["errors"], verdict["PASS"]) == (0, True)
    assert verdict["floor_ratio"] >= 0.99


@pytest.mark.parametrize("name", FEASIBLE)
def test_a_lottery_of_ten_thousand_keeps_the_floor(name: str) -> None:
    usual = portfolio_of(name)

    lottery = usual if usual.report.panels == 10_000 else portfolio_of(name, 10_000)

    assert lottery.report.share_of_floor >= 0.97


@pytest.mark.parametrize("name", FEASIBLE)
def test_nobody_has_much_more_than_the_allowed_ceiling(name: str) -> None:
    report = portfolio_of(name).report

    assert report.ceiling <= 1.1 * report.allowed_ceiling


@pytest.mark.parametrize("name", FEASIBLE[:3])
def test_chances_are_more_even_than_those_of_the_usual_library(name: str) -> None:
    rivals = [one["geomean"] for one in oracle(name)["sortition_algorithms_0_12_15"] if one["alg"] == "maximin"]

    assert rivals
    assert portfolio_of(name).report.geometric_mean >= max(rivals)


@pytest.mark.parametrize("name", FEASIBLE)
def test_people_of_one_type_are_on_as_many_panels_but_for_one(name: str) -> None:
    portfolio = portfolio_of(name)

    for people in portfolio.pool.types.values():
        lines = [portfolio.lines_of[person] for person in people]
        assert max(lines) - min(lines) <= 1
