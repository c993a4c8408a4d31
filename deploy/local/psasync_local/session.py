"""Runs the platform in the foreground, alone or around a story such as the demo."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from psasync_local import docker, instance, rotation, status
from psasync_local.errors import LocalError
from psasync_local.process import Command
from psasync_local.rundir import RunDir
from psasync_local.stack import Stack
from psasync_local.supervisor import Supervisor

Say = Callable[[str], None]
Stages = list[list[Command]]
Story = Callable[[Stack], int]

_ROTATE_EVERY_SECONDS = 60.0


def run_foreground(run: RunDir, say: Say, stages_of: Callable[[Stack], Stages] = Stack.stages) -> None:
    """Holds everything up until SIGINT or SIGTERM. Raises LocalError when it cannot be brought up."""
    with instance.only_one(run, say):
        stack = _prepared(run, say)
        _supervise(stack, stages_of(stack), say, lambda _ready: True)


def run_story(run: RunDir, say: Say, story: Story, stay: bool) -> int:
    """Brings the platform up, then runs the story beside it in a thread; its answer is the exit code.

    With `stay`, a story that ended well is followed by waiting for Ctrl-C. A platform that `up` started is used as
    it is and left running. Raises LocalError when the platform cannot be brought up.
    """
    if instance.is_running(run):
        say("using the platform that is already running")
        return story(Stack.here(run, say))
    telling = _Telling(story, stay)
    with instance.only_one(run, say):
        stack = _prepared(run, say)
        _supervise(stack, stack.stages(), say, lambda ready: telling.goes_on(stack, ready))
    return telling.code


class _Telling:
    """The story's thread, started when all is ready. Interrupted before its end it counts as failed."""

    def __init__(self, story: Story, stay: bool) -> None:
        self.code = 130
        self._story = story
        self._stay = stay
        self._thread: threading.Thread | None = None
        self._fault: BaseException | None = None

    def goes_on(self, stack: Stack, ready: bool) -> bool:
        if self._thread is None:
            if ready:
                self._thread = threading.Thread(target=self._tell, args=(stack,), name="story", daemon=True)
                self._thread.start()
            return True
        if self._thread.is_alive():
            return True
        if self._fault is not None:
            raise self._fault
        return self._stay and self.code == 0

    def _tell(self, stack: Stack) -> None:
        try:
            self.code = self._story(stack)
        except BaseException as fault:  # noqa: BLE001 - carried to the main thread, which raises it
            self._fault = fault


def _prepared(run: RunDir, say: Say) -> Stack:
    status.write(run, status.Status())
    try:
        stack = Stack.here(run, say)
        for line in stack.servers.lines():
            say(line)
        if stack.servers.containers:
            docker.start(stack.servers.containers, stack.environment)
    except LocalError as error:
        status.write(run, status.Status(fatal=str(error)))
        raise
    return stack


def _supervise(stack: Stack, stages: Stages, say: Say, goes_on: Callable[[bool], bool]) -> None:
    run = stack.run
    supervisor = Supervisor(run, stages, say)
    written = status.Status()
    rotated = time.monotonic()

    def on_tick() -> bool:
        nonlocal written, rotated
        current = status.of(supervisor.processes, supervisor.ready, stack.servers.lines())
        if current != written:
            status.write(run, current)
            written = current
        if time.monotonic() - rotated > _ROTATE_EVERY_SECONDS:
            rotation.rotate(run.logs)
            rotated = time.monotonic()
        return goes_on(supervisor.ready)

    try:
        supervisor.run(on_tick)
    except LocalError as error:
        status.write(run, status.Status(fatal=str(error)))
        raise
    finally:
        if stack.servers.containers:
            docker.stop(stack.servers.containers, stack.environment)
    run.status.unlink(missing_ok=True)
