"""Autotask PSA (Datto, Kaseya)."""

from psasync.psa.autotask.adapter import AutotaskAdapter
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.connection import FIELDS, Connection
from psasync.psa.autotask.destination import targets
from psasync.psa.autotask.destination.adapter import AutotaskDestination
from psasync.psa.autotask.endpoints import CAPABILITIES
from psasync.psa.autotask.record_pages import record_pages
from psasync.psa.autotask.tickets.opening import OpenAutotaskTickets
from psasync.psa.autotask.webhook.registration import AutotaskRegistrar
from psasync.psa.autotask.webhook.steps import STEPS
from psasync.psa.autotask.webhook.verifier import AutotaskVerifier
from psasync.psa.destination import Delivery, KeepingDestination
from psasync.psa.entry import SystemEntry
from psasync.psa.live_tickets import LiveTickets, WebhookRegistrar
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter", "open_destination", "open_registrar"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return AutotaskAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


def open_destination(
    credentials: Credentials, *, budget: CallBudget, delivery: Delivery | None = None
) -> KeepingDestination:
    seconds = (delivery or Delivery()).request_seconds
    client = Client(Connection.of(credentials), budget, timeouts=Timeouts.of(seconds))
    return AutotaskDestination(client, targets.Targets.of(credentials.settings), seconds)


def open_registrar(credentials: Credentials, *, budget: CallBudget) -> WebhookRegistrar:
    return AutotaskRegistrar(Client(Connection.of(credentials), budget))


ENTRY = SystemEntry(
    title="Autotask PSA",
    capabilities=CAPABILITIES,
    fields=(*FIELDS, *targets.FIELDS),
    open=open_adapter,
    open_destination=open_destination,
    verifier=AutotaskVerifier,
    record_pages=record_pages,
    live=LiveTickets(open_registrar=open_registrar, open_tickets=OpenAutotaskTickets(), steps=STEPS),
)
