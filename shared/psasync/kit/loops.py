"""The background tasks of a process: supervised, visible, stopped in order."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum

from psasync.kit.backoff import Backoff
from psasync.kit.logging import get_logger

log = get_logger(__name__)

_HEALTHY_SECONDS = 60.0  # after running this long a fault starts the backoff again from its first step


class LoopStatus(StrEnum):
    WAITING = "waiting"  # not started yet
    RUNNING = "running"
    RESTARTING = "restarting"  # failed, waits for its next attempt
    FINISHED = "finished"  # returned by itself
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class LoopState:
    status: LoopStatus
    since: datetime
    error: str = ""
    restarts: int = 0

    @property
    def check(self) -> str:
        """In the words of readiness: "ok", or what is wrong."""
        if self.status in {LoopStatus.RUNNING, LoopStatus.FINISHED}:
            return "ok"
        return f"{self.status} since {self.since:%H:%M:%S} UTC" + (f": {self.error}" if self.error else "")


class Loops:
    """Runs each added task until `stop`; one that raises is started again after a backoff of 0.2 s to 30 s."""

    def __init__(self, *, first: float = 0.2, cap: float = 30) -> None:
        self._first = first
        self._cap = cap
        self._runs: dict[str, Callable[[], Awaitable[None]]] = {}
        self._drains: set[str] = set()
        self._states: dict[str, LoopState] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self.stopping = asyncio.Event()

    def add(self, name: str, run: Callable[[], Awaitable[None]], *, drains: bool = False) -> None:
        """`drains`: it watches `stopping` and is given the grace to return; others are cancelled at once."""
        if name in self._runs:
            raise ValueError(f"two loops are called {name!r}")
        self._runs[name] = run
        self._states[name] = _state(LoopStatus.WAITING)
        if drains:
            self._drains.add(name)

    def state(self) -> dict[str, LoopState]:
        return dict(self._states)

    async def start(self) -> None:
        for name, run in self._runs.items():
            self._tasks[name] = asyncio.create_task(self._supervise(name, run), name=f"loop:{name}")

    async def stop(self, grace: float) -> None:
        """Ends every loop. Takes `grace` seconds for the draining ones, and as long again for clean-up, at most."""
        self.stopping.set()
        draining = [task for name, task in self._tasks.items() if name in self._drains]
        for name, task in self._tasks.items():
            if name not in self._drains:
                task.cancel()
        if draining:
            await asyncio.wait(draining, timeout=grace)
        await self._cancel_all(grace)

    async def _cancel_all(self, grace: float) -> None:
        for task in self._tasks.values():
            task.cancel()
        if not self._tasks:
            return
        await asyncio.wait(self._tasks.values(), timeout=grace)
        for name, task in self._tasks.items():
            if task.done():
                self._states[name] = _state(LoopStatus.STOPPED)
            else:
                log.error("loop does not stop", loop=name, seconds=grace)
        self._tasks.clear()

    async def _supervise(self, name: str, run: Callable[[], Awaitable[None]]) -> None:
        backoff = Backoff(self._first, self._cap)
        clock = asyncio.get_running_loop().time
        restarts = 0
        while not self.stopping.is_set():
            self._states[name] = _state(LoopStatus.RUNNING, restarts=restarts)
            started = clock()
            error = await _outcome(run)
            if error is None:
                self._states[name] = replace(_state(LoopStatus.FINISHED), restarts=restarts)
                return
            if clock() - started >= _HEALTHY_SECONDS:
                backoff.reset()
            restarts += 1
            await self._rest(name, error, backoff.next(), restarts)

    async def _rest(self, name: str, error: BaseException, seconds: float, restarts: int) -> None:
        text = f"{type(error).__name__}: {error}"[:300]
        self._states[name] = _state(LoopStatus.RESTARTING, text, restarts)
        log.error("loop failed", loop=name, again_in_seconds=round(seconds, 2), restarts=restarts, exc_info=error)
        await asyncio.sleep(seconds)


async def _outcome(run: Callable[[], Awaitable[None]]) -> BaseException | None:
    """What it failed with. A cancellation that nobody asked this task for is a failure like any other."""
    try:
        await run()
    except asyncio.CancelledError as error:
        task = asyncio.current_task()
        if task is not None and task.cancelling():
            raise
        return error
    except Exception as error:  # noqa: BLE001 - the supervisor reports whatever it was
        return error
    return None


def _state(status: LoopStatus, error: str = "", restarts: int = 0) -> LoopState:
    return LoopState(status, datetime.now(UTC), error, restarts)
