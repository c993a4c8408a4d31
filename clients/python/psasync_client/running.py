"""Starts executions and waits for their end, in two flavours of the same few steps."""

import asyncio
import inspect
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Mapping
from contextlib import aclosing, closing
from dataclasses import replace
from typing import Any

from psasync_client.errors import PsaSyncError, UnexpectedAnswer
from psasync_client.models.results import ExecutionView
from psasync_client.models.scheduler import Accepted, PreflightView, RunRequest
from psasync_client.operations.executions import AsyncExecutions, Executions
from psasync_client.resumption import PATIENCE_SECONDS
from psasync_client.retries import Attempts, Retries
from psasync_client.streams import AsyncEvents, Events
from psasync_client.waiting import Waiting

Progress = Callable[[ExecutionView], object]
AsyncProgress = Callable[[ExecutionView], Awaitable[object] | object]
Request = RunRequest | Mapping[str, Any] | None


def run(executions: Executions, retries: Retries, sync_id: str, request: Request, key: str | None) -> Accepted:
    """Ask for an execution until it is accepted: one key for all tries, so that it is one execution."""
    attempts, key = _patient(retries), key or str(uuid.uuid4())
    while True:
        try:
            return _accepted(executions.start(sync_id, request, idempotency_key=key))
        except PsaSyncError as error:
            pause = attempts.pause_after(error)
        time.sleep(pause)


def wait_for_end(
    executions: Executions, execution_id: str, on_progress: Progress | None, within: float, *, certain: bool
) -> ExecutionView:
    waiting = Waiting(execution_id, within, certain=certain)
    with closing(_states(executions, execution_id, waiting)) as states:
        while waiting.ended is None:
            execution = next(states)
            if waiting.take(execution) and on_progress is not None:
                on_progress(execution)
    return waiting.ended


def _states(executions: Executions, execution_id: str, waiting: Waiting) -> Generator[ExecutionView, None, None]:
    """The execution again and again, for as long as there is time. Raises what ends the waiting."""
    events = executions.watch(execution_id)
    while True:
        if waiting.streams:
            yield from _streamed(events, waiting)
        try:
            execution = executions.get(execution_id)
        except PsaSyncError as error:
            waiting.failed(error)
        else:
            yield execution
        time.sleep(waiting.pause())


def _streamed(events: Events[ExecutionView], waiting: Waiting) -> Generator[ExecutionView, None, None]:
    told = False
    try:
        for event in events.once(lambda: not waiting.streams):
            told = True
            yield event.data
    except PsaSyncError as error:
        waiting.stream_failed(error, told=told)


async def arun(
    executions: AsyncExecutions, retries: Retries, sync_id: str, request: Request, key: str | None
) -> Accepted:
    """Ask for an execution until it is accepted: one key for all tries, so that it is one execution."""
    attempts, key = _patient(retries), key or str(uuid.uuid4())
    while True:
        try:
            return _accepted(await executions.start(sync_id, request, idempotency_key=key))
        except PsaSyncError as error:
            pause = attempts.pause_after(error)
        await asyncio.sleep(pause)


async def await_end(
    executions: AsyncExecutions, execution_id: str, on_progress: AsyncProgress | None, within: float, *, certain: bool
) -> ExecutionView:
    waiting = Waiting(execution_id, within, certain=certain)
    async with aclosing(_astates(executions, execution_id, waiting)) as states:
        while waiting.ended is None:
            execution = await anext(states)
            if waiting.take(execution) and on_progress is not None:
                answer = on_progress(execution)
                if inspect.isawaitable(answer):
                    await answer
    return waiting.ended


async def _astates(
    executions: AsyncExecutions, execution_id: str, waiting: Waiting
) -> AsyncGenerator[ExecutionView, None]:
    """The execution again and again, for as long as there is time. Raises what ends the waiting."""
    events = executions.watch(execution_id)
    while True:
        if waiting.streams:
            async with aclosing(_astreamed(events, waiting)) as streamed:
                async for execution in streamed:
                    yield execution
        try:
            found = await executions.get(execution_id)
        except PsaSyncError as error:
            waiting.failed(error)
        else:
            yield found
        await asyncio.sleep(waiting.pause())


async def _astreamed(events: AsyncEvents[ExecutionView], waiting: Waiting) -> AsyncGenerator[ExecutionView, None]:
    told = False
    try:
        async with aclosing(events.once(lambda: not waiting.streams)) as connection:
            async for event in connection:
                told = True
                yield event.data
    except PsaSyncError as error:
        waiting.stream_failed(error, told=told)


def _patient(retries: Retries) -> Attempts:
    """A restart of the scheduler takes longer than a single call waits."""
    lasting = replace(retries, tries=1_000, within=PATIENCE_SECONDS)
    return Attempts(lasting, repeatable=True)


def _accepted(answer: Accepted | PreflightView) -> Accepted:
    if isinstance(answer, PreflightView):
        raise UnexpectedAnswer("executions.start was answered as if nothing had been asked for")
    return answer
