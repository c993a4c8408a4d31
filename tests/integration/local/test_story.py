"""A story beside the platform: its answer is the exit code, its fault is not swallowed, Ctrl-C ends both."""

from __future__ import annotations

import os
import signal
import threading
from pathlib import Path

import pytest

from psasync_local import instance, session
from psasync_local.rundir import RunDir
from psasync_local.stack import Stack
from tests.support import dummies


@pytest.fixture(autouse=True)
def _two_dummies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PSASYNC_KAFKA_BOOTSTRAP", "nowhere:1")
    monkeypatch.setenv("PSASYNC_MONGO_URI", "mongodb://nowhere")
    stages = [[dummies.obedient("server", tmp_path)], [dummies.obedient("service", tmp_path)]]
    monkeypatch.setattr(Stack, "stages", lambda _self: stages)


def tell(folder: Path, story: session.Story, stay: bool = False) -> int:
    return session.run_story(RunDir(folder / "run"), lambda _: None, story, stay)


@pytest.mark.parametrize("code", [0, 4])
def test_the_storys_answer_is_the_exit_code_and_all_is_stopped(tmp_path: Path, code: int) -> None:
    def story(stack: Stack) -> int:
        assert dummies.journal(tmp_path) == ["start server", "start service"]
        assert stack.environment["PSASYNC_KEYRING"]
        return code

    assert tell(tmp_path, story) == code
    assert dummies.journal(tmp_path)[2:] == ["end service", "end server"]
    assert not instance.is_running(RunDir(tmp_path / "run"))


def test_a_story_that_breaks_stops_everything_and_is_raised(tmp_path: Path) -> None:
    def story(_stack: Stack) -> int:
        raise RuntimeError("the demo broke")

    with pytest.raises(RuntimeError, match="the demo broke"):
        tell(tmp_path, story, stay=True)
    assert dummies.journal(tmp_path)[2:] == ["end service", "end server"]


def test_a_failed_story_does_not_stay(tmp_path: Path) -> None:
    assert tell(tmp_path, lambda _stack: 1, stay=True) == 1


def test_after_a_good_story_it_stays_until_ctrl_c(tmp_path: Path) -> None:
    told = threading.Event()

    def story(_stack: Stack) -> int:
        told.set()
        threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT)).start()
        return 0

    assert tell(tmp_path, story, stay=True) == 0
    assert told.is_set()
    assert dummies.journal(tmp_path)[2:] == ["end service", "end server"]


def test_ctrl_c_in_the_middle_of_a_story_is_no_success(tmp_path: Path) -> None:
    release = threading.Event()

    def story(_stack: Stack) -> int:
        os.kill(os.getpid(), signal.SIGINT)
        release.wait(20)
        return 0

    assert tell(tmp_path, story) == 130
    release.set()
