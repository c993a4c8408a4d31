"""A facility of the chaos tests: named points at which a process can be made to die.

A service names its points in an enumeration and says when it comes by. A setting `<point>:<nth>` kills the process with
SIGKILL when it reaches that point for the n-th time. Without the setting nothing is watched.
"""

import os
import signal
from collections.abc import Awaitable, Callable
from enum import StrEnum
from typing import TypeVar

from psasync.kit.logging import get_logger

log = get_logger(__name__)

P = TypeVar("P", bound=StrEnum)


class Probe:
    """Does nothing; a test gives one that does."""

    async def reached(self, point: StrEnum) -> None:
        """Called whenever the process comes by."""


class ProbeAt(Probe):
    """Calls `act` when a point is reached for the n-th time."""

    def __init__(self, point: StrEnum, nth: int, act: Callable[[], Awaitable[None]]) -> None:
        self._point = point
        self._left = nth
        self._act = act

    async def reached(self, point: StrEnum) -> None:
        if point is self._point:
            self._left -= 1
            if self._left == 0:
                await self._act()


def parse(setting: str | None, points: type[P]) -> tuple[P, int] | None:
    """`<point>:<nth>`, or just `<point>` for its first time; None for no setting. Raises `ValueError`."""
    if not setting:
        return None
    name, _, nth = setting.partition(":")
    return points(name), int(nth or 1)


def probe_of(setting: str | None, points: type[P]) -> Probe:
    """As `parse`, to a probe that kills. Raises `ValueError`."""
    parsed = parse(setting, points)
    return Probe() if parsed is None else ProbeAt(*parsed, die)


async def die() -> None:
    log.warning("killed by its probe")
    os.kill(os.getpid(), signal.SIGKILL)
