#!/usr/bin/env bash
# What can be known without running the site: style, types, and the guard tests that hold the house together.
set -euo pipefail
cd "$(dirname "$0")/.."
python=.venv/bin/python
failed=0
step() { printf '%s\n' "$1"; shift; "$@" || failed=1; }

step "ruff" "$python" -m ruff check .
step "mypy --strict" "$python" -m mypy --strict .
step "guard tests" "$python" -m pytest -q tests/test_*.py
exit $failed
