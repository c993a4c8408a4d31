"""Keyring and internal token of one machine: made once, kept in a file only its owner can read."""

from __future__ import annotations

import base64
import os
import secrets
from pathlib import Path


def generate() -> dict[str, str]:
    """Fresh secrets by environment name: a keyring of one random 32-byte key, an internal token of 43 characters."""
    key = base64.b64encode(secrets.token_bytes(32)).decode()
    return {"PSASYNC_KEYRING": f"local1:{key}", "PSASYNC_INTERNAL_TOKEN": secrets.token_urlsafe(32)}


def load_or_create(path: Path) -> dict[str, str]:
    """The machine's secrets; what encrypted data depends on is never made anew while the file is there."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        text = "".join(f"{name}={value}\n" for name, value in generate().items())
        fresh = path.with_suffix(".tmp")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(text)
        fresh.replace(path)
    pairs = (line.partition("=") for line in path.read_text().splitlines())
    return {name: value for name, equals, value in pairs if equals}
