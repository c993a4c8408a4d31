"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.05
LONGEST_POLL_SECONDS = 0.25


async def until(condition: Callable[[], T | Awaitable[T]], within: float = 10.0, what: str = "condition") -> T:
    """The condition's first true value; fails with the last one after `within` seconds."""
    began = time.monotonic()
    while True:
        answer = condition()
        value: T = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        waited = time.monotonic() - began
        if waited > within:
            raise AssertionError(f"{what} not met within {within} s, last: {value!r}")
        await asyncio.sleep(_pause(waited))


def until_sync(condition: Callable[[], T], within: float = 10.0, what: str = "condition") -> T:
    """The same where no event loop runs."""
    began = time.monotonic()
    while not (value := condition()):
        waited = time.monotonic() - began
        if waited > within:
            raise AssertionError(f"{what} not met within {within} s, last: {value!r}")
        time.sleep(_pause(waited))
    return value


def _pause(waited: float) -> float:
    """A tenth of the wait: asking a busy service twenty times a second is what would keep it busy."""
    return min(max(POLL_SECONDS, waited / 10), LONGEST_POLL_SECONDS)
