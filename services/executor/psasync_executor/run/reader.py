"""Reads and decides, page by page, ahead of what is being written."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from psasync.contracts.issues import IssueCode
from psasync.contracts.mapping_transform import transform_of
from psasync.contracts.vocabulary import Entity, LogLevel
from psasync.kit.clock import Clock
from psasync.psa.port import Cursor, Page, SourceAdapter, SourceRecord
from psasync_executor.domain.deletions import HELD_ID, Guard, held
from psasync_executor.domain.job import Decided, Job, Position
from psasync_executor.domain.outcome import (
    Candidate,
    Decision,
    LedgerEntry,
    decide,
    deleted_record,
    gone_record,
    unreadable_record,
)
from psasync_executor.domain.plan import Reading, Step
from psasync_executor.domain.seen import Seen
from psasync_executor.run.absent import Absence, AbsentPage, AbsentReading, NothingAbsent
from psasync_executor.run.destinations.port import Destination
from psasync_executor.run.faults import Bearing, Note
from psasync_executor.run.lease import Lease
from psasync_executor.run.parents import Parents
from psasync_executor.run.patience import patiently
from psasync_executor.run.reading import StepReading, reading_of
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
    clean: bool = True  # every row could be told apart, so what is not met is absent
    deletions_settled: bool = False  # the end of a complete pass that held no deletion back


@dataclass(frozen=True, slots=True)
class ReaderPorts:
    """What all readers of a run share."""

    adapter: SourceAdapter
    destination: Destination
    ledger: Ledger
    seen_pages: SeenPages
    parents: Parents
    lease: Lease
    clock: Clock
    limit: int
    note: Note
    first_import: bool  # a ledger without an entry needs no look-ups: only this execution adds to it


class Reader:
    """Reads the steps of one entity, one after another.

    It decides what a page means without waiting for the one before to be settled. That is sound because a source id
    is reported once: no two pages of an execution decide on the same record.
    """

    def __init__(self, job: Job, decided: Decided, entity: Entity, ports: ReaderPorts, faults: Bearing[Page]) -> None:
        self._job = job
        self._plan = decided.plan
        self._entity = entity
        self._ports = ports
        self._faults = faults
        self._seen = Seen()
        self._transform = transform_of(decided.sync.mapping.get(entity))
        self._guard = Guard(decided.sync.deletion_guard_percent, allowed=decided.plan.allow_deletions)
        self._clean = True

    async def pages(self, position: Position) -> AsyncGenerator[ReadPage, None]:
        """From a position on, to the end of the entity."""
        ports = self._ports
        self._clean = self._entity not in position.unclean
        if position.pages.get(self._entity):
            await patiently(ports.lease, lambda: ports.seen_pages.restore(self._job.id, self._entity, self._seen))
        for index, step in enumerate(self._plan.steps):
            if step.entity is self._entity and index not in position.over:
                track = position.tracks.get(index)
                cursor, read_from = (track.cursor, track.read_from) if track else (None, None)
                async for page in self._step_pages(step, index, cursor, read_from):
                    yield page

    async def _step_pages(
        self, step: Step, index: int, cursor: Cursor | None, read_from: datetime | None
    ) -> AsyncGenerator[ReadPage, None]:
        ports = self._ports
        reading = self._reading(step)
        while True:
            asked_at = ports.clock.now()
            page = await patiently(ports.lease, partial(self._faults.bear, partial(reading.read, cursor)))
            read_from = read_from or page.source_time or asked_at
            self._clean = self._clean and not page.unreadable
            yield ReadPage(
                step,
                index,
                await self._decided(step.entity, page),
                page.next,
                read_from,
                clean=self._clean,
                deletions_settled=isinstance(page, AbsentPage) and page.settled,
            )
            if page.next is None:
                return
            cursor = page.next

    def _reading(self, step: Step) -> StepReading:
        ports = self._ports
        if step.reading is Reading.GONE and ports.first_import:
            return NothingAbsent()
        if step.reading is Reading.GONE:
            if not self._clean:
                text = f"Deletions of {step.entity} are not looked for: some of its rows could not be read."
                ports.note(LogLevel.WARNING, text, IssueCode.RECORD_UNREADABLE)
            absence = Absence(ports.ledger, self._job.sync, step.entity, self._seen)
            return AbsentReading(ports.adapter, step, absence, self._guard, trusted=lambda: self._clean)
        return reading_of(
            step, ports.adapter, ledger=ports.ledger, sync=self._job.sync, seen=self._seen, limit=ports.limit
        )

    async def _decided(self, entity: Entity, page: Page) -> list[Decision]:
        add = self._seen.add
        records = [record for record in page.records if add(record.source_id)]
        unreadable = [record for record in page.unreadable if add(record.source_id)]
        gone = [source_id for source_id in page.gone_ids if add(source_id)]
        absent = page.absent if isinstance(page, AbsentPage) else ()
        ids = [*(one.source_id for one in records), *(one.source_id for one in unreadable), *gone, *absent]
        ledger = await self._look_up(entity, ids)
        decisions = decide(
            entity,
            list(map(self._candidate, records)),
            ledger,
            force=self._plan.force,
            dest_of=partial(self._ports.destination.dest_of, entity),
        )
        await self._ports.parents.check(entity, decisions)
        decisions += [
            unreadable_record(one.source_id, one.label, one.issue, ledger.get(one.source_id)) for one in unreadable
        ]
        decisions += [gone_record(source_id, ledger.get(source_id)) for source_id in gone]
        decisions += [deleted_record(source_id, ledger.get(source_id)) for source_id in absent if add(source_id)]
        if isinstance(page, AbsentPage) and page.held and add(HELD_ID):
            decisions.append(held(entity, page.held, page.imported))
        return decisions

    def _candidate(self, record: SourceRecord) -> Candidate:
        data = self._transform(record.data) if self._transform else record.data
        return Candidate(record.source_id, record.label, data, record.business_date)

    async def _look_up(self, entity: Entity, ids: Sequence[str]) -> dict[str, LedgerEntry]:
        if self._ports.first_import or not ids:
            return {}
        return await patiently(self._ports.lease, lambda: self._ports.ledger.look_up(self._job.sync, entity, ids))
