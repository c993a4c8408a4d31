"""HaloPSA behind the port."""

from psasync.psa.halopsa.capabilities import capabilities_of
from psasync.psa.halopsa.check import check
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.declaration import declare
from psasync.psa.halopsa.endpoints import ENDPOINTS, MAX_PAGE
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.reading.by_ids import read_by_ids
from psasync.psa.halopsa.reading.lists import read_list
from psasync.psa.halopsa.reading.source import Source
from psasync.psa.halopsa.reading.whole import read_whole
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, Page, ReadScope


class HaloPsaAdapter:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._source = Source.of(client)
        self._capabilities = capabilities_of(client.connection.choices)

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
        try:
            return await self._read(scope, cursor, max(1, limit))
        except RecordGone:
            # A list as a whole is no record: the instance contradicts its own paths.
            what = "it says that the list is not there"
            raise self._client.faults.unreadable(ENDPOINTS[scope.entity].path, what) from None

    async def aclose(self) -> None:
        await self._client.aclose()

    async def _read(self, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
        if scope.ids is not None:
            return await read_by_ids(self._source, scope, cursor, limit)
        endpoint = ENDPOINTS.get(scope.entity)
        if endpoint is None or not endpoint.rows:
            return await read_whole(self._source, scope, cursor, limit)
        return await read_list(self._source, scope, cursor, limit)
