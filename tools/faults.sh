#!/usr/bin/env bash
# Break what a vote stands on, round after round, on SQLite and on PostgreSQL: processes are killed, disks fill up and fail,
# the database goes away, copies are put back. Ends with a table: what was tried, what was acknowledged, what was lost.
# The short form of every fault runs with `make test`. Words after the name go to pytest:  tools/faults.sh -k killed
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
postgres=${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/postgres}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export FAULTS=long FAULTS_REPORT=$folder/report
touch "$FAULTS_REPORT"
failed=0
missing=()

run() { # NAME ADDRESS MARKERS [pytest arguments]
  local name=$1 address=$2 markers=$3
  shift 3
  printf '\nFaults on %s\n' "$name"
  # One at a time: these tests start processes of their own, as many as there is room for.
  TEST_DATABASE_URL=$address "$python" -m pytest -n0 -q --durations=5 -m "$markers" tests/faults "$@"
  local status=$?
  if [ "$status" -ne 0 ] && ! { [ "$status" -eq 5 ] && [ $# -gt 0 ]; }; then failed=1; fi
}

able() { "$python" -c "import sys; sys.path.insert(0, '.'); $1" >/dev/null 2>&1; }
able 'from tests.faults.broken_disk import can_break; sys.exit(not can_break())' \
  || missing+=("F7, a failing fsync: it needs Linux on x86_64 or aarch64.")
able 'from tests.faults.small_disk import can_mount; sys.exit(not can_mount())' \
  || missing+=("F6 on a real small disk: it needs the right to mount one (root). The short form was tried.")
able 'from tests.faults.broken_disk import strace; sys.exit(strace() is None)' \
  || missing+=("F7, a disk that fails for a while and recovers: it needs strace. A disk that fails for good was tried.")

run SQLite "" "not postgres" "$@"
if able "import asyncio, asyncpg; asyncio.run(asyncpg.connect('$postgres', timeout=5))"; then
  run PostgreSQL "$postgres" "postgres or not postgres" "$@"
  able 'from tests.faults.cluster import programs; sys.exit(programs() is None)' \
    || missing+=("F4, a PostgreSQL server that is stopped and killed: it needs initdb and pg_ctl of our own.")
  { command -v pg_dump && command -v pg_restore; } >/dev/null \
    || missing+=("F19 on PostgreSQL: it needs pg_dump and pg_restore.")
else
  missing+=("Everything on PostgreSQL: none answers at TEST_POSTGRES_URL.")
fi

echo
"$python" -m tests.faults.rounds "$FAULTS_REPORT"
missing+=("F8, power loss: no program can cause it. Pull the plug of the real machine once before going live.")
for line in "${missing[@]}"; do printf '\nNOT TESTED  %s\n' "$line"; done
printf '\nElsewhere: F17, a witness that is down, and F18, tampering, in tests/ledger. F15, Redis: the site uses none.\n'
exit $failed
