"""Where state lives: one folder, `.run/` of the project unless told otherwise."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class RunDir:
    """Paths of one installation's state; everything but downloads goes when `root` goes."""

    root: Path

    @classmethod
    def default(cls) -> RunDir:
        return cls(Path(os.environ.get("PSASYNC_RUN_DIR") or PROJECT / ".run"))

    @property
    def logs(self) -> Path:
        return self._folder("logs")

    @property
    def pids(self) -> Path:
        return self._folder("pids")

    @property
    def kafka(self) -> Path:
        return self._folder("kafka")

    @property
    def mongo(self) -> Path:
        return self._folder("mongo")

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.env"

    @property
    def status(self) -> Path:
        return self.root / "status.json"

    @property
    def lock(self) -> Path:
        self.root.mkdir(parents=True, exist_ok=True)
        return self.root / "supervisor.lock"

    def log(self, name: str) -> Path:
        return self.logs / f"{name}.log"

    def _folder(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder


def downloads() -> Path:
    """Folder of verified downloads; shared by every run directory of this checkout, so that tests fetch nothing."""
    folder = PROJECT / ".run" / "downloads"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
