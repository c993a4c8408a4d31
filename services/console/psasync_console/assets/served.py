"""What browsers get: own files and built ones, under addresses that change with their content."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import brotli

from psasync_console.assets.building import BUILT, PACKAGE

STATIC = PACKAGE / "static"
PREFIX = "/assets"
_DIGEST_CHARACTERS = 12
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Asset:
    media_type: str
    encodings: Mapping[str, bytes]  # content coding -> body; "" is the file itself


@dataclass(frozen=True, slots=True)
class _Shelf:
    """Files of one origin. Its version is a folder of the address, so that files find each other by relative names."""

    version: str
    files: Mapping[str, Asset]


class Assets:
    """All in memory: some hundred kilobytes. Raises `RuntimeError` if the built ones are not there."""

    def __init__(self, static: Path = STATIC, built: Path = BUILT) -> None:
        if not built.is_dir():
            raise RuntimeError("the console's assets are not built: `make venv`, or `python -m psasync_console.assets`")
        self._shelves = (_own(static), _built(built))

    def url(self, name: str) -> str:
        """Raises KeyError for what is not there."""
        for shelf in self._shelves:
            if name in shelf.files:
                return f"{PREFIX}/{shelf.version}/{name}"
        raise KeyError(name)

    def find(self, version: str, name: str) -> tuple[Asset | None, bool]:
        """The file, and whether it is the very version that was asked for."""
        for shelf in self._shelves:
            if name in shelf.files:
                return shelf.files[name], shelf.version == version
        return None, False


def _own(folder: Path) -> _Shelf:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in _TYPES)
    files = {path.relative_to(folder).as_posix(): _compressed(path) for path in paths}
    return _Shelf(_digest(files), files)


def _built(folder: Path) -> _Shelf:
    files = {path.name: _precompressed(path) for path in sorted(folder.iterdir()) if path.suffix in _TYPES}
    return _Shelf(_digest(files), files)


def _compressed(path: Path) -> Asset:
    data = path.read_bytes()
    return Asset(_TYPES[path.suffix], {"br": brotli.compress(data), "gzip": gzip.compress(data, mtime=0), "": data})


def _precompressed(path: Path) -> Asset:
    codings = {"br": path.with_name(path.name + ".br"), "gzip": path.with_name(path.name + ".gz"), "": path}
    return Asset(_TYPES[path.suffix], {coding: file.read_bytes() for coding, file in codings.items()})


def _digest(files: Mapping[str, Asset]) -> str:
    digest = hashlib.sha256()
    for name, asset in sorted(files.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(asset.encodings[""]).digest())
    return digest.hexdigest()[:_DIGEST_CHARACTERS]
