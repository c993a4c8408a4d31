"""ConnectWise PSA (Manage)."""

from psasync.psa.connectwise.adapter import ConnectWiseAdapter
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.connection import FIELDS, Connection
from psasync.psa.connectwise.destination import targets
from psasync.psa.connectwise.destination.adapter import ConnectWiseDestination
from psasync.psa.connectwise.endpoints import CAPABILITIES
from psasync.psa.connectwise.record_pages import record_pages
from psasync.psa.connectwise.tickets.reader import ConnectWiseTickets
from psasync.psa.connectwise.webhook.registration import TicketCallbacks
from psasync.psa.connectwise.webhook.verifier import ConnectWiseVerifier
from psasync.psa.destination import Delivery, KeepingDestination
from psasync.psa.entry import SystemEntry
from psasync.psa.live_tickets import LiveTickets
from psasync.psa.port import CallBudget, Credentials, SourceAdapter, WebhookVerifier
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "ConnectWiseTickets", "TicketCallbacks", "open_adapter", "open_destination", "verifier"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return ConnectWiseAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


def verifier() -> WebhookVerifier:
    """One for the whole process: it keeps signing keys, bounded."""
    return ConnectWiseVerifier()


def open_destination(
    credentials: Credentials, *, budget: CallBudget, delivery: Delivery | None = None
) -> KeepingDestination:
    seconds = (delivery or Delivery()).request_seconds
    client = Client(Connection.of(credentials), budget, timeouts=Timeouts.of(seconds))
    return ConnectWiseDestination(client, targets.Targets.of(credentials.settings), seconds)


ENTRY = SystemEntry(
    title="ConnectWise PSA",
    capabilities=CAPABILITIES,
    fields=(*FIELDS, *targets.FIELDS),
    open=open_adapter,
    open_destination=open_destination,
    verifier=verifier,
    live=LiveTickets(open_registrar=TicketCallbacks, open_tickets=ConnectWiseTickets),
    record_pages=record_pages,
)
