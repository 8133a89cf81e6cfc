"""The sums of a draw in a process of their own, so that the site stays quick and the work can be ended at any moment.

Reads one JSON document from standard input; writes a line of JSON for each step, and in the end what came out:
`{"portfolio": [[pseudonym, ...], ...], "report": {...}}`, `{"impossible": [...], "sentences": [...]}` or
`{"refused": sentence}`. Nothing about people is kept or printed but pseudonyms.
"""

import json
import sys
from fractions import Fraction
from typing import Any

from assembly.draws.reporting import report_of
from assembly.sortition.pool import Person, Pool, Quota
from assembly.sortition.portfolio.making import make_portfolio
from assembly.sortition.possible import Impossible, possible
from assembly.sortition.refusals import SortitionRefused
from assembly.sortition.targets import targets


def main() -> None:
    asked = json.load(sys.stdin)
    try:
        _say(_made(asked))
    except SortitionRefused as fault:
        _say({"refused": str(fault)})


def _made(asked: dict[str, Any]) -> dict[str, Any]:
    pool = Pool(
        tuple(Person(one[0], tuple(one[1]), one[2]) for one in asked["people"]),
        tuple(Quota(*one) for one in asked["quotas"]),
        asked["seats"],
    )
    _progress(0.0, "possible")
    found = possible(pool)
    if isinstance(found, Impossible):
        changes = [[one.quota.category, one.quota.value, one.bound, one.now, one.to] for one in found.changes]
        return {"impossible": changes, "sentences": list(found.reasons)}
    _progress(0.05, "targets")
    wanted = targets(pool, float(Fraction(asked["keep_floor"])), float(Fraction(asked["ceiling_factor"])))
    _progress(0.1, "panels")
    made = make_portfolio(
        pool, wanted, bytes.fromhex(asked["seed"]), asked["panels"],
        progress=lambda share, part: _progress(0.1 + 0.9 * share, part.name.lower()),
    )  # fmt: skip
    return {"portfolio": [list(panel) for panel in made.panels], "report": report_of(pool, wanted, made)}


def _progress(share: float, doing: str) -> None:
    _say({"share": round(100 * share), "doing": doing})


def _say(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
