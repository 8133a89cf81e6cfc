"""How long a fault is tried for, and what came of it. `make faults` tries each for long, `make test` for a moment."""

import json
import os
import sys
from pathlib import Path

LONG = os.environ.get("FAULTS") == "long"
ON_POSTGRES = os.environ.get("TEST_DATABASE_URL", "").startswith("postgres")


def rounds(short: int, long: int, long_on_postgres: int | None = None) -> int:
    if not LONG:
        return short
    return long_on_postgres if ON_POSTGRES and long_on_postgres is not None else long


def note(fault: str, what: str, **figures: object) -> None:
    """A row of the table that `make faults` prints at the end, into the file that FAULTS_REPORT names."""
    name = os.environ.get("FAULTS_REPORT")
    if name:
        line = {"fault": fault, "what": what, "on": "PostgreSQL" if ON_POSTGRES else "SQLite", "figures": figures}
        with Path(name).open("a", encoding="utf-8") as report:
            report.write(json.dumps(line) + "\n")


def table(report: Path) -> None:
    for line in sorted(map(json.loads, report.read_text("utf-8").splitlines()), key=lambda line: str(line["fault"])):
        figures = ", ".join(f"{name.replace('_', ' ')} {figure}" for name, figure in line["figures"].items())
        print(f"{line['fault']:23}{line['on']:12}{line['what']}: {figures}")


if __name__ == "__main__":
    table(Path(sys.argv[1]))
