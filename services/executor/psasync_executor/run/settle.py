"""Steps 4 and 5 of a page, from its outbox: the same after a takeover as in an undisturbed run."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync_executor.domain.job import Job
from psasync_executor.domain.ledger import changes_of
from psasync_executor.domain.outbox import Effects, Outbox
from psasync_executor.domain.seen import pack
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.run.publisher import Publisher
from psasync_executor.store.cursors import Cursors
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.seen import SeenPages


class Settler:
    def __init__(self, ledger: Ledger, cursors: Cursors, seen: SeenPages, publisher: Publisher) -> None:
        self._ledger = ledger
        self._cursors = cursors
        self._seen = seen
        self._publisher = publisher

    async def settle(
        self,
        job: Job,
        partition: int,
        outbox: Outbox,
        lease: Lease,
        events: Sequence[Mapping[str, Any]] | None = None,
        *,
        books: bool = True,
    ) -> None:
        """Repeatable. `events` are the outbox's, where the caller has them decoded; without `books` they are only
        published. Raises `LeaseLost`.
        """
        if books:
            decoded = outbox.decoded() if events is None else events
            await patiently(lease, lambda: self._keep_books(job, outbox.effects, decoded))
        await self._publisher.publish(job.id, partition, outbox.events, lease)

    async def _keep_books(self, job: Job, effects: Effects, events: Sequence[Mapping[str, Any]]) -> None:
        if effects.seen_entity is not None:
            ids = pack(event["id"] for event in events if event["type"] == "record.result")
            await self._seen.add(job.id, effects.seen_entity, effects.seen_page, ids)
        if effects.writes_ledger:
            await self._ledger.apply(job.sync, job.id, job.fence, changes_of(events))
        # The cursor passes what stands in the ledger, so it moves after it.
        if effects.cursor is not None and effects.cursor_entity is not None:
            await self._cursors.move(job.sync, effects.cursor_entity, effects.cursor, job.fence)
