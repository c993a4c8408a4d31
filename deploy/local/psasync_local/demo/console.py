"""The link that opens the console, signed in."""

from __future__ import annotations

import os

from psasync_local.demo.asking import answer_of
from psasync_local.stack import Stack


def console_link(stack: Stack, key: str) -> str:
    """Works once, for a quarter of an hour, on this machine. Raises LocalError."""
    environment = {**os.environ, **stack.environment}
    return answer_of(
        ("psasync_console.once_link",), environment, "no link to the console could be made", stdin=key
    ).strip()
