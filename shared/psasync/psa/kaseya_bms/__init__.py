"""Kaseya BMS (API v2)."""

from psasync.psa.entry import SystemEntry
from psasync.psa.kaseya_bms.adapter import KaseyaBmsAdapter
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.connection import FIELDS, Connection
from psasync.psa.kaseya_bms.session import new_logins
from psasync.psa.kaseya_bms.tickets.event import Teller
from psasync.psa.kaseya_bms.tickets.reader import BmsTickets
from psasync.psa.kaseya_bms.webhook.registration import BmsWebhooks
from psasync.psa.kaseya_bms.webhook.steps import STEPS
from psasync.psa.kaseya_bms.webhook.verifier import BmsVerifier
from psasync.psa.live_tickets import LiveTickets, TicketReader, WebhookRegistrar
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter", "open_registrar", "open_tickets"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    client = Client(Connection.of(credentials), budget, timeouts=timeouts)
    return KaseyaBmsAdapter(client, capabilities_of(credentials.settings))


_LOGINS = new_logins()
"""Of the whole process: registrars and readers of tickets come and go."""


def open_registrar(credentials: Credentials, *, budget: CallBudget) -> WebhookRegistrar:
    return BmsWebhooks(Client(Connection.of(credentials), budget, logins=_LOGINS))


def open_tickets(credentials: Credentials, *, budget: CallBudget) -> TicketReader:
    client = Client(Connection.of(credentials), budget, for_tickets=True, logins=_LOGINS)
    return BmsTickets(client, Teller.of(credentials))


ENTRY = SystemEntry(
    title="Kaseya BMS",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=capabilities_of,
    verifier=BmsVerifier,
    live=LiveTickets(open_registrar=open_registrar, open_tickets=open_tickets, steps=STEPS),
)
