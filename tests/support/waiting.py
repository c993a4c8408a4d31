"""Waiting for a condition with a deadline, instead of sleeping and hoping."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

T = TypeVar("T")

POLL_SECONDS = 0.05


async def until(condition: Callable[[], T | Awaitable[T]], within: float = 10.0, what: str = "condition") -> T:
    """The condition's first true value; fails with the last one after `within` seconds."""
    deadline = time.monotonic() + within
    while True:
        answer = condition()
        value: T = await answer if inspect.isawaitable(answer) else answer
        if value:
            return value
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} not met within {within} s, last: {value!r}")
        await asyncio.sleep(POLL_SECONDS)


def until_sync(condition: Callable[[], T], within: float = 10.0, what: str = "condition") -> T:
    """The same where no event loop runs."""
    deadline = time.monotonic() + within
    while not (value := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} not met within {within} s, last: {value!r}")
        time.sleep(POLL_SECONDS)
    return value
