#!/usr/bin/env bash
# The whole suite on SQLite, then on PostgreSQL. What a machine lacks is left out and said loudly; with CI=true nothing may
# be left out. Words after the name go to pytest:  tools/test.sh -k ideas
set -uo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
postgres=${TEST_POSTGRES_URL:-postgres://postgres@127.0.0.1:5432/postgres}
output=$(mktemp -d)
trap 'rm -rf "$output"' EXIT
failed=0
missing=()
color=no
if [ -t 1 ]; then color=yes; fi

find_browser() {
  local name
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome; do
    if [ -n "$name" ] && command -v "$name" >/dev/null; then command -v "$name"; return; fi
  done
  return 1
}

postgres_answers() {
  "$python" - "$postgres" <<'PYTHON' 2>"$output/postgres"
import asyncio, sys
import asyncpg

async def knock() -> None:
    connection = await asyncpg.connect(sys.argv[1], timeout=5)
    await connection.close()

asyncio.run(knock())
PYTHON
}

run() { # NAME MARKERS [pytest arguments]
  local name=$1 markers=$2
  shift 2
  printf '\nTests on %s\n' "$name"
  # Two at a time, a file to one of them, so that a file's tests share what is dear: a site, a browser, a database.
  "$python" -m pytest --color=$color -n "${TEST_WORKERS:-2}" --dist loadfile -q -m "$markers" "$@" | tee "$output/$name"
  local status=${PIPESTATUS[0]}
  # 5 means that nothing was chosen: fine when somebody asked for a few tests by name.
  if [ "$status" -ne 0 ] && ! { [ "$status" -eq 5 ] && [ $# -gt 0 ]; }; then failed=1; fi
}

every="not postgres"
on_postgres="not journey or essential"
if browser=$(find_browser); then
  export CHROMIUM=$browser
else
  missing+=("Journeys through the site: no Chromium found. Install it, or say where it is with CHROMIUM=/path/to/chromium.")
  every="$every and not journey"
  on_postgres="not journey"
fi

if ! "$python" -c 'import sys; sys.path.insert(0, "."); from tests.shared_data import is_there; sys.exit(not is_there())'; then
  missing+=("Real elections and postcodes: no folder of shared data found. Say where it is with WARDMOTE_SHARED_DATA=/path.")
  every="$every and not elections"
  on_postgres="($on_postgres) and not elections"
fi

run SQLite "$every" "$@"
if postgres_answers; then
  # What touches no database is tested once.
  export PYTEST_ADDOPTS="--ignore=tests/pb/counting --ignore=tests/ballot_box/sealing \
    --ignore-glob=*/verifiers/test_verify*.py --ignore=tests/ballot_box/verifiers/test_audit.py \
    --ignore=tests/assembly/sortition --ignore-glob=*/verifiers/test_draw*.py"
  TEST_DATABASE_URL=$postgres run PostgreSQL "$on_postgres" "$@"
else
  missing+=("Everything on PostgreSQL: none answers at TEST_POSTGRES_URL ($(tail -n 1 "$output/postgres")).")
fi

for line in "${missing[@]+"${missing[@]}"}"; do printf '\nNOT TESTED  %s\n' "$line"; done
if [ "${CI:-}" = true ] && [ ${#missing[@]} -gt 0 ]; then
  printf '\nWith CI=true nothing may be left out.\n'
  failed=1
fi
echo
for name in SQLite PostgreSQL; do
  if [ -s "$output/$name" ]; then printf '%-11s%s\n' "$name" "$(tail -n 1 "$output/$name")"; fi
done
exit $failed
