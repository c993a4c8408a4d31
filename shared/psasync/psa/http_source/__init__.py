"""Any HTTP/JSON interface as a source, described by configuration (docs/http-source.md): a marketplace, for example."""

from psasync.psa.entry import SystemEntry
from psasync.psa.http_source.adapter import HttpSourceAdapter
from psasync.psa.http_source.capabilities import UNDESCRIBED, configured
from psasync.psa.http_source.client import Client
from psasync.psa.http_source.connection import FIELDS, Connection
from psasync.psa.port import CallBudget, Credentials, SourceAdapter
from psasync.psa.toolkit.transport import Timeouts

__all__ = ["ENTRY", "open_adapter"]


def open_adapter(credentials: Credentials, *, budget: CallBudget, timeouts: Timeouts | None = None) -> SourceAdapter:
    return HttpSourceAdapter(Client(Connection.of(credentials), budget, timeouts=timeouts))


ENTRY = SystemEntry(
    title="HTTP source",
    capabilities=UNDESCRIBED,
    fields=FIELDS,
    open=open_adapter,
    configured=configured,
)
