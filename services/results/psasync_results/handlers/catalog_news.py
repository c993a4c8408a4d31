"""`catalog.changed`: what the scheduler did by itself, and people are told of. The rest of it is not for here."""

from collections.abc import Sequence
from datetime import timedelta

from pydantic import ValidationError

from psasync.contracts.events.catalog import CatalogChange, CatalogChanged
from psasync.kit.clock import Clock
from psasync.kit.kafka import DeadLetters, Received
from psasync_results.handlers.decoding import reasons
from psasync_results.notices.directory import Directory, name_of_tenant
from psasync_results.notices.domain.addressees import addressees, wanted
from psasync_results.notices.domain.cause_of import NEWS, of_news, of_renewal
from psasync_results.notices.domain.causes import NoticeKind
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
        if self._clock.now() - event.at > NO_NEWS_AFTER:
            return
        if event.change in NEWS:
            await self._take_of_sync(event)
        elif event.change is CatalogChange.WEBHOOK_RENEWED:
            await self._take_renewal(event)

    async def _take_renewal(self, event: CatalogChanged) -> None:
        tenant = await self._directory.tenant(event.tenant)
        if tenant is not None and wanted(NoticeKind.WEBHOOK_RENEWED, tenant.notifications):
            await self._telling.tell(of_renewal(event, tenant.name), addressees(tenant.notifications))

    async def _take_of_sync(self, event: CatalogChanged) -> None:
        sync = await self._directory.sync(event.subject)
        if sync is None or sync.tenant != event.tenant or not wanted(NEWS[event.change], sync.notifications):
            return
        tenant_name = await name_of_tenant(self._directory, sync.tenant)
        await self._telling.tell(of_news(event, sync, tenant_name), addressees(sync.notifications))
