"""Trying the records of issues again: one request per sync and thousand records, through the scheduler."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from psasync.kit.http import Problem, unavailable
from psasync_results.domain.retries import RetryRequest
from psasync_results.issue_care.scheduler import Accepted, Scheduler

_AT_ONCE = 4
_SECONDS = 18.0
"""What has begun by then ends within the time of a request."""


@dataclass(frozen=True, slots=True)
class Caller:
    authorization: str  # as it came
    idempotency_key: str | None


@dataclass(frozen=True, slots=True)
class Retried:
    request: RetryRequest
    verdict: Accepted | Problem


async def retry(scheduler: Scheduler, caller: Caller, requests: Sequence[RetryRequest]) -> list[Retried]:
    """In their order. One that is refused keeps no other from being asked for.

    Raises the `Problem` of an unavailable scheduler when it has taken none of them.
    """
    clock = asyncio.get_running_loop().time
    end, turn = clock() + _SECONDS, asyncio.Semaphore(_AT_ONCE)

    async def one(request: RetryRequest) -> Retried:
        async with turn:
            return Retried(request, await _ask(scheduler, caller, request) if clock() < end else _not_begun())

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(one(request)) for request in requests]
    found = [task.result() for task in tasks]
    down = [each.verdict for each in found if isinstance(each.verdict, Problem) and each.verdict.status == 503]
    if down and len(down) == len(found):
        raise down[0]
    return found


async def _ask(scheduler: Scheduler, caller: Caller, request: RetryRequest) -> Accepted | Problem:
    key = request.key(caller.idempotency_key) if caller.idempotency_key else None
    try:
        return await scheduler.request(request.sync, request.body(), caller.authorization, key)
    except Problem as problem:
        return problem


def _not_begun() -> Problem:
    return unavailable("The time of this request was over before its turn; it can be repeated.", code="not-begun")
