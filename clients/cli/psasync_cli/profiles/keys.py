"""Where keys are kept: the system's keyring where there is a usable one, else a file of this user alone."""

import os
from pathlib import Path
from typing import Protocol

from psasync_cli.errors import usage
from psasync_cli.profiles.files import read_private, write_private

SERVICE = "psasync"
_LEAST_PRIORITY = 1  # below are plain text, and backends that only say that there is none


class KeyStore(Protocol):
    """By the profile's name. `where` is for people."""

    where: str

    def get(self, profile: str) -> str | None: ...

    def set(self, profile: str, key: str) -> None: ...

    def remove(self, profile: str) -> None: ...


class FileKeys:
    """A file with mode 0600."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.where = str(path)

    def get(self, profile: str) -> str | None:
        key = read_private(self._path).get(profile)
        return key if isinstance(key, str) else None

    def set(self, profile: str, key: str) -> None:
        write_private(self._path, {**read_private(self._path), profile: key})

    def remove(self, profile: str) -> None:
        kept = read_private(self._path)
        if kept.pop(profile, None) is not None:
            write_private(self._path, kept)


class SystemKeys:
    """The system's keyring."""

    where = "the system's keyring"

    def __init__(self, backend: "Backend") -> None:
        self._backend = backend

    def get(self, profile: str) -> str | None:
        return self._backend.get_password(SERVICE, profile)

    def set(self, profile: str, key: str) -> None:
        self._backend.set_password(SERVICE, profile, key)

    def remove(self, profile: str) -> None:
        if self.get(profile) is not None:
            self._backend.delete_password(SERVICE, profile)


class Backend(Protocol):
    """What is used of a backend of the `keyring` package."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def key_store(folder: Path) -> KeyStore:
    """`PSASYNC_KEY_STORE` is `system` or `file`; else whichever works."""
    wanted = os.environ.get("PSASYNC_KEY_STORE", "auto")
    file = FileKeys(folder / "keys.json")
    if wanted == "file":
        return file
    backend = _usable_backend()
    if wanted == "system" and backend is None:
        raise usage("This machine has no usable keyring.", remedy="Leave PSASYNC_KEY_STORE out to keep keys in a file.")
    if wanted not in {"auto", "system"}:
        raise usage(f"PSASYNC_KEY_STORE is {wanted!r}.", remedy="It is `auto`, `system` or `file`.")
    return SystemKeys(backend) if backend is not None else file


def _usable_backend() -> Backend | None:
    """None where the keyring cannot be opened, for whatever reason its backends have."""
    import keyring  # noqa: PLC0415 - it looks for its backends when it is imported, which takes a while

    try:
        backend = keyring.get_keyring()
        if backend.priority < _LEAST_PRIORITY:
            return None
        backend.get_password(SERVICE, "")
    except Exception:  # noqa: BLE001 - backends raise what their system raises
        return None
    return backend
