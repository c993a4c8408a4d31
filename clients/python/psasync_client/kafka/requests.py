"""Requests as events: an execution is asked for, or asked to stop."""

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self, TypeVar

from pydantic_core import to_json

from psasync_client.kafka.connection import KafkaConnection
from psasync_client.kafka.names import CANCEL_REQUESTED, SYNC_REQUESTED, execution_id
from psasync_client.models.base import Model
from psasync_client.models.events import CancelRequested, SyncRequested

M = TypeVar("M", bound=Model)

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Requested:
    execution_id: str
    event_id: str


class Requests:
    """Sends requests: `async with Requests(connection, source="example.org/billing") as requests:`.

    `source` names your system, always the same. A request is sent once Kafka has it on all replicas; what becomes of it
    is told by status events. One that cannot be read goes to `psasync.sync.requested.dlq`.
    """

    def __init__(self, connection: KafkaConnection, *, source: str) -> None:
        self._connection = connection
        self._source = source
        self._producer: Any = None

    async def start(
        self,
        request: SyncRequested | Mapping[str, Any],
        *,
        event_id: str | None = None,
        traceparent: str | None = None,
    ) -> Requested:
        """Ask for an execution. Raises ValueError for a request that has not the shape of one.

        `event_id` names the request within your system: sent again, after an error too, it is the same execution, and
        for good. Keep it with your own order; without one each call is a request of its own.
        """
        asked = _checked(SyncRequested, request)
        event_id = event_id or str(uuid.uuid4())
        await self._send(SYNC_REQUESTED, asked.sync, asked, event_id, traceparent)
        execution = execution_id(source=self._source, event_id=event_id, tenant=asked.tenant, sync=asked.sync)
        return Requested(execution, event_id)

    async def cancel(
        self, tenant: str, execution_id: str, *, reason: str = "", requested_by: str = "", event_id: str | None = None
    ) -> None:
        """Ask an execution to stop. Can be repeated; nothing happens to one that has ended."""
        asked = CancelRequested(tenant=tenant, execution=execution_id, reason=reason, requested_by=requested_by)
        await self._send(CANCEL_REQUESTED, execution_id, asked, event_id or str(uuid.uuid4()), None)

    async def __aenter__(self) -> Self:
        connection = self._connection
        self._producer = connection.producer()
        try:
            with connection.translated("connecting"):
                async with asyncio.timeout(connection.within):
                    await self._producer.start()
        except BaseException:
            await self._close()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._close()

    async def _close(self) -> None:
        producer, self._producer = self._producer, None
        if producer is not None:
            await producer.stop()

    async def _send(self, topic: str, key: str, body: Model, event_id: str, traceparent: str | None) -> None:
        if self._producer is None:
            raise RuntimeError("not open: use `async with`")
        headers = {
            "ce_specversion": "1.0",
            "ce_type": f"psasync.{topic}",
            "ce_source": self._source,
            "ce_id": event_id,
            "content-type": "application/json",
            **({"ce_traceparent": traceparent} if traceparent else {}),
        }
        with self._connection.translated("sending a request; it may have been sent"):
            async with asyncio.timeout(self._connection.within):
                await self._producer.send_and_wait(
                    self._connection.topic(topic),
                    to_json({**body.model_dump(mode="json", by_alias=True, exclude_unset=True), "version": _VERSION}),
                    key=key.encode(),
                    headers=[(name, value.encode()) for name, value in headers.items()],
                )


def _checked(kind: type[M], request: M | Mapping[str, Any]) -> M:
    """A request is answered by nobody, so that what would be ignored there is refused here."""
    asked = request if isinstance(request, kind) else kind.model_validate(request)
    if asked.model_extra:
        raise ValueError(f"a request has no {', '.join(sorted(asked.model_extra))}")
    return asked
