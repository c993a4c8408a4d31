"""`sync.requested`: into the inbox."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from psasync.contracts.events.requested import TYPE, SyncRequested
from psasync.contracts.execution_id import execution_id
from psasync.kit.kafka import DeadLetters, Received
from psasync.kit.logging import get_logger
from psasync_executor.handlers.reading import Unreadable, read
from psasync_executor.store.inbox import Inbox, Intake

log = get_logger(__name__)


class RequestHandler:
    def __init__(self, inbox: Inbox, wake: Callable[[], None]) -> None:
        self._inbox = inbox
        self._wake = wake

    async def __call__(self, records: Sequence[Received], dead_letters: DeadLetters) -> None:
        for record in records:
            try:
                await self._take(record)
            except Unreadable as unreadable:
                dead_letters.add(record, unreadable.reason, unreadable.detail)
        self._wake()

    async def _take(self, record: Received) -> None:
        attributes, request = read(record, TYPE, SyncRequested)
        execution = execution_id(
            source=attributes.source, event_id=attributes.id, tenant=request.tenant, sync=request.sync
        )
        # Kafka's time, because every reader of the topic sees the same.
        requested_at = datetime.fromtimestamp(record.timestamp_ms / 1000, UTC)
        intake = await self._inbox.request(execution, request, requested_at, attributes.traceparent)
        if intake is Intake.CONTRADICTS:
            raise Unreadable("conflict", f"execution {execution} was requested before with another body")
        log.info("request taken", execution=execution, sync=request.sync, known=intake is Intake.KNOWN)
