"""A test run that leaves a process behind fails, and the process is ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[3]

_LEAKING = """
import pathlib, subprocess, sys
def test_leaks():
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    pathlib.Path({pid!r}).write_text(str(process.pid))
"""
_CLEAN = "def test_clean(): pass"


def run_pytest(folder: Path, text: str, *more: str) -> subprocess.CompletedProcess[str]:
    file = folder / "test_it.py"
    file.write_text(text)
    argv = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-c", str(ROOT / "pyproject.toml"), *more]
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PSASYNC"))}
    return subprocess.run(
        [*argv, str(file)], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60, check=False
    )


def running(pid: int) -> bool:
    """An orphan's zombie may wait for an init process that never collects it: it runs no more."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


@pytest.mark.parametrize("workers", [(), ("-n", "1")])
def test_a_left_process_fails_the_run_and_is_killed(tmp_path: Path, workers: tuple[str, ...]) -> None:
    pid = tmp_path / "pid"
    done = run_pytest(tmp_path, _LEAKING.format(pid=str(pid)), *workers)
    assert done.returncode == pytest.ExitCode.TESTS_FAILED, done.stdout + done.stderr
    assert "processes outlived the test run" in done.stdout
    assert not running(int(pid.read_text()))


def test_a_clean_run_passes(tmp_path: Path) -> None:
    done = run_pytest(tmp_path, _CLEAN)
    assert done.returncode == 0, done.stdout + done.stderr
