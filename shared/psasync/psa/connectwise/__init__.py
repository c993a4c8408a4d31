"""ConnectWise PSA (Manage)."""

from psasync.psa.connectwise.adapter import ConnectWiseAdapter
from psasync.psa.connectwise.client import CONCURRENT_CALLS, Client
from psasync.psa.connectwise.connection import FIELDS, Connection
from psasync.psa.connectwise.endpoints import CAPABILITIES
from psasync.psa.connectwise.transport import Timeouts
from psasync.psa.connectwise.webhook.registration import Callback, TicketCallbacks
from psasync.psa.connectwise.webhook.verifier import ConnectWiseVerifier
from psasync.psa.port import CallBudget, Credentials, SourceAdapter, WebhookVerifier

__all__ = ["CAPABILITIES", "FIELDS", "TITLE", "Callback", "TicketCallbacks", "open_adapter", "verifier"]

TITLE = "ConnectWise PSA"


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
    return ConnectWiseAdapter(Client(connection, budget, timeouts=timeouts, concurrent_calls=concurrent_calls))


def verifier() -> WebhookVerifier:
    """One for the whole process: it keeps signing keys, bounded."""
    return ConnectWiseVerifier()
