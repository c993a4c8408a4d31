"""What a figure was measured on."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def line() -> str:
    """One line: processor, cores, memory, Python."""
    cpu = next(
        (text.split(":", 1)[1].strip() for text in _lines("/proc/cpuinfo") if text.startswith("model name")), "unknown"
    )
    memory = next((int(text.split()[1]) for text in _lines("/proc/meminfo") if text.startswith("MemTotal")), 0)
    return f"{cpu}, {os.cpu_count()} cores, {memory / 2**20:.0f} GiB, Python {platform.python_version()}"


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text().splitlines() if file.exists() else []
