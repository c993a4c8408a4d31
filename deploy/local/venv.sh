#!/usr/bin/env bash
# Makes .venv from the lock and installs the workspace's own packages into it; does nothing when neither has changed.
set -euo pipefail
cd "$(dirname "$0")/../.."

members=(shared services/scheduler services/executor services/results services/tickets-relay services/console
  deploy/simulator deploy/local clients/python clients/cli)
stamp=.venv/.installed
key="$(cat requirements-dev.lock "${members[@]/%//pyproject.toml}" | cksum)"
assets() { .venv/bin/python -m psasync_console.assets; }
if [ "$(cat "$stamp" 2>/dev/null || true)" = "$key" ]; then
  assets
  exit 0
fi

new_enough='import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
python=""
for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
  if "$candidate" -c "$new_enough" >/dev/null 2>&1; then
    python="$candidate"
    break
  fi
done
if [ -z "$python" ]; then
  echo "Python 3.11 or newer with its venv module is needed;" \
    "none of ${PYTHON:-} python3 python3.13 python3.12 python3.11 on PATH is." >&2
  exit 1
fi

quietly=(--quiet --disable-pip-version-check)
if ! .venv/bin/python -c "$new_enough" >/dev/null 2>&1; then
  echo "[1/3] a virtual environment of $("$python" --version)"
  "$python" -m venv --clear .venv
fi
echo "[2/3] the locked packages (about 1.5 minutes the first time)"
.venv/bin/python -m pip install "${quietly[@]}" --require-hashes -r requirements-dev.lock
echo "[3/3] the workspace's own packages"
.venv/bin/python -m pip install "${quietly[@]}" --no-deps --no-build-isolation "${members[@]/#/-e./}"
assets
echo "$key" >"$stamp"
