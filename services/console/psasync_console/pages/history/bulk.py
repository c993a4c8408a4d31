"""One action on many executions: each is asked for by itself, and has an outcome of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from psasync_client import AsyncClient, ProblemError, PsaSyncError

MOST = 200
"""What one action takes on."""
_AT_ONCE = 8


@dataclass(frozen=True, slots=True)
class Action:
    name: str
    label: str
    done: str


ACTIONS: Mapping[str, Action] = {
    "again": Action("again", "Run again", "Runs again"),
    "retry": Action("retry", "Retry failed", "Is tried again"),
    "cancel": Action("cancel", "Cancel", "Is asked to stop"),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What has become of one. `led_to`: the execution that came of it."""

    execution: str
    ok: bool
    text: str
    led_to: str


async def act(api: AsyncClient, action: str, executions: Sequence[str], key: str, reason: str) -> list[Done]:
    """In the order given. One that is refused keeps no other from being done. The key makes a second click the same."""
    turns = asyncio.Semaphore(_AT_ONCE)
    doing = _DOING[action]

    async def one(execution: str) -> Done:
        async with turns:
            try:
                led_to = await doing(api, execution, f"{key}:{execution}", reason)
            except ProblemError as error:
                return Done(execution, ok=False, text=error.detail or error.title, led_to="")
            except PsaSyncError:
                return Done(execution, ok=False, text="A service does not answer; try this one again.", led_to="")
            return Done(execution, ok=True, text=ACTIONS[action].done, led_to=led_to)

    return list(await asyncio.gather(*map(one, executions[:MOST])))


async def _again(api: AsyncClient, execution: str, key: str, _: str) -> str:
    return (await api.executions.again(execution, idempotency_key=key)).execution_id


async def _retry(api: AsyncClient, execution: str, key: str, _: str) -> str:
    return (await api.executions.retry(execution, idempotency_key=key)).execution_id


async def _cancel(api: AsyncClient, execution: str, _: str, reason: str) -> str:
    await api.executions.cancel(execution, {"reason": reason})
    return execution


_DOING: Mapping[str, Callable[[AsyncClient, str, str, str], Awaitable[str]]] = {
    "again": _again,
    "retry": _retry,
    "cancel": _cancel,
}
