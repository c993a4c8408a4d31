"""Syncro behind the port."""

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, Page, ReadScope
from psasync.psa.syncro.capabilities import capabilities_of
from psasync.psa.syncro.check import check
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.declaration import declare
from psasync.psa.syncro.endpoints import ENDPOINTS
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.reading.by_ids import read_by_ids
from psasync.psa.syncro.reading.declared import DECLARED_AT, read_declared
from psasync.psa.syncro.reading.lists import read_list
from psasync.psa.syncro.reading.sites import read_sites

MAX_PAGE = 1000
"""Records: Syncro's own pages are far smaller, and as many are put together as fit."""


class SyncroAdapter:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._capabilities = capabilities_of(client.connection.choices)
        self._mapper = Mapper(client.connection.choices)

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    async def check(self) -> CheckReport:
        return await check(self._client)

    async def declare(self) -> Declaration:
        return await declare(self._client)

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = MAX_PAGE) -> Page:
        if scope.entity not in self._capabilities.entities:
            raise self._client.faults.unsupported(scope.entity)
        if scope.ids == ():
            return Page(records=(), next=None)
        limit = max(1, min(limit, MAX_PAGE))
        if scope.entity in DECLARED_AT:
            return await read_declared(self._client, self._mapper, scope, cursor, limit)
        if scope.ids is not None:
            return await read_by_ids(self._client, self._mapper, scope, cursor, limit)
        if scope.entity is Entity.COMPANY_SITE:
            return await read_sites(self._client, self._mapper, scope, cursor, limit)
        return await read_list(self._client, self._mapper, ENDPOINTS[scope.entity], scope, cursor, limit)

    async def aclose(self) -> None:
        await self._client.aclose()
