"""The way to the destinations."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from psasync.contracts.internal import ResolvedConnection, ResolvedSync
from psasync.contracts.issues import IssueCode
from psasync.contracts.vocabulary import Entity, System
from psasync.kit.clock import Clock
from psasync.psa.budgets import Budgets
from psasync.psa.destination import Delivery, KeepingDestination, SendingDestination
from psasync.psa.entry import OpenDestination, SystemEntry
from psasync.psa.port import PsaError
from psasync_executor.domain.job import Job
from psasync_executor.domain.refusal import RunRefused
from psasync_executor.probe import Probe
from psasync_executor.run.destinations.dry import DryDestination
from psasync_executor.run.destinations.guard import LeasedBudget
from psasync_executor.run.destinations.kept import Books, KeptDestination
from psasync_executor.run.destinations.platform import PlatformDestination
from psasync_executor.run.destinations.port import Destination
from psasync_executor.run.destinations.sent import SentDestination
from psasync_executor.store.records import PlatformRecords
from psasync_executor.vault import Vault

PLATFORM = "platform"

_REQUEST_PART = 0.5
"""Of a lease: heartbeats keep at least two thirds of it, so a request of half of it can nearly always begin."""


@dataclass(frozen=True, slots=True)
class RegisteredDestinations:
    """Destinations of the registry, with secrets opened and the executor's share of the call budget."""

    systems: Mapping[System, SystemEntry]
    vault: Vault
    budgets: Budgets
    records: PlatformRecords
    books: Books
    clock: Clock
    probe: Probe
    lease_seconds: float

    def open(self, job: Job, sync: ResolvedSync, *, dry: bool, force: bool) -> Destination:
        """Raises `RunRefused` where the destination cannot be used, also for a dry run."""
        if sync.destination == PLATFORM:
            return DryDestination() if dry else PlatformDestination(self.records, self.clock, job.tenant, sync.id)
        connection = _connection_of(sync)
        delivery = Delivery(sync.id, job.id, self.lease_seconds * _REQUEST_PART)
        guard = LeasedBudget(self.budgets.of(connection), delivery.request_seconds)
        try:
            opened = self._opener(connection)(self.vault.credentials(connection), budget=guard, delivery=delivery)
        except PsaError as error:
            raise RunRefused(error.code, f"Destination {connection.name}: {error.message}") from error
        _check_takes(connection, opened.capabilities.entities, job.request.entities or sync.entities)
        if dry:
            return DryDestination(opened)
        return self._written_to(opened, connection.name, guard, force=force)

    def _opener(self, connection: ResolvedConnection) -> OpenDestination:
        entry = self.systems.get(connection.system)
        if entry is None or entry.open_destination is None:
            raise RunRefused(IssueCode.REQUEST_INVALID, f"Nothing can be written to {connection.system}.")
        return entry.open_destination

    def _written_to(
        self, opened: KeepingDestination | SendingDestination, name: str, guard: LeasedBudget, *, force: bool
    ) -> Destination:
        if isinstance(opened, SendingDestination):
            return SentDestination(opened, name, guard, self.probe, force=force)
        return KeptDestination(opened, name, guard, self.books, self.probe, force=force)


def _connection_of(sync: ResolvedSync) -> ResolvedConnection:
    connection = sync.destination_connection
    if connection is None or connection.id != sync.destination:
        raise RunRefused(IssueCode.REQUEST_INVALID, "The sync's destination does not exist.")
    if not connection.active:
        raise RunRefused(IssueCode.SYNC_ARCHIVED, "The connection of the sync's destination is paused or archived.")
    return connection


def _check_takes(connection: ResolvedConnection, taken: Collection[Entity], wanted: Collection[Entity]) -> None:
    missing = [entity for entity in wanted if entity not in taken]
    if missing:
        text = f"Destination {connection.name} does not take: {', '.join(missing)}."
        raise RunRefused(IssueCode.ENTITY_UNSUPPORTED, text)
