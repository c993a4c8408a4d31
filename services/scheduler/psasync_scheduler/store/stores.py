"""All collections of the catalog database, opened together."""

from dataclasses import dataclass

from psasync.kit.mongo import Database
from psasync_scheduler.domain.keys import KeyKind
from psasync_scheduler.store.audit import Audit
from psasync_scheduler.store.budgets import Budgets
from psasync_scheduler.store.connections import Connections
from psasync_scheduler.store.declarations import Declarations
from psasync_scheduler.store.envelopes import Envelopes
from psasync_scheduler.store.firings import Firings
from psasync_scheduler.store.idempotency import Idempotency
from psasync_scheduler.store.keys import Keys
from psasync_scheduler.store.occurrences import Occurrences
from psasync_scheduler.store.outbox import Outbox
from psasync_scheduler.store.rotations import Rotations
from psasync_scheduler.store.sign_ins import SignIns
from psasync_scheduler.store.slots import Slots
from psasync_scheduler.store.streaks import Streaks
from psasync_scheduler.store.syncs import Syncs
from psasync_scheduler.store.tenants import Tenants


@dataclass(frozen=True, slots=True)
class Stores:
    tenants: Tenants
    connections: Connections
    syncs: Syncs
    keys: Keys
    person_keys: Keys
    sign_ins: SignIns
    requests: Outbox
    cancels: Outbox
    idempotency: Idempotency
    occurrences: Occurrences
    firings: Firings
    audit: Audit
    budgets: Budgets
    envelopes: Envelopes
    rotations: Rotations
    declarations: Declarations
    slots: Slots
    streaks: Streaks

    @classmethod
    def of(cls, database: Database) -> "Stores":
        return cls(
            tenants=Tenants(database),
            connections=Connections(database),
            syncs=Syncs(database),
            keys=Keys(database),
            person_keys=Keys(database, "person_keys"),
            sign_ins=SignIns(database),
            requests=Outbox(database, "requests"),
            cancels=Outbox(database, "cancels"),
            idempotency=Idempotency(database),
            occurrences=Occurrences(database),
            firings=Firings(database),
            audit=Audit(database),
            budgets=Budgets(database),
            envelopes=Envelopes(database),
            rotations=Rotations(database),
            declarations=Declarations(database),
            slots=Slots(database),
            streaks=Streaks(database),
        )

    def keys_of(self, kind: KeyKind) -> Keys:
        return self.person_keys if kind is KeyKind.PERSON else self.keys
