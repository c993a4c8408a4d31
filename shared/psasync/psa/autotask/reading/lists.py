"""A kind of record, page by page."""

from psasync.psa.autotask.endpoints import Endpoint
from psasync.psa.autotask.mapping import map_rows
from psasync.psa.autotask.query import scope_fields, scope_filter
from psasync.psa.autotask.reading.rows import Position, read_rows
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import Cursor, Page, ReadScope


async def read_list(source: Source, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is that of `Position`."""
    read = await read_rows(
        source.client,
        endpoint.path,
        scope_filter(endpoint, scope),
        Position.of(cursor),
        limit,
        scope_fields(endpoint, scope),
    )
    names = await source.names.for_rows(scope.entity, read.rows)
    mapped = map_rows(scope.entity, read.rows, names, scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=read.next.cursor if read.next else None,
        source_time=read.asked_at,
    )
