"""Step 2 of a page: the destination, in bounded pieces."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from psasync.contracts.vocabulary import Entity
from psasync.kit.clock import Clock
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.store.records import PlatformRecords, Writer

_PIECE = 500  # records between two looks at a cancel


class Destination(Protocol):
    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        """Write what the decisions say and give back those that were treated, from the first on.

        Fewer than all only if a cancel was seen. What the destination refuses becomes a refusal in its decision.
        Raises `LeaseLost`.
        """


class PlatformDestination:
    """The platform's own records. The database checks the fence of each write, so the lease need not outlive it."""

    def __init__(self, records: PlatformRecords, clock: Clock) -> None:
        self._records = records
        self._clock = clock

    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        writer = Writer(job.tenant, job.sync, job.id, job.fence)
        places = [at for at, decision in enumerate(decisions) if decision.data is not None]
        for start in range(0, len(places), _PIECE):
            if control.canceled:
                return decisions[: places[start]]
            piece = [decisions[at] for at in places[start : start + _PIECE]]
            await patiently(lease, partial(self._records.write, writer, entity, piece, self._clock.now()))
        return decisions


class DryDestination:
    """Writes nothing: the events say what would have happened."""

    async def write(
        self,
        job: Job,  # noqa: ARG002 - the port's signature
        entity: Entity,  # noqa: ARG002
        decisions: Sequence[Decision],
        lease: Lease,  # noqa: ARG002
        control: Control,  # noqa: ARG002
    ) -> Sequence[Decision]:
        return decisions
