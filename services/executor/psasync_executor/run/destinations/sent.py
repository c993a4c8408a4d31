"""Destinations that can only be sent to: batches, safe to send twice by the key of each record version."""

from collections.abc import Sequence

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.psa.destination import SendingDestination, Taken
from psasync.psa.port import PsaError
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.probe import Point, Probe
from psasync_executor.run.control import Control
from psasync_executor.run.destinations.due import is_due
from psasync_executor.run.destinations.faults import named
from psasync_executor.run.destinations.guard import LeasedBudget
from psasync_executor.run.destinations.outgoing import Addressed
from psasync_executor.run.lease import Lease


class SentDestination:
    def __init__(
        self, destination: SendingDestination, name: str, guard: LeasedBudget, probe: Probe, *, force: bool
    ) -> None:
        self._destination = destination
        self._name = name
        self._guard = guard
        self._probe = probe
        self._force = force

    def dest_of(self, entity: Entity, source_id: str) -> str | None:  # noqa: ARG002 - the port's signature
        return None

    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        self._guard.lease = lease
        addressed = Addressed(job.sync, job.id, self._force)
        places = [at for at, decision in enumerate(decisions) if is_due(decision)]
        size = self._destination.capabilities.batch
        for start in range(0, len(places), size):
            if control.canceled:
                return decisions[: places[start]]
            await self._send(addressed, entity, [decisions[at] for at in places[start : start + size]])
            await self._probe.reached(Point.AFTER_BATCH)
        return decisions

    async def _send(self, addressed: Addressed, entity: Entity, batch: Sequence[Decision]) -> None:
        try:
            taken = await self._destination.send([addressed.outgoing(entity, decision) for decision in batch])
        except PsaError as error:
            raise named(error, self._name) from error
        for decision, one in zip(batch, taken, strict=True):
            _settle(decision, one)

    async def aclose(self) -> None:
        await self._destination.aclose()


def _settle(decision: Decision, taken: Taken) -> None:
    if taken.refused is not None:
        decision.refuse(Outcome.REJECTED, taken.refused)
    elif taken.failed is not None:
        decision.refuse(Outcome.FAILED, taken.failed)
    else:
        # A receiver that gives no id of its own knows the record by the source's.
        decision.dest = taken.dest or decision.dest or decision.source_id
