"""Kaseya BMS (API v2)."""

from psasync.psa.entry import SystemEntry
from psasync.psa.kaseya_bms.adapter import KaseyaBmsAdapter
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.connection import FIELDS, Connection
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    client = Client(Connection.of(credentials), budget, timeouts=timeouts)
    return KaseyaBmsAdapter(client, capabilities_of(credentials.settings))


ENTRY = SystemEntry(
    title="Kaseya BMS",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=capabilities_of,
)
