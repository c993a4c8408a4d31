"""Pid files that cannot lie: a pid counts only together with the start time of its process."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil

_START_TOLERANCE_SECONDS = 1.0  # psutil derives it from clock ticks since boot


def write(path: Path, pid: int | None = None) -> None:
    """Records a process (this one by default); a process that is gone already is not recorded."""
    number = os.getpid() if pid is None else pid
    try:
        started = psutil.Process(number).create_time()
    except psutil.NoSuchProcess:
        return
    fresh = path.with_suffix(".tmp")
    fresh.write_text(json.dumps({"pid": number, "started": started}))
    fresh.replace(path)


def living(path: Path) -> psutil.Process | None:
    """The recorded process if it still runs; None for no file, a damaged one, or a pid that another process has now."""
    try:
        record = json.loads(path.read_text())
        process = psutil.Process(int(record["pid"]))
        same = abs(process.create_time() - float(record["started"])) < _START_TOLERANCE_SECONDS
        alive = process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, TypeError, psutil.NoSuchProcess):
        return None
    return process if same and alive else None
