"""The same for each of many, a few at a time, within a time limit."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from psasync.kit.http import Problem, unavailable
from psasync.kit.http.errors import INTERNAL
from psasync.kit.logging import get_logger
from psasync.kit.mongo import MongoError
from psasync_scheduler.domain.errors import Invalid, NotFound, Refused, Stale

log = get_logger(__name__)

ItemT = TypeVar("ItemT")
ResultT = TypeVar("ResultT")

Verdict = Invalid | NotFound | Refused | Stale | Problem
"""Why one of them cannot be done, which says nothing of the others."""

AT_ONCE = 8
# A request may take 30 s; what has begun by now ends within that.
SECONDS = 18.0


async def each(
    items: Sequence[ItemT],
    work: Callable[[ItemT], Awaitable[ResultT]],
    *,
    at_once: int = AT_ONCE,
    seconds: float = SECONDS,
) -> list[ResultT | Verdict]:
    """In the order of the items. Those that the time does not reach are not begun, and their verdict says so."""
    clock = asyncio.get_running_loop().time
    end = clock() + seconds
    turn = asyncio.Semaphore(at_once)

    async def one(item: ItemT) -> ResultT | Verdict:
        async with turn:
            return await _attempt(work, item) if clock() < end else _not_begun()

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(item)) for item in items]
    return [task.result() for task in tasks]


async def _attempt(work: Callable[[ItemT], Awaitable[ResultT]], item: ItemT) -> ResultT | Verdict:
    try:
        return await work(item)
    except (Invalid, NotFound, Refused, Stale, Problem) as verdict:
        return verdict
    except MongoError as error:
        log.warning("one of many failed", error=f"{type(error).__name__}: {error!s:.300}")
        return unavailable("The database did not take it; it can be repeated.")
    except Exception:
        # Whatever it was: it must not hide what has become of the others.
        log.exception("one of many failed")
        return INTERNAL


def _not_begun() -> Problem:
    return unavailable("The time of this request was over before its turn; it can be repeated.", code="not-begun")
