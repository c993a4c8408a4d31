"""Kaseya BMS behind the port."""

from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.capabilities import CAPABILITIES
from psasync.psa.kaseya_bms.check import check
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.declaration import declare
from psasync.psa.kaseya_bms.endpoints import LOOKUPS, SOURCES
from psasync.psa.kaseya_bms.reading.by_ids import read_by_ids
from psasync.psa.kaseya_bms.reading.completed import read_completed
from psasync.psa.kaseya_bms.reading.lists import read_list
from psasync.psa.kaseya_bms.reading.lookups import read_lookup, read_statuses
from psasync.psa.kaseya_bms.reading.sites import read_sites
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, Page, ReadScope

MAX_PAGE = 1000
"""Records per page of ours; BMS's own pages are smaller."""


class KaseyaBmsAdapter:
    def __init__(self, client: Client, capabilities: Capabilities) -> None:
        self._client = client
        self._capabilities = capabilities

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def check(self) -> CheckReport:
        return await check(self._client)

    async def declare(self) -> Declaration:
        return await declare(self._client)

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = MAX_PAGE) -> Page:
        if scope.entity not in CAPABILITIES.entities:
            raise self._client.faults.unsupported(scope.entity)
        return await self._read(scope, cursor, max(1, min(limit, MAX_PAGE)))

    async def _read(self, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
        entity, client = scope.entity, self._client
        if entity is Entity.COMPANY_STATUS:
            return read_statuses(scope, cursor, limit)
        if entity in LOOKUPS:
            return await read_lookup(client, scope, cursor, limit)
        if scope.ids is not None:
            return await read_by_ids(client, scope, cursor, limit)
        if entity is Entity.COMPANY_SITE:
            return await read_sites(client, scope, cursor, limit)
        if SOURCES[entity].thin or scope.custom_fields:
            return await read_completed(client, scope, cursor, limit)
        return await read_list(client, scope, cursor, limit)

    async def aclose(self) -> None:
        await self._client.aclose()
