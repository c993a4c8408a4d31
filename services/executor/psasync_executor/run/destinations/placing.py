"""Placing one record in a destination that keeps records: never created twice, whatever dies in between.

The order is: the id that is known, the look-up by external key, and only then, behind a stored intent, the creation.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, ErrorKind, Outcome
from psasync.psa.destination import KeepingDestination, Outgoing, RecordRefused
from psasync.psa.port import BudgetExhausted, PsaError
from psasync_executor.domain.outcome import Decision
from psasync_executor.probe import Point, Probe
from psasync_executor.run.control import Control
from psasync_executor.run.lease import Lease
from psasync_executor.run.patience import patiently
from psasync_executor.store.intents import Intent, Intents
from psasync_executor.store.records import Writer


@dataclass(slots=True)
class Placing:
    """Of the records of one page. `intents` are those that were stored before, by source id; it keeps up with them."""

    destination: KeepingDestination
    stored: Intents
    intents: dict[str, Intent]
    writer: Writer
    entity: Entity
    lease: Lease
    control: Control
    probe: Probe

    async def place(self, decision: Decision, record: Outgoing) -> None:
        """Repeatable at any point. Sets the decision's destination id; a record that was there already is an update.

        Raises `PsaError`, `BudgetExhausted`, `RecordRefused`, `LeaseLost`, and `CancelSeen` or `StopSeen` between two
        calls.
        """
        intent = self.intents.get(record.source_id)
        known = _known_id(decision, intent, self.writer.execution)
        if known is None or not await self._update(known, record):
            known = await self._found_or_created(record, intent)
        if decision.outcome is Outcome.CREATED and not self._is_ours(record):
            decision.outcome = Outcome.UPDATED
        decision.dest = known

    async def mark(self, decision: Decision, record: Outgoing) -> None:
        """The source no longer has it. One that never came here, or is gone here too, needs no mark."""
        if decision.dest is not None:
            await self._update(decision.dest, record)

    async def _found_or_created(self, record: Outgoing, intent: Intent | None) -> str:
        if intent is not None:
            # Looked up too early, a request without an answer could still create the record behind our back.
            await asyncio.sleep(await self.stored.busy_seconds(intent))
        self.control.check()
        found = await self.destination.find(record)
        if found is None:
            return await self._created(record)
        if not await self._update(found, record):
            raise _vanished(record)
        return found

    async def _update(self, dest: str, record: Outgoing) -> bool:
        self.control.check()
        done = await self.destination.update(dest, record)
        await self.probe.reached(Point.AFTER_BATCH)
        return done

    async def _created(self, record: Outgoing) -> str:
        self.control.check()
        seconds = self.destination.capabilities.request_seconds
        await self._store(partial(self.stored.open, seconds=seconds), record)
        await self.probe.reached(Point.AFTER_INTENT)
        try:
            dest = await self.destination.create(record)
        except RecordRefused:
            await self._store(self.stored.drop, record)
            raise
        except PsaError as error:
            if error.status is not None:
                await self._store(self.stored.answered, record)
            raise
        except BudgetExhausted:
            await self._store(self.stored.answered, record)  # nothing was sent
            raise
        await self.probe.reached(Point.AFTER_CREATE)
        await self._store(partial(self.stored.settle, dest=dest), record)
        return dest

    async def _store(self, write: Callable[[Writer, Entity, str], Awaitable[None]], record: Outgoing) -> None:
        await patiently(self.lease, lambda: write(self.writer, self.entity, record.source_id))
        asked = (self.writer.sync, self.entity, [record.source_id])
        stored = await patiently(self.lease, lambda: self.stored.of(*asked))
        self.intents.pop(record.source_id, None)
        self.intents.update(stored)

    def _is_ours(self, record: Outgoing) -> bool:
        """Created by this execution, or asked for it and never learnt of the answer."""
        intent = self.intents.get(record.source_id)
        return intent is not None and intent.execution == self.writer.execution


def _known_id(decision: Decision, intent: Intent | None, execution: str) -> str | None:
    """The newest that is known: what this execution created, what the ledger has, what an earlier one created."""
    if intent is not None and intent.dest is not None and (intent.execution == execution or decision.dest is None):
        return intent.dest
    return decision.dest


def _vanished(record: Outgoing) -> PsaError:
    message = f"the {record.entity} {record.label or record.source_id} was found and is gone in the same moment"
    return PsaError(ErrorKind.TECHNICAL, IssueCode.DESTINATION_UNAVAILABLE, message, permanent=False)
