"""The link that opens the console, signed in."""

from __future__ import annotations

import os
import subprocess
import sys

from psasync_local.errors import LocalError
from psasync_local.stack import Stack

TIME_LIMIT_SECONDS = 60


def console_link(stack: Stack, key: str) -> str:
    """Works once, for a quarter of an hour, on this machine. Raises LocalError."""
    result = subprocess.run(
        [sys.executable, "-m", "psasync_console.once_link"],
        input=key,
        env={**os.environ, **stack.environment},
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT_SECONDS,
        check=False,
    )
    if result.returncode != 0:
        raise LocalError(f"no link to the console could be made: {result.stderr.strip()[-500:]}")
    return result.stdout.strip()
