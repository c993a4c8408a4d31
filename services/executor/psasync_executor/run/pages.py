"""Writes the pages of one run: composes, stores, settles. Nothing with a seq leaves by another way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from psasync.contracts.events.records import Cancellation, RunError
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import LogLevel
from psasync_executor.domain.events import Event, Scribe, encode
from psasync_executor.domain.job import Decided, Job, Position
from psasync_executor.domain.outbox import Effects, Outbox
from psasync_executor.domain.tracing import page_traceparent
from psasync_executor.probe import Point
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.run.ports import Ports
from psasync_executor.store.jobs import StoredPage
from psasync_executor.store.packing import compress, decompress

Compose = Callable[[Scribe], list[Event]]


@dataclass(slots=True)
class Pages:
    """Holds what is stored of the run: seq and position move only with an acknowledged outbox write."""

    job: Job
    ports: Ports
    lease: Lease
    control: Control
    seq: int = field(init=False)
    position: Position = field(init=False)
    notes: list[tuple[LogLevel, str, IssueCode | None]] = field(default_factory=list)
    _partition: int | None = field(init=False)
    _going_out: int = 0  # of the notes: those that stand in the page at hand; readers add others meanwhile
    _open: Outbox | None = None  # stored, and not known to be settled

    def __post_init__(self) -> None:
        self.seq, self.position, self._partition = self.job.seq, self.job.position, self.job.partition

    def note(self, level: LogLevel, message: str, code: IssueCode | None = None) -> None:
        """A line for the log that people read; it goes out with the next page."""
        self.notes.append((level, message, code))

    async def settle_stored(self, *, books: bool) -> None:
        """Steps 4 and 5 of the page that was found in the job."""
        if self.job.outbox is not None:
            self._open = Outbox.unpack(decompress(self.job.outbox))
            await self._settle(books=books)

    async def write(
        self, compose: Compose, position: Position, effects: Effects, *, decided: Decided | None = None
    ) -> None:
        """Steps 3 to 5 of a page after which the run goes on. Raises `LeaseLost`."""
        await self._settle()
        scribe, events = self._composed(compose)
        outbox, stored = await self._packed(events, scribe, position, effects, decided)
        self.control.cancel(await patiently(self.lease, lambda: self.ports.jobs.store_page(self.job, stored)))
        await self._stored(scribe, position, outbox)
        await self._settle(events)
        await self.ports.probe.reached(Point.BEFORE_CHECKPOINT)

    async def end(self, end: RunError | Cancellation | None) -> Cancellation | None:
        """Steps 3 to 5 of the last page, and the closing of the job. Not None: a cancel came first; nothing is done."""
        await self._settle()
        job, position = self.job, self.position
        scribe, events = self._composed(lambda _scribe: [])
        events.append(scribe.ended(job.request, job.requested_at, position.totals, position.completed, end))
        outbox, stored = await self._packed(events, scribe, position, Effects(writes_ledger=False), None)
        canceled = isinstance(end, Cancellation)
        refused = await patiently(self.lease, lambda: self.ports.jobs.store_end(job, stored, canceled=canceled))
        if refused is not None:
            return refused
        await self._stored(scribe, position, outbox)
        await self._settle(events)
        await self.close()
        return None

    async def close(self) -> None:
        await patiently(self.lease, lambda: self.ports.jobs.close(self.job))
        await patiently(self.lease, lambda: self.ports.seen.drop(self.job.id))

    def _composed(self, compose: Compose) -> tuple[Scribe, list[Event]]:
        scribe = self._scribe()
        notes = [scribe.log(level, message, code) for level, message, code in self.notes]
        self._going_out = len(notes)
        return scribe, notes + compose(scribe)

    def _scribe(self) -> Scribe:
        job = self.job
        return Scribe(
            execution=job.id,
            tenant=job.tenant,
            sync=job.sync,
            fence=job.fence,
            seq=self.seq,
            at=self.ports.clock.now(),
            traceparent=page_traceparent(job.traceparent, job.id, self.seq),
            executor=self.ports.executor,
            attempt=job.attempt,
        )

    async def _packed(
        self,
        events: Sequence[Event],
        scribe: Scribe,
        position: Position,
        effects: Effects,
        decided: Decided | None,
    ) -> tuple[Outbox, StoredPage]:
        outbox = Outbox([encode(event) for event in events], effects)
        partition = await self._place()
        return outbox, StoredPage(compress(outbox.pack()), scribe.seq, position, partition, decided)

    async def _stored(self, scribe: Scribe, position: Position, outbox: Outbox) -> None:
        self.seq, self.position, self._open = scribe.seq, position, outbox
        del self.notes[: self._going_out]
        await self.ports.probe.reached(Point.AFTER_OUTBOX_WRITE)

    async def _settle(self, events: Sequence[Event] | None = None, *, books: bool = True) -> None:
        """A stored page is replaced only after it is settled, whatever went wrong in between."""
        if self._open is None:
            return
        place = await self._place()
        await self.ports.settler.settle(self.job, place, self._open, self.lease, events, books=books)
        self._open = None

    async def _place(self) -> int:
        if self._partition is None:
            self._partition = await self.ports.publisher.partition_of(self.job.id, self.lease)
        return self._partition
