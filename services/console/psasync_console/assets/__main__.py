"""`python -m psasync_console.assets`: makes the folder that the console serves from, unless it is there."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path

from psasync_console.assets.building import BUILT, build
from psasync_console.assets.fetching import AssetsError, find_npm
from psasync_console.assets.locked import LOCK, packages
from psasync_console.assets.relocking import integrities

_CACHE = Path(__file__).parents[4] / ".run" / "downloads" / "npm"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m psasync_console.assets", description=__doc__)
    parser.add_argument("--cache", type=Path, default=_CACHE, help="where verified archives are kept")
    parser.add_argument("--without-tests", action="store_true", help="leave out what only tests need")
    parser.add_argument("--lock", action="store_true", help="renew the sums of lock.toml, for versions changed there")
    options = parser.parse_args()
    try:
        if options.lock:
            _lock(options.cache)
        elif build(BUILT, options.cache, with_tests=not options.without_tests):
            print("the console's assets are built")
    except AssetsError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _lock(cache: Path) -> None:
    text = LOCK.read_text()
    for name, integrity in integrities(packages(), find_npm(cache)).items():
        pattern = rf'(name = "{re.escape(name)}"\nversion = "[^"]*"\nintegrity = )"[^"]*"'
        text = re.sub(pattern, rf'\1"{integrity}"', text)
    LOCK.write_text(text)


if __name__ == "__main__":
    sys.exit(main())
