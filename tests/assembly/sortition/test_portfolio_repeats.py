"""The same portfolio in every process: hashes of Python's own differ from run to run, and nothing may hang on them."""

import os
import subprocess
import sys

from tests.house import ROOT

PROGRAM = """
import hashlib
from assembly.sortition.portfolio.making import make_portfolio
from assembly.sortition.targets import targets
from tests.assembly.sortition.made_pools import made_pool
from tests.assembly.sortition.test_portfolio import tangled
for pool in (made_pool(150, 25, seed=5, homes=0.1), tangled(4)):
    panels = make_portfolio(pool, targets(pool), b"a seed", 300).panels
    print(hashlib.sha256(repr(panels).encode()).hexdigest())
"""


def test_the_portfolio_is_the_same_under_every_hash_seed() -> None:
    printed = {said_with(seed) for seed in ("0", "1", "random")}

    assert len(printed) == 1
    assert len(printed.pop().split()) == 2


def said_with(seed: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return ran.stdout
