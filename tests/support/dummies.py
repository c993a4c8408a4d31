"""Small processes with a switchable temper, for the rules of supervision."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from psasync_local.process import Command

# Says it is ready by a file, notes its own end in a shared journal, and ends on SIGTERM.
_OBEDIENT = """
import pathlib, signal, sys, time
name, folder = sys.argv[1], pathlib.Path(sys.argv[2])
def note(what):
    with (folder / "journal").open("a") as file:
        file.write(f"{what} {name}\\n")
def end(*_):
    time.sleep(0.1)
    note("end")
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
note("start")
(folder / f"{name}.ready").touch()
while True:
    time.sleep(0.05)
"""
_CRASHING = "import sys; print('out of cheese'); sys.exit(7)"
_STUBBORN = _OBEDIENT.replace("signal.signal(signal.SIGTERM, end)", "signal.signal(signal.SIGTERM, signal.SIG_IGN)")


def obedient(name: str, folder: Path) -> Command:
    return _command(name, folder, _OBEDIENT)


def stubborn(name: str, folder: Path) -> Command:
    """Ignores SIGTERM."""
    return _command(name, folder, _STUBBORN)


def crashing(name: str, folder: Path) -> Command:
    """Ends with exit code 7 at once."""
    return _command(name, folder, _CRASHING)


def never_ready(name: str, folder: Path) -> Command:
    return _command(name, folder, "import time; time.sleep(60)")


def journal(folder: Path) -> list[str]:
    path = folder / "journal"
    return path.read_text().splitlines() if path.exists() else []


def _command(name: str, folder: Path, script: str) -> Command:
    ready = folder / f"{name}.ready"
    return Command(
        name=name,
        argv=(sys.executable, "-c", script, name, str(folder)),
        environment=dict(os.environ),
        ready=lambda: None if ready.exists() else "no ready file yet",
        ready_within=1.0 if script.startswith("import time") else 20.0,
        stop_within=1.0,
        prepare=lambda: ready.unlink(missing_ok=True),
    )
