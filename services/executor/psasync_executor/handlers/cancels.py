"""`sync.cancel-requested`: into the job, or as a marker for a request that is still to come."""

from collections.abc import Callable, Sequence

from psasync.contracts.events.cancel import TYPE, CancelRequested
from psasync.kit.kafka import DeadLetters, Received
from psasync.kit.logging import get_logger
from psasync_executor.handlers.reading import Unreadable, read
from psasync_executor.store.inbox import Inbox

log = get_logger(__name__)


class CancelHandler:
    def __init__(self, inbox: Inbox, nudge: Callable[[str], None]) -> None:
        self._inbox = inbox
        self._nudge = nudge

    async def __call__(self, records: Sequence[Received], dead_letters: DeadLetters) -> None:
        for record in records:
            try:
                _, request = read(record, TYPE, CancelRequested)
            except Unreadable as unreadable:
                dead_letters.add(record, unreadable.reason, unreadable.detail)
                continue
            if not await self._inbox.cancel(request):
                log.warning("cancel of another tenant's execution ignored", execution=request.execution)
            self._nudge(request.execution)
