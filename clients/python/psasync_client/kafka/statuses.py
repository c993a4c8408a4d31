"""What becomes of executions, as events."""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Literal, Self

from aiokafka import TopicPartition
from aiokafka.errors import CommitFailedError, IllegalStateError
from pydantic import ValidationError

from psasync_client.errors import PsaSyncError
from psasync_client.executions import TERMINAL
from psasync_client.kafka.connection import KafkaConnection
from psasync_client.kafka.names import EXECUTION_STATUS, STATUS_CHANGED
from psasync_client.models.events import StatusChanged

_LOG = logging.getLogger("psasync_client.kafka")
_AT_ONCE = 200
_LOOK_MS = 1_000


@dataclass(frozen=True, slots=True)
class StatusEvent:
    """`id` follows from execution and status: a repeated event is known by it."""

    id: str
    data: StatusChanged


class Statuses:
    """Every status that an execution reaches: an asynchronous context and iterator.

    Without a `group` it begins with what comes from now on. A group keeps its place: it goes on behind the last event
    that was done with, which is one after which the next was asked for. Members of a group share the executions among
    them. A new group begins with what the topic still holds, or, with `begin="latest"`, with what comes.

    Statuses of an execution come in order, and each at least once: those after a crash again.
    """

    def __init__(
        self,
        connection: KafkaConnection,
        *,
        group: str | None = None,
        begin: Literal["earliest", "latest"] = "earliest",
    ) -> None:
        self._connection = connection
        self._group = group
        self._begin = begin if group is not None else "latest"
        self._consumer: Any = None
        self._waiting: deque[tuple[TopicPartition, Any]] = deque()
        self._taken: tuple[TopicPartition, int] | None = None
        self._done: dict[TopicPartition, int] = {}

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> StatusEvent:
        while True:
            if self._taken is not None:
                partition, offset = self._taken
                self._done[partition], self._taken = offset + 1, None
            while not self._waiting:
                await self._commit()
                await self._fetch()
            partition, record = self._waiting.popleft()
            self._taken = partition, record.offset
            event = _read(record)
            if event is not None:
                return event

    async def of(self, execution_id: str) -> AsyncGenerator[StatusEvent, None]:
        """Those of one execution that come from here on, until it has ended. The events of others are passed over."""
        async for event in self:
            if event.data.execution == execution_id:
                yield event
                if event.data.status in TERMINAL:
                    return

    async def __aenter__(self) -> Self:
        self._consumer = self._connection.consumer(
            EXECUTION_STATUS, group_id=self._group, auto_offset_reset=self._begin
        )
        try:
            with self._connection.translated("connecting"):
                async with asyncio.timeout(self._connection.within):
                    await self._consumer.start()
                    if self._group is None:
                        await self._stand_at_the_end()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            # What the body has raised is what matters.
            with suppress(*([PsaSyncError] if kind is not None else [])):
                await self._commit()
        finally:
            await self._close()

    async def _stand_at_the_end(self) -> None:
        """Now, and not when the first event is asked for: what is requested meanwhile must not be missed."""
        consumer = self._opened
        await consumer.seek_to_end()
        for partition in consumer.assignment():
            await consumer.position(partition)

    async def _fetch(self) -> None:
        with self._connection.translated("reading statuses"):
            found = await self._opened.getmany(timeout_ms=_LOOK_MS, max_records=_AT_ONCE)
        for partition, records in found.items():
            self._waiting.extend((partition, record) for record in records)

    async def _commit(self) -> None:
        done, self._done = self._done, {}
        if self._group is None or not done:
            return
        # A partition that another member has got meanwhile: its events come again, there.
        with self._connection.translated("keeping the group's place"), suppress(CommitFailedError, IllegalStateError):
            async with asyncio.timeout(self._connection.within):
                await self._opened.commit(done)

    async def _close(self) -> None:
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            await consumer.stop()

    @property
    def _opened(self) -> Any:
        if self._consumer is None:
            raise RuntimeError("not open: use `async with`")
        return self._consumer


def _read(record: Any) -> StatusEvent | None:
    headers = dict(record.headers)
    if headers.get("ce_type") != STATUS_CHANGED.encode():
        return None  # a kind of event that this version does not know
    try:
        return StatusEvent(headers["ce_id"].decode(), StatusChanged.model_validate_json(record.value))
    except (KeyError, UnicodeDecodeError, ValidationError):
        # Passed over: it would otherwise be in the way for good.
        _LOG.warning("cannot read the event at %s/%s/%s", record.topic, record.partition, record.offset)
        return None
