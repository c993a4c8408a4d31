#!/usr/bin/env bash
# Renews the lock files from the pyproject.toml files; installs uv into .run/tools if it is not there.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=.run/tools
if ! [ -x $tools/bin/uv ]; then
  .venv/bin/python -m venv $tools
  $tools/bin/python -m pip install --quiet --disable-pip-version-check uv
fi
$tools/bin/uv lock
export=(export --quiet --format requirements-txt --no-emit-workspace --no-header)
$tools/bin/uv "${export[@]}" --no-default-groups --group build -o requirements.lock
$tools/bin/uv "${export[@]}" --all-groups --no-group node -o requirements-dev.lock
$tools/bin/uv "${export[@]}" --only-group node -o requirements-node.lock

if grep -nE 'https?://|file:|^-' requirements.lock requirements-dev.lock requirements-node.lock; then
  echo "these lines hold an address or an option: not a lock to commit" >&2
  exit 1
fi
