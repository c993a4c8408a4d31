"""Autotask behind the port."""

from psasync.psa.autotask.check import check
from psasync.psa.autotask.client import Client
from psasync.psa.autotask.declaration import declare
from psasync.psa.autotask.endpoints import CAPABILITIES, ENDPOINTS, PICKLISTS
from psasync.psa.autotask.query import MAX_RECORDS
from psasync.psa.autotask.reading.by_ids import read_by_ids
from psasync.psa.autotask.reading.lists import read_list
from psasync.psa.autotask.reading.options import read_options
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, Page, ReadScope


class AutotaskAdapter:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._source = Source.of(client)

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def check(self) -> CheckReport:
        return await check(self._source)

    async def declare(self) -> Declaration:
        return await declare(self._client)

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = MAX_RECORDS) -> Page:
        size = max(1, min(limit, MAX_RECORDS))
        if scope.entity in PICKLISTS:
            return await read_options(self._source, PICKLISTS[scope.entity], scope, cursor, size)
        endpoint = ENDPOINTS.get(scope.entity)
        if endpoint is None:
            raise self._client.faults.unsupported(scope.entity)
        read = read_list if scope.ids is None else read_by_ids
        return await read(self._source, endpoint, scope, cursor, size)

    async def aclose(self) -> None:
        await self._client.aclose()
