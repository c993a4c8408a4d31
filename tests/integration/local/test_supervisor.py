"""Rules of supervision, on small real processes."""

from __future__ import annotations

import os
import signal
import socket
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from psasync_local.errors import LocalError
from psasync_local.ports import PortUse, free_port
from psasync_local.process import Command
from psasync_local.rundir import RunDir
from psasync_local.supervised import Phase, RestartPolicy
from psasync_local.supervisor import Supervisor
from tests.support import dummies
from tests.support.waiting import until_sync

FAST = RestartPolicy(first=0.05, cap=0.2, forget_after=60, before_ready=3)


@pytest.fixture
def occupied_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


class Rig:
    """A supervisor that the test drives tick by tick, with what it reports."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.run = RunDir(folder / "run")
        self.said: list[str] = []
        self.supervisor: Supervisor | None = None

    def supervise(self, *stages: list[Command]) -> Supervisor:
        self.supervisor = Supervisor(self.run, stages, self.said.append, FAST)
        return self.supervisor

    def until_ready(self) -> None:
        until_sync(self._tick_ready, 20, "everything ready")

    def _tick_ready(self) -> bool:
        assert self.supervisor
        self.supervisor.tick()
        return self.supervisor.ready


@pytest.fixture
def rig(tmp_path: Path):
    it = Rig(tmp_path)
    yield it
    if it.supervisor:
        it.supervisor.stop()


def test_a_stage_waits_for_the_one_before(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.obedient("server", rig.folder)], [dummies.obedient("service", rig.folder)])
    supervisor.tick()
    assert [process.phase for process in supervisor.processes] == [Phase.STARTING, Phase.WAITING]
    rig.until_ready()
    assert dummies.journal(rig.folder) == ["start server", "start service"]


def test_stop_goes_backwards_and_waits_for_each_stage(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.obedient("server", rig.folder)], [dummies.obedient("service", rig.folder)])
    rig.until_ready()
    supervisor.stop()
    assert dummies.journal(rig.folder)[2:] == ["end service", "end server"]


def test_a_crash_is_followed_by_a_restart_and_the_others_stay(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.obedient("a", rig.folder), dummies.obedient("b", rig.folder)])
    rig.until_ready()
    first, other = (process.child for process in supervisor.processes)
    assert first
    assert other
    os.kill(first.pid, signal.SIGKILL)
    until_sync(lambda: supervisor.tick() or supervisor.processes[0].restarts == 1)
    assert supervisor.processes[0].phase is Phase.BACKOFF
    assert not supervisor.ready
    rig.until_ready()
    assert supervisor.processes[0].child
    assert supervisor.processes[0].child.pid != first.pid
    assert supervisor.processes[1].child is other
    assert any(line.startswith("a: killed by signal 9; restart in ") for line in rig.said)


def test_what_never_comes_up_is_given_up_with_the_end_of_its_log(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.crashing("broken", rig.folder)])

    def given_up() -> LocalError | None:
        try:
            supervisor.tick()
        except LocalError as error:
            return error
        return None

    error = until_sync(given_up)
    assert "broken: ended with exit code 7, 3 times in a row" in str(error)
    assert "out of cheese" in str(error)


def test_what_does_not_get_ready_in_time_is_killed_and_counted(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.never_ready("sleeper", rig.folder)])
    supervisor.tick()
    child = supervisor.processes[0].child
    assert child
    until_sync(lambda: supervisor.tick() or supervisor.processes[0].phase is Phase.BACKOFF)
    assert not psutil.pid_exists(child.pid)
    assert "not ready within 1 s: no ready file yet" in supervisor.processes[0].detail


def test_a_process_that_ignores_sigterm_is_killed_in_time(rig: Rig) -> None:
    supervisor = rig.supervise([dummies.stubborn("deaf", rig.folder)])
    rig.until_ready()
    child = supervisor.processes[0].child
    assert child
    supervisor.stop()
    assert child.exit_code() == -signal.SIGKILL


def test_a_taken_port_is_named_with_its_owner_and_variable(rig: Rig, occupied_port: int) -> None:
    use = PortUse(occupied_port, "PSASYNC_THING_PORT")
    supervisor = rig.supervise([replace(dummies.obedient("thing", rig.folder), ports=(use,))])
    with pytest.raises(LocalError) as caught:
        supervisor.tick()
    text = str(caught.value)
    assert f"127.0.0.1:{occupied_port} is taken" in text
    assert f"pid {os.getpid()}" in text
    assert "PSASYNC_THING_PORT" in text


def test_a_port_taken_at_a_restart_is_waited_for(rig: Rig) -> None:
    port = free_port()
    supervisor = rig.supervise([replace(dummies.obedient("thing", rig.folder), ports=(PortUse(port, "X"),))])
    rig.until_ready()
    child = supervisor.processes[0].child
    assert child
    with _listening(port):
        child.kill()
        until_sync(lambda: supervisor.tick() or supervisor.processes[0].restarts >= 2)
        assert "is taken" in supervisor.processes[0].detail
    rig.until_ready()


def _listening(port: int) -> socket.socket:
    return socket.create_server(("127.0.0.1", port))


def test_a_taken_port_of_a_later_stage_is_found_before_anything_starts(rig: Rig, occupied_port: int) -> None:
    late = replace(dummies.obedient("late", rig.folder), ports=(PortUse(occupied_port, "PSASYNC_LATE_PORT"),))
    supervisor = rig.supervise([dummies.obedient("server", rig.folder)], [late])
    with pytest.raises(LocalError, match="PSASYNC_LATE_PORT"):
        supervisor.run()
    assert dummies.journal(rig.folder) == []
