"""The lock file: which packages, which of their files, and the sum of each."""

from __future__ import annotations

import base64
import hashlib
import hmac
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

LOCK = Path(__file__).with_name("lock.toml")


@dataclass(frozen=True, slots=True)
class Package:
    """One npm package. `integrity` is of the archive as the registry has it: sha512, in base64."""

    name: str
    version: str
    integrity: str
    files: Mapping[str, str]  # path in the package -> name of the asset
    icons: str | None  # folder of single icons
    tests_only: bool

    @property
    def spec(self) -> str:
        return f"{self.name}@{self.version}"

    @property
    def archive(self) -> str:
        """What `npm pack` calls the file."""
        return f"{self.name.lstrip('@').replace('/', '-')}-{self.version}.tgz"

    def matches(self, data: bytes) -> bool:
        return hmac.compare_digest(integrity_of(data), self.integrity)


def integrity_of(data: bytes) -> str:
    return "sha512-" + base64.b64encode(hashlib.sha512(data).digest()).decode()


def packages(lock: Path = LOCK) -> tuple[Package, ...]:
    entries = tomllib.loads(lock.read_text())["package"]
    return tuple(
        Package(
            name=entry["name"],
            version=entry["version"],
            integrity=entry["integrity"],
            files=entry.get("files", {}),
            icons=entry.get("icons"),
            tests_only=entry.get("tests_only", False),
        )
        for entry in entries
    )
