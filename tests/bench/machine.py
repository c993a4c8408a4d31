"""What a figure was measured on, and when."""

from __future__ import annotations

import asyncio
import os
import platform
import time
from pathlib import Path

import psutil

_BUSY = 0.4  # of one core: services that wait take less
_QUIET_SECONDS = 5


def line() -> str:
    """One line: processor, cores, memory, Python."""
    cpu = next(
        (text.split(":", 1)[1].strip() for text in _lines("/proc/cpuinfo") if text.startswith("model name")), "unknown"
    )
    memory = next((int(text.split()[1]) for text in _lines("/proc/meminfo") if text.startswith("MemTotal")), 0)
    return f"{cpu}, {os.cpu_count()} cores, {memory / 2**20:.0f} GiB, Python {platform.python_version()}"


async def at_rest(most_seconds: float = 600) -> str:
    """Waits until a server has put away what was loaded and has planned what it was asked; says what came of it."""
    began, quiet = time.monotonic(), 0
    psutil.cpu_percent()
    while quiet < _QUIET_SECONDS:
        if time.monotonic() - began > most_seconds:
            return f"The machine did not come to rest within {most_seconds:.0f} s."
        await asyncio.sleep(1)
        quiet = quiet + 1 if psutil.cpu_percent() / 100 * (os.cpu_count() or 1) < _BUSY else 0
    return f"The machine came to rest after {time.monotonic() - began:.0f} s."


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
