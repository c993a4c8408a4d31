"""Single files out of a package's archive."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterable
from typing import Self

from psasync_console.assets.fetching import AssetsError


class Archive:
    """`with Archive(data) as archive:`; paths are as in the package. Nothing is ever unpacked to disk."""

    def __init__(self, data: bytes) -> None:
        self._tar = tarfile.open(fileobj=io.BytesIO(data), mode="r:gz")  # noqa: SIM115 - closed by `__exit__`
        self._members = {member.name.partition("/")[2]: member for member in self._tar if member.isfile()}

    def read(self, path: str) -> bytes:
        member = self._members.get(path)
        file = self._tar.extractfile(member) if member else None
        if file is None:
            raise AssetsError(f"the package holds no file {path}")
        return file.read()

    def has(self, path: str) -> bool:
        return path in self._members

    def missing(self, paths: Iterable[str]) -> list[str]:
        return [path for path in paths if not self.has(path)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._tar.close()
