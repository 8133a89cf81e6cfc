#!/usr/bin/env bash
# Lock requirements/*.in to exact versions and hashes, for every system at once, without naming where they came from.
set -euo pipefail
cd "$(dirname "$0")/.."
uv=${UV:-uv}
if ! command -v "$uv" >/dev/null; then
  echo "Locking needs uv: install it with 'pipx install uv', or say where it is: make lock UV=/path/to/uv" >&2
  exit 1
fi
for list in requirements/*.in; do
  alone=()
  if [ "$list" = requirements/oracle.in ]; then alone=(--no-deps); fi # the list says why
  "$uv" pip compile "${alone[@]}" --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
    "$list" --output-file "${list%.in}.txt"
  echo "${list%.in}.txt"
done
