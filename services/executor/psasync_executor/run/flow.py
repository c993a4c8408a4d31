"""The pages of a run, from its lanes through the destination into the outbox."""

from collections.abc import AsyncGenerator, Sequence
from functools import partial
from typing import TypeVar

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Page, SourceAdapter
from psasync_executor.domain.events import Event, Scribe
from psasync_executor.domain.job import Decided, Job
from psasync_executor.domain.outbox import Effects
from psasync_executor.domain.outcome import Decision
from psasync_executor.domain.retry import Failures
from psasync_executor.probe import Point
from psasync_executor.run.control import Control
from psasync_executor.run.destinations.port import Destination
from psasync_executor.run.faults import Bearing
from psasync_executor.run.lanes import Lanes
from psasync_executor.run.lease import Lease
from psasync_executor.run.pages import Pages
from psasync_executor.run.parents import Parents
from psasync_executor.run.patience import patiently
from psasync_executor.run.ports import Ports
from psasync_executor.run.progress import effects_of, position_after
from psasync_executor.run.reader import Reader, ReaderPorts, ReadPage

T = TypeVar("T")


class Flow:
    """Of one claim of one job whose plan is decided."""

    def __init__(
        self,
        job: Job,
        decided: Decided,
        ports: Ports,
        pages: Pages,
        lease: Lease,
        control: Control,
        *,
        adapter: SourceAdapter,
        destination: Destination,
    ) -> None:
        self._job = job
        self._decided = decided
        self._ports = ports
        self._pages = pages
        self._lease = lease
        self._control = control
        self._adapter = adapter
        self._destination = destination
        self._parents = Parents(ports.ledger, decided.sync.id, decided.sync.entities, lease)
        self._writing: Bearing[Sequence[Decision]] = self._bearing()

    async def run(self) -> None:
        """To the end of the plan. Raises what can come between, with everything settled that was stored."""
        shared = await self._shared()
        position = self._pages.position

        def pages_of(entity: Entity) -> AsyncGenerator[ReadPage, None]:
            faults: Bearing[Page] = self._bearing()
            return Reader(self._job, self._decided, entity, shared, faults).pages(position)

        async with Lanes(self._decided.plan.entities, position.completed, pages_of) as lanes:
            while True:
                self._control.check()
                page = await self._control.unless_signaled(lanes.next())
                if page is None:
                    return
                await self._ports.probe.reached(Point.AFTER_FETCH)
                await self._write(page)
                if page.next is None and self._decided.plan.ends_entity(page.index):
                    lanes.settled(page.step.entity)

    async def _shared(self) -> ReaderPorts:
        ports = self._ports
        return ReaderPorts(
            adapter=self._adapter,
            destination=self._destination,
            ledger=ports.ledger,
            seen_pages=ports.seen,
            parents=self._parents,
            lease=self._lease,
            clock=ports.clock,
            limit=ports.limits.page_size,
            note=self._pages.note,
            first_import=await patiently(self._lease, lambda: ports.ledger.is_empty(self._job.sync)),
        )

    def _bearing(self) -> Bearing[T]:
        """Each lane bears its faults for itself; those from before a wait count for all."""
        failures = self._job.failures if self._job.decided else Failures()
        return Bearing(self._ports.limits.retry, self._ports.clock, self._pages.note, failures)

    async def _write(self, page: ReadPage) -> None:
        plan, entity = self._decided.plan, page.step.entity
        write = partial(self._destination.write, self._job, entity, page.decisions, self._lease, self._control)
        treated = await self._writing.bear(write)
        await self._ports.probe.reached(Point.AFTER_DESTINATION_WRITE)
        if len(treated) < len(page.decisions):
            await self._cut_off(page, treated)
            return
        position = position_after(self._pages.position, plan, page, [one.outcome for one in treated])
        number = position.pages[entity]
        done = page.next is None and plan.ends_entity(page.index)
        await self._pages.write(
            lambda scribe: [
                *_records(scribe, page, treated),
                scribe.progress(
                    position.totals,
                    entity=entity,
                    page=number,
                    entity_done=done,
                    deletions_settled=page.deletions_settled,
                ),
            ],
            position,
            effects_of(plan, page, number, self._ports.limits.overlap),
        )
        self._parents.learn(entity, treated)

    async def _cut_off(self, page: ReadPage, treated: Sequence[Decision]) -> None:
        """A cancel came inside the page: what is written of it is reported, the cursors stay before the rest."""
        before = self._pages.position
        reached = position_after(before, self._decided.plan, page, [one.outcome for one in treated])
        position = before.model_copy(update={"totals": reached.totals})
        await self._pages.write(
            lambda scribe: [*_records(scribe, page, treated), scribe.progress(position.totals)],
            position,
            Effects(writes_ledger=not self._decided.plan.dry_run),
        )


def _records(scribe: Scribe, page: ReadPage, treated: Sequence[Decision]) -> list[Event]:
    return [scribe.record(page.step.entity, decision) for decision in treated]
