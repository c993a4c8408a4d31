"""Any HTTP/JSON interface as a source, described by configuration (docs/http-source.md): a marketplace, for example."""

from psasync.psa.entry import SystemEntry
from psasync.psa.http_source.adapter import HttpSourceAdapter
from psasync.psa.http_source.capabilities import UNDESCRIBED, configured
from psasync.psa.http_source.client import CONCURRENT_CALLS, Client
from psasync.psa.http_source.connection import FIELDS, Connection
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

    Raises a permanent `PsaError` of kind `configuration` if settings, secrets or definition cannot be right. Calls
    nothing yet.
    """
    connection = Connection.of(credentials)
    return HttpSourceAdapter(Client(connection, budget, timeouts=timeouts, concurrent_calls=concurrent_calls))


ENTRY = SystemEntry(
    title="HTTP source",
    capabilities=UNDESCRIBED,
    fields=FIELDS,
    open=open_adapter,
    configured=configured,
)
