"""Fetches, picks, compresses: the folder that the console serves from."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

import brotli

from psasync_console.assets.archive import Archive
from psasync_console.assets.fetching import fetch
from psasync_console.assets.icons import named_icons, sprite
from psasync_console.assets.locked import LOCK, Package, packages

PACKAGE = Path(__file__).parents[1]
BUILT = PACKAGE / "built"
FOR_TESTS = "for-tests"
SPRITE = "icons.svg"
_STAMP = ".made-of"


def build(target: Path, cache: Path, *, with_tests: bool) -> bool:
    """Whether there was something to do. Raises `AssetsError`; what was there before then stays."""
    names = named_icons(PACKAGE)
    made_of = _digest(names, with_tests=with_tests)
    stamp = target / _STAMP
    if stamp.is_file() and stamp.read_text() == made_of:
        return False
    wanted = [package for package in packages() if with_tests or not package.tests_only]
    fresh = target.with_name(target.name + ".new")
    shutil.rmtree(fresh, ignore_errors=True)
    _fill(fresh, wanted, fetch(wanted, cache), names)
    (fresh / _STAMP).write_text(made_of)
    shutil.rmtree(target, ignore_errors=True)
    fresh.rename(target)
    return True


def _fill(folder: Path, wanted: Sequence[Package], archives: dict[str, bytes], icons: Sequence[str]) -> None:
    (folder / FOR_TESTS).mkdir(parents=True)
    for package in wanted:
        with Archive(archives[package.name]) as archive:
            for path, name in package.files.items():
                if package.tests_only:
                    (folder / FOR_TESTS / name).write_bytes(archive.read(path))
                else:
                    _write(folder / name, archive.read(path))
            if package.icons:
                _write(folder / SPRITE, sprite(icons, archive, package.icons))


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    path.with_name(path.name + ".br").write_bytes(brotli.compress(data))
    path.with_name(path.name + ".gz").write_bytes(gzip.compress(data, mtime=0))


def _digest(icons: Sequence[str], *, with_tests: bool) -> str:
    code = sorted(Path(__file__).parent.glob("*.py"))
    parts = [LOCK.read_text(), *(path.read_text() for path in code), *icons, str(with_tests)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
