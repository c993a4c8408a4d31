"""Calls that run at the same time and do not cancel each other when one of them fails."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from psasync.psa.port import BudgetExhausted, PsaError

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

Failure = PsaError | BudgetExhausted

BATCHES = 2
"""Calls that are asked for at once, as a multiple of those that can run at a time: none waits for the slowest."""


async def together(calls: Iterable[Awaitable[ResultT]]) -> list[ResultT | Failure]:
    """In the order of the calls. A cancellation, and any other error, cancels them all."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_attempt(call)) for call in calls]
    return [task.result() for task in tasks]


@dataclass(slots=True)
class Gathered(Generic[ResultT]):
    """The results of the first items, up to the first that failed."""

    results: list[ResultT] = field(default_factory=list)
    failed: Failure | None = None


async def gathered(
    items: Sequence[ItemT], call: Callable[[ItemT], Awaitable[ResultT]], at_once: int
) -> Gathered[ResultT]:
    """One call per item, in batches: after a failure no other batch begins."""
    done: Gathered[ResultT] = Gathered()
    for at in range(0, len(items), at_once * BATCHES):
        for answer in await together([call(item) for item in items[at : at + at_once * BATCHES]]):
            if isinstance(answer, PsaError | BudgetExhausted):
                done.failed = answer
                return done
            done.results.append(answer)
    return done


def earliest(times: Iterable[datetime | None]) -> datetime | None:
    return min((time for time in times if time), default=None)


async def _attempt(call: Awaitable[ResultT]) -> ResultT | Failure:
    try:
        return await call
    except (PsaError, BudgetExhausted) as failure:
        return failure
