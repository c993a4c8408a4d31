"""HaloPSA."""

from collections.abc import Mapping

from psasync.psa.entry import SystemEntry
from psasync.psa.halopsa.adapter import HaloPsaAdapter
from psasync.psa.halopsa.capabilities import CAPABILITIES, capabilities_of
from psasync.psa.halopsa.choices import Choices
from psasync.psa.halopsa.client import CONCURRENT_CALLS, Client
from psasync.psa.halopsa.connection import Connection
from psasync.psa.halopsa.fields import FIELDS
from psasync.psa.port import CallBudget, Capabilities, Credentials, SourceAdapter
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
    connection = Connection.of(credentials)
    return HaloPsaAdapter(Client(connection, budget, timeouts=timeouts, concurrent_calls=concurrent_calls))


def _configured(settings: Mapping[str, str]) -> Capabilities:
    return capabilities_of(Choices.of(settings))


ENTRY = SystemEntry(
    title="HaloPSA",
    capabilities=CAPABILITIES,
    fields=FIELDS,
    open=open_adapter,
    configured=_configured,
)
