"""The supervisor as a process of its own: up, a second up, down, Ctrl-C, kill -9."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from psasync_local import control, instance, pidfile, show, status
from psasync_local.errors import LocalError
from psasync_local.rundir import RunDir
from tests.support import dummies
from tests.support.waiting import until_sync

SCRIPT = str(Path(__file__).with_name("supervise_dummies.py"))


@pytest.fixture
def run(tmp_path: Path) -> Iterator[RunDir]:
    it = RunDir(tmp_path / "run")
    it.root.mkdir()
    yield it
    control.down(it)


def up(run: RunDir, *more: str) -> None:
    control.up(run, (SCRIPT, str(run.root), *more))


def children(run: RunDir) -> list[psutil.Process]:
    found = [pidfile.living(path) for path in run.pids.iterdir()]
    return [process for process in found if process]


def test_up_returns_when_ready_and_down_stops_in_reverse_order(run: RunDir, capsys: pytest.CaptureFixture[str]) -> None:
    up(run)
    assert len(children(run)) == 2
    assert show.show_status(run) == 0
    control.down(run)
    assert dummies.journal(run.root) == ["start server", "start service", "end service", "end server"]
    assert not instance.is_running(run)
    assert show.show_status(run) == 3
    said = capsys.readouterr().out
    assert said.index("server: ready after") < said.index("service: ready after") < said.index("everything is ready")


def test_a_second_up_does_nothing_and_says_so(run: RunDir, capsys: pytest.CaptureFixture[str]) -> None:
    up(run)
    before = children(run)
    capsys.readouterr()
    up(run)
    assert capsys.readouterr().out == "already up and ready; nothing to do\n"
    assert children(run) == before


def test_up_of_something_broken_fails_with_the_reason_and_leaves_nothing(
    run: RunDir, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(LocalError, match="did not come up"):
        up(run, "crashing")
    said = capsys.readouterr().out
    assert "service: ended with exit code 7" in said
    assert "out of cheese" in said
    assert children(run) == []
    assert not instance.is_running(run)


def test_nothing_survives_kill_9_of_the_supervisor(run: RunDir, capsys: pytest.CaptureFixture[str]) -> None:
    up(run)
    left = children(run)
    supervisor = instance.supervisor(run)
    assert supervisor
    supervisor.kill()
    until_sync(lambda: not any(process.is_running() and process.status() != "zombie" for process in left), 5)
    capsys.readouterr()
    up(run)
    said = capsys.readouterr().out
    assert "server: pid file of an earlier run, its process is gone: removed" in said
    assert len(children(run)) == 2


def test_an_orphan_of_another_system_is_stopped_first(run: RunDir, capsys: pytest.CaptureFixture[str]) -> None:
    """Where the kernel does not end children with their parent, the next start does."""
    orphan = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], start_new_session=True)
    pidfile.write(run.pids / "server", orphan.pid)
    up(run)
    assert orphan.wait(5) == -signal.SIGTERM
    assert f"server: pid {orphan.pid} was left by a supervisor that was killed" in capsys.readouterr().out


def test_a_stale_supervisor_pid_file_is_no_supervisor(run: RunDir, capsys: pytest.CaptureFixture[str]) -> None:
    stale = {"pid": os.getpid(), "started": 1.0}
    (run.root / "supervisor.pid").write_text(json.dumps(stale))
    control.down(run)
    assert capsys.readouterr().out == "nothing is running\n"
    up(run)
    assert len(children(run)) == 2


def test_ctrl_c_stops_in_order_and_exits_cleanly(run: RunDir) -> None:
    process = subprocess.Popen([sys.executable, SCRIPT, str(run.root)], start_new_session=True)
    until_sync(lambda: (current := status.read(run)) and current.ready, 20)
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(15) == 0
    assert dummies.journal(run.root)[2:] == ["end service", "end server"]
    assert children(run) == []


def test_clean_stops_and_removes_everything(run: RunDir) -> None:
    up(run)
    left = children(run)
    control.clean(run)
    assert not run.root.exists()
    assert not any(process.is_running() for process in left)
