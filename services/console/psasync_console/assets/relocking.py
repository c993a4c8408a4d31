"""The sums of packages whose versions were changed, as their registry states them."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from psasync_console.assets.fetching import AssetsError, Npm
from psasync_console.assets.locked import Package

_TIME_LIMIT_SECONDS = 60


def integrities(wanted: Sequence[Package], npm: Npm) -> dict[str, str]:
    """By package name. Raises `AssetsError` for a version that does not exist."""
    return {package.name: _integrity(package, npm) for package in wanted}


def _integrity(package: Package, npm: Npm) -> str:
    done = subprocess.run(  # noqa: S603 - npm, with names from the lock
        [*npm, "view", package.spec, "dist.integrity"],
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT_SECONDS,
        check=False,
    )
    found = done.stdout.strip()
    if not found.startswith("sha512-"):
        raise AssetsError(f"{package.spec} has no sha512 sum there: {done.stderr[-300:]}")
    return found
