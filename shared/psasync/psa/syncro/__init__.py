"""Syncro (SyncroMSP)."""

from collections.abc import Mapping

from psasync.psa.entry import SystemEntry
from psasync.psa.live_tickets import LiveTickets, TicketReader
from psasync.psa.port import CallBudget, Capabilities, Credentials, SourceAdapter
from psasync.psa.syncro.adapter import SyncroAdapter
from psasync.psa.syncro.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.connection import FIELDS, Connection
from psasync.psa.syncro.record_pages import record_pages
from psasync.psa.syncro.tickets.event import Teller
from psasync.psa.syncro.tickets.reader import SyncroTickets
from psasync.psa.syncro.webhook.steps import STEPS
from psasync.psa.syncro.webhook.verifier import SyncroVerifier
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter", "open_tickets"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return SyncroAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


def open_tickets(credentials: Credentials, *, budget: CallBudget) -> TicketReader:
    client = Client(Connection.of(credentials), budget, for_tickets=True)
    return SyncroTickets(client, Teller.of(credentials))


def _configured(settings: Mapping[str, str]) -> Capabilities:
    return capabilities_of(Choices.of(settings))


ENTRY = SystemEntry(
    title="Syncro",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=_configured,
    verifier=SyncroVerifier,
    live=LiveTickets(open_tickets=open_tickets, steps=STEPS),
    record_pages=record_pages,
)
