"""Tidewater Desk, a PSA that does not exist: one folder, as `docs/adding-a-psa.md` describes it."""

from psasync.psa.entry import SystemEntry
from psasync.psa.port import CallBudget, ConnectionField, Credentials, SourceAdapter
from tests.integration.psa.tidewater.adapter import CAPABILITIES, SYSTEM, TidewaterAdapter, connection_of

__all__ = ["ENTRY", "SYSTEM"]


def open_adapter(credentials: Credentials, *, budget: CallBudget) -> SourceAdapter:
    return TidewaterAdapter(*connection_of(credentials), budget)


ENTRY = SystemEntry(
    title="Tidewater Desk",
    capabilities=CAPABILITIES,
    fields=(
        ConnectionField("base_url", "Address", "Of your desk.", secret=False, required=True),
        ConnectionField("token", "Token", "From Settings > API.", secret=True, required=True),
    ),
    open=open_adapter,
)
