"""Kaseya BMS (API v2)."""

from psasync.psa.entry import SystemEntry
from psasync.psa.kaseya_bms.adapter import KaseyaBmsAdapter
from psasync.psa.kaseya_bms.calls import CONCURRENT_CALLS
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.connection import FIELDS, Connection
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter"]


def open_adapter(
    credentials: Credentials,
    *,
    budget: CallBudget,
    timeouts: Timeouts | None = None,
    concurrent_calls: int = CONCURRENT_CALLS,
) -> SourceAdapter:
    """An adapter for one connection; close it after use.

    Raises a permanent `PsaError` of kind `configuration` if settings or secrets cannot be right. Calls nothing yet.
    """
    client = Client(Connection.of(credentials), budget, timeouts=timeouts, concurrent_calls=concurrent_calls)
    return KaseyaBmsAdapter(client, capabilities_of(credentials.settings))


ENTRY = SystemEntry(
    title="Kaseya BMS",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=capabilities_of,
)
