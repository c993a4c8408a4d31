"""Processes of a test run, recognised by a variable that every child inherits."""

from __future__ import annotations

import os

import psutil

VARIABLE = "PSASYNC_TEST_RUN"


def mark(run_id: str) -> None:
    """Marks all children that this process starts from here on; the process itself stays unmarked."""
    os.environ[VARIABLE] = run_id


def survivors(run_id: str) -> list[psutil.Process]:
    """Marked processes that still run; a zombie has no environment left and does not count."""
    return [process for process in psutil.process_iter() if _mark_of(process) == run_id]


def describe_and_kill(processes: list[psutil.Process]) -> list[str]:
    lines = []
    for process in processes:
        try:
            lines.append(f"pid {process.pid}: {' '.join(process.cmdline())[:200]}")
            process.kill()
        except psutil.NoSuchProcess:
            continue
    return lines


def _mark_of(process: psutil.Process) -> str | None:
    if process.pid == os.getpid():
        return None
    try:
        return process.environ().get(VARIABLE)
    except (psutil.Error, OSError):
        return None
