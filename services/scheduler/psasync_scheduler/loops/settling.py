"""Takes off the catalog's documents what their changes have put on them: audit entries and announcements."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from psasync.contracts.cloudevents import Attributes
from psasync.contracts.events.catalog import TYPE, CatalogChanged
from psasync.contracts.topics import CATALOG_CHANGED
from psasync.kit.backoff import Backoff
from psasync.kit.kafka import EventProducer, ProduceError
from psasync.kit.logging import get_logger
from psasync.kit.mongo import Document
from psasync.kit.probe import Probe
from psasync_scheduler.domain import announcements
from psasync_scheduler.domain.events import SOURCE
from psasync_scheduler.domain.trace import traceparent
from psasync_scheduler.loops.waking import Wakeup
from psasync_scheduler.probe import Point
from psasync_scheduler.store.catalog import CatalogStore
from psasync_scheduler.store.stores import Stores

log = get_logger(__name__)

BATCH = 100
_RETRY_FIRST_SECONDS = 0.5
_RETRY_CAP_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Settling:
    """A document is settled at the version whose audit entry is stored and whose news is acknowledged."""

    stores: Stores
    producer: EventProducer
    wakeup: Wakeup
    poll_seconds: float
    probe: Probe = field(default_factory=Probe)

    async def run(self) -> None:
        backoff = Backoff(_RETRY_FIRST_SECONDS, _RETRY_CAP_SECONDS)
        while True:
            self.wakeup.clear()
            try:
                full = await self.once()
            except ProduceError as error:
                log.warning("change not announced yet", error=str(error))
                await asyncio.sleep(backoff.next())
                continue
            backoff.reset()
            if not full:
                await self.wakeup.wait(self.poll_seconds)

    async def once(self) -> bool:
        """Whether there may be more. Raises `ProduceError` once audit entries are stored."""
        stores: Sequence[CatalogStore[Any]] = (
            self.stores.tenants,
            self.stores.connections,
            self.stores.syncs,
            self.stores.keys,
            self.stores.person_keys,
        )
        waiting = [(store, await store.unsettled(BATCH)) for store in stores]
        for _, documents in waiting:
            await self.stores.audit.add([entry for document in documents for entry in document.get("audit", ())])
        for store, documents in waiting:
            for document in documents:
                await self._settle(store, document)
        missed = await self.stores.occurrences.unsettled(BATCH)
        if missed:
            await self.probe.reached(Point.AFTER_MISSED_FOUND)
        for document in missed:
            await self._announce(announcements.missed(document))
            await self.probe.reached(Point.AFTER_ANNOUNCEMENT)
            await self.stores.occurrences.settled(document["_id"])
        return any(len(documents) == BATCH for documents in (missed, *(found for _, found in waiting)))

    async def _settle(self, store: CatalogStore[Any], document: Document) -> None:
        if document.get("announce"):
            await self._announce(announcements.changed(store.collection.name, document))
        if "news" in document:
            await self._announce(CatalogChanged.model_validate_json(document["news"]))
        await store.settled(document["_id"], document["version"])

    async def _announce(self, event: CatalogChanged) -> None:
        attributes = Attributes(
            id=announcements.event_id(event),
            source=SOURCE,
            type=TYPE,
            time=event.at,
            subject=event.subject,
            traceparent=traceparent(None),
        )
        await self.producer.send(
            CATALOG_CHANGED, key=event.tenant, value=event.model_dump_json().encode(), headers=attributes.headers()
        )
