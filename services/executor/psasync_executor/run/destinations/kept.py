"""Destinations that keep records which can be looked up (a PSA), record by record."""

from collections.abc import Sequence
from dataclasses import dataclass

from psasync.contracts.vocabulary import Entity, Outcome
from psasync.psa.destination import KeepingDestination
from psasync_executor.domain.job import Job
from psasync_executor.domain.outcome import Decision
from psasync_executor.probe import Probe
from psasync_executor.run.control import Control
from psasync_executor.run.destinations.due import is_due
from psasync_executor.run.destinations.endurance import Endurance
from psasync_executor.run.destinations.guard import LeasedBudget
from psasync_executor.run.destinations.outgoing import Addressed
from psasync_executor.run.destinations.placing import Placing
from psasync_executor.run.destinations.references import Found, found_references, references_of
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.run.signals import CancelSeen
from psasync_executor.store.intents import Intent, Intents
from psasync_executor.store.ledger import Ledger
from psasync_executor.store.records import Writer


@dataclass(frozen=True, slots=True)
class Books:
    """What the executor remembers of a destination."""

    ledger: Ledger
    intents: Intents


class KeptDestination:
    """One record after the other: two of one page can stand for the same one, and only the first may create it."""

    def __init__(
        self,
        destination: KeepingDestination,
        name: str,
        guard: LeasedBudget,
        books: Books,
        probe: Probe,
        *,
        force: bool,
    ) -> None:
        self._destination = destination
        self._endurance = Endurance(destination, name)
        self._guard = guard
        self._books = books
        self._probe = probe
        self._force = force
        self._page: Sequence[Decision] = ()
        self._done: set[int] = set()  # places in the page that a repetition need not visit again

    def dest_of(self, entity: Entity, source_id: str) -> str | None:  # noqa: ARG002 - the port's signature
        return None

    async def write(
        self, job: Job, entity: Entity, decisions: Sequence[Decision], lease: Lease, control: Control
    ) -> Sequence[Decision]:
        self._guard.lease = lease
        due = [decision for decision in decisions if is_due(decision)]
        found = await self._references(job.sync, entity, due, lease)
        intents = await self._intents(job.sync, entity, due, lease)
        writer = Writer(job.tenant, job.sync, job.id, job.fence)
        placing = Placing(self._destination, self._books.intents, intents, writer, entity, lease, control, self._probe)
        if decisions is not self._page:
            self._page, self._done = decisions, set()
        for at, decision in enumerate(decisions):
            if at not in self._done:
                try:
                    await self._write(placing, decision, found)
                except CancelSeen:
                    return decisions[:at]
                self._done.add(at)
        return decisions

    async def _write(self, placing: Placing, decision: Decision, found: Found) -> None:
        if not is_due(decision):
            return
        placing.control.check()
        addressed = Addressed(placing.writer.sync, placing.writer.execution, self._force)
        if decision.outcome is Outcome.DELETED:
            record = addressed.outgoing(placing.entity, decision)
            await self._endurance.bear(decision, lambda: placing.mark(decision, record))
            return
        references = references_of(placing.entity, decision, found)
        if references is not None:
            record = addressed.outgoing(placing.entity, decision, references)
            await self._endurance.bear(decision, lambda: placing.place(decision, record))

    async def _references(self, sync: str, entity: Entity, due: Sequence[Decision], lease: Lease) -> Found:
        kept = self._destination.capabilities.entities
        return await found_references(self._books.ledger, sync, entity, due, lease, kept=kept)

    async def _intents(self, sync: str, entity: Entity, due: Sequence[Decision], lease: Lease) -> dict[str, Intent]:
        asked = [decision.source_id for decision in due if decision.outcome is not Outcome.DELETED]
        return await patiently(lease, lambda: self._books.intents.of(sync, entity, asked))

    async def aclose(self) -> None:
        await self._destination.aclose()
