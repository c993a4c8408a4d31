"""`catalog.changed`: what the scheduler did by itself, and people are told of. The rest of it is not for here."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChanged
from psasync.kit.clock import Clock
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.handlers.decoding import reasons
from psasync_results.notices.directory import Directory, name_of_tenant
from psasync_results.notices.domain.addressees import addressees, wanted
from psasync_results.notices.domain.cause_of import NEWS, of_news
from psasync_results.notices.telling import Telling

NO_NEWS_AFTER = timedelta(days=3)
"""Older than this it is no news: a group that is new reads all that the topic retains."""


class CatalogNewsHandler:
    def __init__(self, telling: Telling, directory: Directory, clock: Clock) -> None:
        self._telling = telling
        self._directory = directory
        self._clock = clock

    async def __call__(self, records: Sequence[Received], dead: DeadLetters) -> None:
        """Raises `CatalogUnavailable`: then the same records come again."""
        for record in records:
            try:
                event = CatalogChanged.model_validate_json(record.value or b"")
            except ValidationError as error:
                dead.add(record, "invalid-catalog-change", reasons(error))
            else:
                await self._take(event)

    async def _take(self, event: CatalogChanged) -> None:
        if event.change not in NEWS or self._clock.now() - event.at > NO_NEWS_AFTER:
            return
        sync = await self._directory.sync(event.subject)
        if sync is None or sync.tenant != event.tenant or not wanted(NEWS[event.change], sync.notifications):
            return
        tenant_name = await name_of_tenant(self._directory, sync.tenant)
        await self._telling.tell(of_news(event, sync, tenant_name), addressees(sync.notifications))
