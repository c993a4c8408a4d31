"""An entity that is one list."""

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.endpoints import Endpoint
from psasync.psa.connectwise.mapping import map_rows
from psasync.psa.connectwise.query import scope_conditions
from psasync.psa.connectwise.reading.rows import Position, read_rows
from psasync.psa.port import Cursor, Page, ReadScope


async def read_list(client: Client, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"after": id}`, with `"keyset": true` where the list does not know forward-only paging."""
    position = Position(**cursor) if cursor else Position()
    read = await read_rows(client, endpoint.path, scope_conditions(scope, endpoint.always), position, limit)
    mapped = map_rows(scope.entity, read.rows, scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=cursor_of(read.next) if read.next else None,
        source_time=read.asked_at,
    )


def cursor_of(position: Position) -> Cursor:
    return {"after": position.after, **({"keyset": True} if position.keyset else {})}
