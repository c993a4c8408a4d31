"""ConnectWise behind the port."""

from psasync.psa.connectwise.check import check
from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.declaration import declare
from psasync.psa.connectwise.endpoints import CAPABILITIES, ENDPOINTS
from psasync.psa.connectwise.errors import RecordGone
from psasync.psa.connectwise.reading.by_ids import read_by_ids
from psasync.psa.connectwise.reading.children import read_children
from psasync.psa.connectwise.reading.lists import read_list
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, Page, ReadScope

MAX_PAGE = 1000
"""ConnectWise's own limit."""


class ConnectWiseAdapter:
    def __init__(self, client: Client) -> None:
        self._client = client

    @property
    def capabilities(self) -> Capabilities:
        return CAPABILITIES

    async def check(self) -> CheckReport:
        return await check(self._client)

    async def declare(self) -> Declaration:
        return await declare(self._client)

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = MAX_PAGE) -> Page:
        endpoint = ENDPOINTS.get(scope.entity)
        if endpoint is None:
            raise self._client.faults.unsupported(scope.entity)
        read = read_by_ids if scope.ids is not None else read_children if endpoint.parents else read_list
        try:
            return await read(self._client, endpoint, scope, cursor, max(1, min(limit, MAX_PAGE)))
        except RecordGone:
            # A list as a whole is no record: the PSA contradicts its own paths.
            raise self._client.faults.unreadable(endpoint.path, "it says that the list is not there") from None

    async def aclose(self) -> None:
        await self._client.aclose()
