"""The platform's own records, in bounded pieces."""

from collections.abc import Sequence
from functools import partial

from psasync.contracts.execution_id import PlatformRecordIds
from psasync.contracts.vocabulary import Entity, Outcome
from psasync.kit.clock import Clock
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.control import Control
from psasync_executor.run.destinations.due import is_due
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.store.records import PlatformRecords, Writer

_PIECE = 500  # records between two looks at a cancel


class PlatformDestination:
    """The database checks the fence of each write, so the lease need not outlive it."""

    def __init__(self, records: PlatformRecords, clock: Clock, tenant: str, sync: str) -> None:
        self._records = records
        self._clock = clock
        self._ids = {entity: PlatformRecordIds(tenant=tenant, sync=sync, entity=entity) for entity in Entity}

    def dest_of(self, entity: Entity, source_id: str) -> str | None:
        return self._ids[entity].of(source_id)

    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        writer = Writer(job.tenant, job.sync, job.id, job.fence)
        places = [at for at, decision in enumerate(decisions) if is_due(decision)]
        for start in range(0, len(places), _PIECE):
            if control.canceled:
                return decisions[: places[start]]
            piece = [decisions[at] for at in places[start : start + _PIECE]]
            await self._write(writer, entity, piece, lease)
        return decisions

    async def _write(self, writer: Writer, entity: Entity, piece: Sequence[Decision], lease: Lease) -> None:
        now = self._clock.now()
        written = [one for one in piece if one.outcome is not Outcome.DELETED]
        gone = [one.dest for one in piece if one.outcome is Outcome.DELETED and one.dest is not None]
        if written:
            await patiently(lease, partial(self._records.write, writer, entity, written, now))
        if gone:
            await patiently(lease, partial(self._records.mark_deleted, writer, gone, now))

    async def aclose(self) -> None:
        return
