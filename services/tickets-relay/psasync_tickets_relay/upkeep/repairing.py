"""Polls each connection's tickets every few minutes, and publishes the changes of which no webhook came."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from psasync.contracts.internal import ResolvedConnection
from psasync.kit.catalog import CatalogClient
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync_tickets_relay import metrics
from psasync_tickets_relay.domain.repair import Position
from psasync_tickets_relay.store.registrations import Registrations
from psasync_tickets_relay.store.repairs import Repairs, fields_of, position_of
from psasync_tickets_relay.store.seen_changes import SeenChanges
from psasync_tickets_relay.upkeep.changes import KnownChanges
from psasync_tickets_relay.upkeep.due_loop import after_failures, jittered
from psasync_tickets_relay.upkeep.opening import Opening
from psasync_tickets_relay.upkeep.polling import Poll, Polling
from psasync_tickets_relay.upkeep.troubles import GONE, PAUSED, Trouble, trouble_of

log = get_logger(__name__)

_FIRST_RETRY = 10.0  # seconds
_AT_ONCE = timedelta(seconds=1)
_CLOCKS_DIFFER = timedelta(minutes=2)
"""What was published of changes since a time is looked for from so much before it."""


class Repairing:
    """`every`: seconds between two polls of a connection."""

    def __init__(
        self,
        *,
        repairs: Repairs,
        registrations: Registrations,
        seen: SeenChanges,
        changes: KnownChanges,
        catalog: CatalogClient,
        opening: Opening,
        polling: Polling,
        every: float,
    ) -> None:
        self._repairs = repairs
        self._registrations = registrations
        self._seen = seen
        self._changes = changes
        self._catalog = catalog
        self._opening = opening
        self._polling = polling
        self._every = every

    async def watch(self, connection: ResolvedConnection) -> None:
        """From now on, if the system's tickets can be read. Raises `MongoError`."""
        if self._opening.abilities(connection.system).open_tickets is not None:
            first = jittered(self._every)
            await self._repairs.begin(connection.id, connection.tenant, datetime.now(UTC), first)

    async def treat(self, claimed: Document) -> None:
        """One that is due."""
        position = position_of(claimed)
        polled = await self._polled(claimed["_id"], position)
        now = datetime.now(UTC)
        if isinstance(polled, Trouble):
            polled = Poll(position, 0, complete=False, trouble=polled)
        fields = _fields(claimed, polled, now)
        await self._repairs.due.finish(claimed, fields, now + self._pause(fields["failures"], polled))
        await self._tell(claimed, polled, now)

    async def _polled(self, name: str, position: Position) -> Poll | Trouble:
        try:
            connection = await self._catalog.connection(name)
            if connection is None:
                return GONE
            if not connection.active:
                return PAUSED
            reader = self._opening.tickets(connection)
        except Exception as fault:  # noqa: BLE001 - it is told, and tried again
            return trouble_of(fault)
        if reader is None:
            return Trouble("The tickets of this system cannot be read.")
        written = await self._seen.of(name, position.since - _CLOCKS_DIFFER)
        try:
            return await self._polling.poll(reader, position, lambda key: key in written or key in self._changes)
        finally:
            await reader.aclose()

    def _pause(self, failures: int, polled: Poll) -> timedelta:
        if polled.trouble is None:
            return jittered(self._every) if polled.complete else _AT_ONCE
        wait = after_failures(failures, first=_FIRST_RETRY, cap=polled.trouble.longest or self._every)
        return max(wait, timedelta(seconds=polled.trouble.wait or 0))

    async def _tell(self, claimed: Document, polled: Poll, now: datetime) -> None:
        name = claimed["_id"]
        if polled.trouble is not None and not polled.trouble.meant:
            metrics.UPKEEP_WAITS.labels("repair").inc()
            log.warning("repair waits", connection=name, tenant=claimed["tenant"], reason=polled.trouble.text)
        if polled.found:
            metrics.REPAIRED.inc(polled.found)
            log.warning("missed webhooks repaired", connection=name, tenant=claimed["tenant"], changes=polled.found)
            # Webhooks that do not come may have nobody any more who sends them.
            await self._registrations.due.hasten(name, now)


def _fields(claimed: Document, polled: Poll, now: datetime) -> Mapping[str, Any]:
    fields: dict[str, Any] = {
        **fields_of(polled.position),
        "trouble": polled.trouble.text if polled.trouble else "",
        "failures": claimed["failures"] + 1 if polled.trouble else 0,
    }
    if polled.trouble is None:
        fields["polled_at"] = now
    if polled.found:
        fields |= {"found": claimed["found"] + polled.found, "found_at": now}
    return fields
