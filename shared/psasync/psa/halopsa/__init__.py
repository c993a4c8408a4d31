"""HaloPSA."""

from collections.abc import Mapping

from psasync.psa.entry import SystemEntry
from psasync.psa.halopsa.adapter import HaloPsaAdapter
from psasync.psa.halopsa.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.halopsa.choices import Choices
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.fields import FIELDS
from psasync.psa.halopsa.record_pages import record_pages
from psasync.psa.halopsa.tickets.opening import OpenHaloPsaTickets
from psasync.psa.halopsa.webhook.registration import HaloPsaWebhooks
from psasync.psa.halopsa.webhook.steps import STEPS
from psasync.psa.halopsa.webhook.verifier import HaloPsaVerifier
from psasync.psa.live_tickets import LiveTickets, WebhookRegistrar
from psasync.psa.port import CallBudget, Capabilities, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter", "open_registrar"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return HaloPsaAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


def open_registrar(credentials: Credentials, *, budget: CallBudget) -> WebhookRegistrar:
    return HaloPsaWebhooks(Client(Connection.of(credentials), budget))


def _configured(settings: Mapping[str, str]) -> Capabilities:
    return capabilities_of(Choices.of(settings))


ENTRY = SystemEntry(
    title="HaloPSA",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=_configured,
    verifier=HaloPsaVerifier,
    record_pages=record_pages,
    live=LiveTickets(open_registrar=open_registrar, open_tickets=OpenHaloPsaTickets(), steps=STEPS),
)
