"""Syncro (SyncroMSP)."""

from collections.abc import Mapping

from psasync.psa.entry import SystemEntry
from psasync.psa.port import CallBudget, Capabilities, Credentials, SourceAdapter
from psasync.psa.syncro.adapter import SyncroAdapter
from psasync.psa.syncro.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.syncro.choices import Choices
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.connection import FIELDS, Connection
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return SyncroAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


def _configured(settings: Mapping[str, str]) -> Capabilities:
    return capabilities_of(Choices.of(settings))


ENTRY = SystemEntry(
    title="Syncro",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=_configured,
)
