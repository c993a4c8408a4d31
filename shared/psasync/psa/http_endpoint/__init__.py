"""Any HTTP interface that takes signed batches of records: a destination, described in `docs/http-endpoint.md`."""

from psasync.contracts.vocabulary import System
from psasync.psa.destination import Delivery, SendingDestination
from psasync.psa.entry import SystemEntry
from psasync.psa.http_endpoint.connection import FIELDS, Connection
from psasync.psa.http_endpoint.destination import HttpEndpoint
from psasync.psa.port import CallBudget, Capabilities, Credentials

__all__ = ["ENTRY", "open_destination"]


def open_destination(
    credentials: Credentials, *, budget: CallBudget, delivery: Delivery | None = None
) -> SendingDestination:
    return HttpEndpoint(Connection.of(credentials), budget, delivery or Delivery())


ENTRY = SystemEntry(
    title="HTTP endpoint",
    capabilities=Capabilities(System.HTTP_ENDPOINT, entities={}, webhooks=False),
    fields=FIELDS,
    open_destination=open_destination,
)
