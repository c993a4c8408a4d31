#!/usr/bin/env bash
# A Chromium for the tests of the console's pages, where one is missing and can be installed; without it they are skipped.
set -euo pipefail

for name in "${PSASYNC_CHROMIUM:-}" chromium chromium-browser google-chrome; do
  if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "There is no Chromium, and none can be installed here: the pages of the console will not be tested." >&2
  exit 0
fi
echo "a Chromium for the tests of the console's pages (about a minute, once)"
install() { DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends chromium >/dev/null 2>&1; }
if ! install && ! { apt-get update >/dev/null 2>&1 && install; }; then
  echo "Chromium cannot be installed: the pages of the console will not be tested." >&2
fi
