"""What a webhook passes before its content is looked at: its address, its share, its type."""

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.catalog import CatalogClient
from psasync.kit.rate import Buckets
from psasync_tickets_relay.inbound.verdicts import HookRefused, HookThrottled, UnknownHook


class Door:
    def __init__(self, catalog: CatalogClient, rates: Buckets) -> None:
        self._catalog = catalog
        self._rates = rates

    async def connection(self, token: str) -> ResolvedConnection:
        """Whose address it is. Raises `UnknownHook`, also for a paused connection, or `CatalogUnavailable`."""
        connection = await self._catalog.webhook(token)
        if connection is None or not connection.active:
            raise UnknownHook
        return connection

    def check(self, connection: ResolvedConnection, content_type: str) -> None:
        """Raises `HookThrottled` or `HookRefused`."""
        share = self._rates.take(connection.id)
        if not share.granted:
            raise HookThrottled(share.wait)
        if not _is_json(content_type):
            raise HookRefused("content-type", 415)


def _is_json(content_type: str) -> bool:
    """Absent is allowed: what counts is the signature over the bytes."""
    media_type = content_type.partition(";")[0].strip().lower()
    return not media_type or media_type.endswith(("/json", "+json"))
