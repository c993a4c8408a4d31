"""The profiles of this user."""

import os
from dataclasses import replace
from pathlib import Path

import typer

from psasync_cli.profiles.files import read_private, write_private
from psasync_cli.profiles.profile import DEFAULT, Profile


def folder() -> Path:
    """`PSASYNC_CONFIG_DIR`, else where this system keeps the settings of programs."""
    return Path(os.environ.get("PSASYNC_CONFIG_DIR") or typer.get_app_dir("psasync"))


class Profiles:
    """The file `profiles.json`. It holds no keys."""

    def __init__(self, root: Path) -> None:
        self._path = root / "profiles.json"
        self._content = read_private(self._path)

    @property
    def current(self) -> str:
        return str(self._content.get("current") or DEFAULT)

    @property
    def names(self) -> list[str]:
        return sorted(self._profiles)

    def get(self, name: str) -> Profile | None:
        values = self._profiles.get(name)
        return None if values is None else Profile.of(values)

    def put(self, name: str, profile: Profile) -> None:
        self._save({**self._profiles, name: profile.values()}, self.current if self.names else name)

    def use(self, name: str) -> None:
        self._save(self._profiles, name)

    def remove(self, name: str) -> None:
        kept = {other: values for other, values in self._profiles.items() if other != name}
        self._save(kept, DEFAULT if self.current == name else self.current)

    def set_tenant(self, name: str, tenant: str) -> None:
        self.put(name, replace(self.get(name) or Profile(), tenant=tenant))

    @property
    def _profiles(self) -> dict[str, dict[str, object]]:
        profiles = self._content.get("profiles")
        return profiles if isinstance(profiles, dict) else {}

    def _save(self, profiles: dict[str, dict[str, object]], current: str) -> None:
        self._content = {"current": current, "profiles": profiles}
        write_private(self._path, self._content)
