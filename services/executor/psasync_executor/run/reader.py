"""Reads and decides, page by page, ahead of what is being written."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from psasync.contracts.execution_id import platform_record_id
from psasync.contracts.vocabulary import Entity
from psasync.kit.clock import Clock
from psasync.psa.port import Cursor, Page, SourceAdapter
from psasync_executor.domain.job import Decided, Job, Position
from psasync_executor.domain.outcome import Candidate, Decision, LedgerEntry, decide, gone_record, unreadable_record
from psasync_executor.domain.plan import Step
from psasync_executor.domain.seen import Seen
from psasync_executor.run.faults import SourceFaults
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.run.reading import reading_of
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.seen import SeenPages


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with the fate of each of its records; nothing of it is written."""

    step: Step
    index: int  # of the step
    decisions: Sequence[Decision]
    next: Cursor | None  # None: the step is over
    read_from: datetime  # the source's time when the step began


class Reader:
    """Decides what a page means without waiting for the one before to be settled.

    That is sound because a source id is reported once: no two pages of an execution decide on the same record.
    """

    def __init__(
        self,
        job: Job,
        decided: Decided,
        adapter: SourceAdapter,
        *,
        ledger: Ledger,
        seen_pages: SeenPages,
        faults: SourceFaults,
        lease: Lease,
        clock: Clock,
        limit: int,
    ) -> None:
        self._job = job
        self._plan = decided.plan
        self._adapter = adapter
        self._ledger = ledger
        self._seen_pages = seen_pages
        self._faults = faults
        self._lease = lease
        self._clock = clock
        self._limit = limit
        self._seen = Seen()
        self._first_import = False

    async def pages(self, position: Position) -> AsyncGenerator[ReadPage, None]:
        """From a position on, to the end of the plan."""
        # A ledger without an entry needs no look-ups: only this execution can add to it.
        self._first_import = await patiently(self._lease, lambda: self._ledger.is_empty(self._job.sync))
        for index in range(position.step, len(self._plan.steps)):
            step = self._plan.steps[index]
            self._seen.turn_to(step.entity)
            resumed = index == position.step
            if resumed and position.page > 0:
                await patiently(self._lease, lambda: self._seen_pages.restore(self._job.id, self._seen))
            cursor, read_from = (position.cursor, position.read_from) if resumed else (None, None)
            async for page in self._step_pages(step, index, cursor, read_from):
                yield page

    async def _step_pages(
        self, step: Step, index: int, cursor: Cursor | None, read_from: datetime | None
    ) -> AsyncGenerator[ReadPage, None]:
        reading = reading_of(
            step, self._adapter, ledger=self._ledger, sync=self._job.sync, seen=self._seen, limit=self._limit
        )
        while True:
            asked_at = self._clock.now()
            page = await patiently(self._lease, partial(self._faults.bear, partial(reading.read, cursor)))
            read_from = read_from or page.source_time or asked_at
            yield ReadPage(step, index, await self._decided(step.entity, page), page.next, read_from)
            if page.next is None:
                return
            cursor = page.next

    async def _decided(self, entity: Entity, page: Page) -> list[Decision]:
        add = self._seen.add
        records = [record for record in page.records if add(record.source_id)]
        unreadable = [record for record in page.unreadable if add(record.source_id)]
        gone = [source_id for source_id in page.gone_ids if add(source_id)]
        ids = [*(one.source_id for one in records), *(one.source_id for one in unreadable), *gone]
        ledger = await self._look_up(entity, ids)
        decisions = decide(
            entity,
            [Candidate(one.source_id, one.label, one.data, one.business_date) for one in records],
            ledger,
            force=self._plan.force,
            dest_of=partial(self._dest_of, entity),
        )
        decisions += [
            unreadable_record(one.source_id, one.label, one.issue, ledger.get(one.source_id)) for one in unreadable
        ]
        decisions += [gone_record(source_id, ledger.get(source_id)) for source_id in gone]
        return decisions

    async def _look_up(self, entity: Entity, ids: Sequence[str]) -> dict[str, LedgerEntry]:
        if self._first_import or not ids:
            return {}
        return await patiently(self._lease, lambda: self._ledger.look_up(self._job.sync, entity, ids))

    def _dest_of(self, entity: Entity, source_id: str) -> str:
        return platform_record_id(tenant=self._job.tenant, sync=self._job.sync, entity=entity, source_id=source_id)
