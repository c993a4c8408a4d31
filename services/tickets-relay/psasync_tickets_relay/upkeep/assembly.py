"""The parts of the upkeep and how they hang together."""

from collections.abc import Mapping
from datetime import timedelta

from psasync.contracts.vocabulary import System
from psasync.kit.catalog import CatalogClient
from psasync.kit.loops import Loops
from psasync.kit.mongo import Database
from psasync.psa.budgets import Budgets
from psasync.psa.entry import SystemEntry
from psasync_tickets_relay.domain.repair import RepairRules
from psasync_tickets_relay.inbound.publishing import TicketPublisher
from psasync_tickets_relay.outbound.tail import TicketTail
from psasync_tickets_relay.settings import RelaySettings
from psasync_tickets_relay.store.registrations import Registrations
from psasync_tickets_relay.store.repairs import Repairs
from psasync_tickets_relay.store.seen_changes import SeenChanges
from psasync_tickets_relay.upkeep.aftercare import UpkeepAftercare
from psasync_tickets_relay.upkeep.changes import KnownChanges
from psasync_tickets_relay.upkeep.checking import Checking
from psasync_tickets_relay.upkeep.completing import WholeTickets
from psasync_tickets_relay.upkeep.due_loop import DueLoop
from psasync_tickets_relay.upkeep.opening import Opening
from psasync_tickets_relay.upkeep.polling import Polling
from psasync_tickets_relay.upkeep.registering import Registering
from psasync_tickets_relay.upkeep.repairing import Repairing
from psasync_tickets_relay.vault import Vault

_ASIDE_SECONDS = 30.0  # of what is held, for the catalog and the database


class UpkeepParts:
    def __init__(
        self,
        settings: RelaySettings,
        database: Database,
        catalog: CatalogClient,
        systems: Mapping[System, SystemEntry],
        vault: Vault,
        publisher: TicketPublisher,
        changes: KnownChanges,
        tail: TicketTail,
    ) -> None:
        seconds = settings.upkeep_seconds
        self._settings = settings
        self._tail = tail
        self.opening = Opening(systems, vault, Budgets(database, part=settings.relay_budget_part))
        self.registrations, self.repairs, seen = Registrations(database), Repairs(database), SeenChanges(database)
        self.checking = Checking(
            self.registrations,
            catalog,
            Registering(self.opening),
            every=settings.registration_check_seconds,
            seconds=seconds,
        )
        self.repairing = Repairing(
            repairs=self.repairs,
            registrations=self.registrations,
            seen=seen,
            changes=changes,
            catalog=catalog,
            opening=self.opening,
            polling=Polling(publisher, _rules(settings), settings.repair_pages, seconds),
            every=settings.repair_seconds,
        )
        self.whole = WholeTickets(
            self.opening,
            publisher,
            per_connection=settings.whole_ticket_queue,
            total=settings.whole_ticket_queue * 10,
            patience=settings.whole_ticket_seconds,
            call_seconds=seconds,
        )
        self.aftercare = UpkeepAftercare(
            changes=changes,
            whole=self.whole,
            repairing=self.repairing,
            registrations=self.registrations,
            seen=seen,
        )

    def add_to(self, loops: Loops) -> None:
        held_for = timedelta(seconds=self._settings.upkeep_seconds + _ASIDE_SECONDS)
        look = self._settings.upkeep_look_seconds
        checks = DueLoop(self.registrations.due, self.checking.treat, held_for=held_for, look_seconds=look)
        repairs = DueLoop(
            self.repairs.due,
            self.repairing.treat,
            held_for=held_for,
            look_seconds=look,
            # What the topic holds has been seen: it is not repaired.
            ready=lambda: self._tail.ids is not None,
        )
        loops.add("registrations", checks.run)
        loops.add("repair", repairs.run)


def _rules(settings: RelaySettings) -> RepairRules:
    return RepairRules(
        grace=timedelta(seconds=settings.repair_grace_seconds),
        overlap=timedelta(seconds=settings.repair_overlap_seconds),
    )
