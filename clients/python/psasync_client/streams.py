"""Event streams that come back by themselves."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import aclosing
from types import TracebackType
from typing import Generic, Self, TypeVar

from psasync_client.errors import PsaSyncError
from psasync_client.resumption import Event, Resumption
from psasync_client.transport import AsyncTransport, Transport
from psasync_client.wire import EVENT_STREAM

T = TypeVar("T")


class Events(Generic[T]):
    """An iterator of events. A connection that breaks is made again, from the last event that came.

    Raises what is not to be got over: a key that was revoked, a stream that cannot be opened for too long.
    `close()`, or a `with` block, lets go of the connection before the stream ends.
    """

    def __init__(self, transport: Transport, resumption: Resumption[T]) -> None:
        self._transport = transport
        self._resumption = resumption
        self._running = self._run()

    @property
    def last_event_id(self) -> str | None:
        """Where another stream would have to resume; moved by heartbeats too."""
        return self._resumption.last_id

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Event[T]:
        return next(self._running)

    def close(self) -> None:
        self._running.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def once(self, leave: Callable[[], bool] = lambda: False) -> Generator[Event[T], None, None]:
        """The events of one connection, from where the last one was cut. Raises what cuts it.

        `leave` is asked whenever something comes, heartbeats too, which is every 15 seconds.
        """
        state = self._resumption
        with self._transport.opened(state.next_call(), EVENT_STREAM) as chunks:
            for chunk in chunks:
                yield from state.feed(chunk)
                if state.ended or leave():
                    return

    def _run(self) -> Generator[Event[T], None, None]:
        while True:
            failure: PsaSyncError | None = None
            try:
                yield from self.once()
            except PsaSyncError as error:
                failure = error
            if self._resumption.ended:
                return
            time.sleep(self._resumption.pause_after(failure))


class AsyncEvents(Generic[T]):
    """An iterator of events. A connection that breaks is made again, from the last event that came.

    Raises what is not to be got over: a key that was revoked, a stream that cannot be opened for too long.
    `aclose()`, or an `async with` block, lets go of the connection before the stream ends.
    """

    def __init__(self, transport: AsyncTransport, resumption: Resumption[T]) -> None:
        self._transport = transport
        self._resumption = resumption
        self._running = self._run()

    @property
    def last_event_id(self) -> str | None:
        """Where another stream would have to resume; moved by heartbeats too."""
        return self._resumption.last_id

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Event[T]:
        return await anext(self._running)

    async def aclose(self) -> None:
        await self._running.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def once(self, leave: Callable[[], bool] = lambda: False) -> AsyncGenerator[Event[T], None]:
        """The events of one connection, from where the last one was cut. Raises what cuts it.

        `leave` is asked whenever something comes, heartbeats too, which is every 15 seconds.
        """
        state = self._resumption
        async with self._transport.opened(state.next_call(), EVENT_STREAM) as chunks:
            async for chunk in chunks:
                for event in state.feed(chunk):
                    yield event
                if state.ended or leave():
                    return

    async def _run(self) -> AsyncGenerator[Event[T], None]:
        while True:
            failure: PsaSyncError | None = None
            try:
                async with aclosing(self.once()) as events:
                    async for event in events:
                        yield event
            except PsaSyncError as error:
                failure = error
            if self._resumption.ended:
                return
            await asyncio.sleep(self._resumption.pause_after(failure))
