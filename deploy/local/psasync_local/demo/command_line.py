"""The command line, made ready for this platform: a profile of its own, which leaves the person's profiles alone."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from psasync_local import services
from psasync_local.demo.asking import answer_of
from psasync_local.demo.key import admin_key
from psasync_local.stack import Stack

FOLDER = "psasync"


def commands(stack: Stack, tenant: str, sync: str) -> list[str]:
    """What a person can type now, after a profile with the admin key was made. Raises LocalError."""
    settings = {"PSASYNC_CONFIG_DIR": str(stack.run.root / FOLDER), "PSASYNC_KEY_STORE": "file"}
    environment = {**os.environ, **stack.environment, **settings}
    addresses = {
        "--scheduler": services.SCHEDULER,
        "--executor": services.EXECUTOR,
        "--results": services.RESULTS,
        "--relay": services.RELAY,
    }
    given = [word for option, service in addresses.items() for word in (option, stack.url(service))]
    _psasync(environment, "login", "--key-file", "-", *given, stdin=admin_key(stack))
    _psasync(environment, "profiles", "tenant", tenant)
    psasync = Path(sys.executable).parent / "psasync"
    return [
        f"export {' '.join(f'{name}={value}' for name, value in settings.items())}",
        f"{psasync} cards",
        f"{psasync} run {sync} --force",
        f"{psasync} doctor",
    ]


def _psasync(environment: dict[str, str], *words: str, stdin: str = "") -> None:
    answer_of(("psasync_cli", *words), environment, f"psasync {' '.join(words)}", stdin=stdin)
