"""All collections of the catalog database, opened together."""

from dataclasses import dataclass

from psasync.kit.mongo import Database
from psasync_scheduler.store.audit import Audit
from psasync_scheduler.store.budgets import Budgets
from psasync_scheduler.store.connections import Connections
from psasync_scheduler.store.idempotency import Idempotency
from psasync_scheduler.store.keys import Keys
from psasync_scheduler.store.occurrences import Occurrences
from psasync_scheduler.store.outbox import Outbox
from psasync_scheduler.store.syncs import Syncs
from psasync_scheduler.store.tenants import Tenants


@dataclass(frozen=True, slots=True)
class Stores:
    tenants: Tenants
    connections: Connections
    syncs: Syncs
    keys: Keys
    requests: Outbox
    cancels: Outbox
    idempotency: Idempotency
    occurrences: Occurrences
    audit: Audit
    budgets: Budgets

    @classmethod
    def of(cls, database: Database) -> "Stores":
        return cls(
            tenants=Tenants(database),
            connections=Connections(database),
            syncs=Syncs(database),
            keys=Keys(database),
            requests=Outbox(database, "requests"),
            cancels=Outbox(database, "cancels"),
            idempotency=Idempotency(database),
            occurrences=Occurrences(database),
            audit=Audit(database),
            budgets=Budgets(database),
        )
