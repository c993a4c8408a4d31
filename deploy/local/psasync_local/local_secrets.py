"""Keyrings and internal token of one machine: made once, kept in a file only its owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def generate() -> dict[str, str]:
    """Fresh secrets by environment name: keyrings of one random 32-byte key, an internal token of 43 characters."""
    return {
        "PSASYNC_KEYRING": _keyring(),
        "PSASYNC_CONSOLE_KEYRING": _keyring(),
        "PSASYNC_INTERNAL_TOKEN": secrets.token_urlsafe(32),
    }


def load_or_create(path: Path) -> dict[str, str]:
    """The machine's secrets; what is in the file is never made anew, what a newer version needs beside it is added."""
    kept = _read(path)
    every = {**generate(), **kept}
    if every.keys() != kept.keys():
        _write(path, every)
    return every


def _keyring() -> str:
    return f"local1:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def _read(path: Path) -> dict[str, str]:
    lines = path.read_text().splitlines() if path.exists() else []
    pairs = (line.partition("=") for line in lines)
    return {name: value for name, equals, value in pairs if equals}


def _write(path: Path, values: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".tmp")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write("".join(f"{name}={value}\n" for name, value in values.items()))
    fresh.replace(path)
