"""A described source behind the port."""

from psasync.contracts.vocabulary import Entity
from psasync.psa.http_source.capabilities import capabilities_of
from psasync.psa.http_source.checking import check
from psasync.psa.http_source.client import Client
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.http_source.reading.by_ids import read_by_ids
from psasync.psa.http_source.reading.lists import ListReader
from psasync.psa.http_source.reading.paging import pager_of
from psasync.psa.port import Capabilities, CheckReport, Cursor, Declaration, DeclaredField, Page, ReadScope

MAX_PAGE = 1000


class HttpSourceAdapter:
    def __init__(self, client: Client) -> None:
        self._client = client
        self._mappings = {
            entity: EntityMapping.of(entity, described) for entity, described in client.definition.entities.items()
        }
        self._lists = {
            entity: ListReader(client, mapping, pager_of(mapping.described.paging))
            for entity, mapping in self._mappings.items()
        }

    @property
    def capabilities(self) -> Capabilities:
        return capabilities_of(self._client.definition)

    async def check(self) -> CheckReport:
        ordered: dict[Entity, EntityMapping] = {each: self._mappings[each] for each in self._client.definition.ordered}
        return await check(self._client, ordered)

    async def declare(self) -> Declaration:
        """The custom fields that the definition names; nothing is called."""
        return Declaration({
            entity: [DeclaredField(name, name) for name in mapping.described.custom_fields]
            for entity, mapping in self._mappings.items()
        })  # fmt: skip

    async def read_page(self, scope: ReadScope, cursor: Cursor | None, *, limit: int = MAX_PAGE) -> Page:
        mapping = self._mappings.get(scope.entity)
        if mapping is None:
            raise self._client.faults.unsupported(scope.entity)
        size = max(1, min(limit, MAX_PAGE))
        if scope.ids is None:
            return await self._lists[scope.entity].read(scope, cursor, size)
        if mapping.described.by_id is None:
            raise self._client.faults.unsupported(f"single {scope.entity}")
        return await read_by_ids(self._client, mapping, mapping.described.by_id, scope, cursor, size)

    async def aclose(self) -> None:
        await self._client.aclose()
