"""The admin key that the story, and whoever follows its commands, works with."""

from __future__ import annotations

import os
import re
import subprocess
import sys

from psasync_local.errors import LocalError
from psasync_local.stack import Stack

FILE = "admin-key"
TIME_LIMIT_SECONDS = 60


def admin_key(stack: Stack) -> str:
    """The key of earlier runs if there is one, else a new one; kept readable by this user only."""
    kept = stack.run.root / FILE
    if kept.exists():
        return kept.read_text().strip()
    key = _bootstrap(stack)
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(key + "\n")
    return key


def _bootstrap(stack: Stack) -> str:
    result = subprocess.run(
        [sys.executable, "-m", "psasync_scheduler", "bootstrap-key", "--replace"],
        env={**os.environ, **stack.environment},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    found = re.search(r"\bpsk_\S+", result.stdout)
    if result.returncode != 0 or not found:
        raise LocalError(f"no admin key could be made: {result.stderr.strip()[-500:]}")
    return found.group()
