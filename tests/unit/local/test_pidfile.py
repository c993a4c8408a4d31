"""A pid counts only together with its process's start time."""

from __future__ import annotations

import json
import os
from pathlib import Path

import psutil
import pytest

from psasync_local import pidfile


def test_a_living_process_is_found(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    pidfile.write(path)
    found = pidfile.living(path)
    assert found
    assert found.pid == os.getpid()


def test_a_pid_that_another_process_has_is_stale(tmp_path: Path) -> None:
    path = tmp_path / "pid"
    started = psutil.Process().create_time()
    path.write_text(json.dumps({"pid": os.getpid(), "started": started - 3600}))
    assert pidfile.living(path) is None


@pytest.mark.parametrize("text", ["", "12345", "[]", '{"pid": 1}', '{"pid": "x", "started": 1}', "half {"])
def test_a_damaged_file_is_stale(tmp_path: Path, text: str) -> None:
    path = tmp_path / "pid"
    path.write_text(text)
    assert pidfile.living(path) is None


def test_no_file_is_nobody(tmp_path: Path) -> None:
    assert pidfile.living(tmp_path / "pid") is None
