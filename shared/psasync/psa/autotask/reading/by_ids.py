"""Single records, read again by their ids."""

from psasync.psa.autotask.endpoints import Endpoint
from psasync.psa.autotask.mapping import map_rows, source_id_of
from psasync.psa.autotask.query import MAX_IDS, one_of, scope_fields
from psasync.psa.autotask.reading.rows import Position, Rows, read_rows
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import Cursor, Page, ReadScope

MAX_DIGITS = 18
"""Of an id: a longer text is none."""


async def read_by_ids(source: Source, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"asked": n}`: so many of the scope's ids are done."""
    ids = scope.ids or ()
    at = cursor["asked"] if cursor else 0
    chunk = ids[at : at + min(limit, MAX_IDS)]
    read = await _read(source, endpoint, scope, chunk)
    wanted = set(chunk)
    rows = [row for row in read.rows if source_id_of(scope.entity, row) in wanted]
    found = {source_id_of(scope.entity, row) for row in rows}
    mapped = map_rows(scope.entity, rows, await source.names.for_rows(scope.entity, rows), scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[text for text in chunk if text not in found],
        next={"asked": at + len(chunk)} if at + len(chunk) < len(ids) else None,
        source_time=read.asked_at,
    )


async def _read(source: Source, endpoint: Endpoint, scope: ReadScope, chunk: tuple[str, ...]) -> Rows:
    numbers = [int(text) for text in chunk if _is_number(text)]
    if not numbers:
        return Rows([], None, None)
    filters = one_of(numbers)
    return await read_rows(
        source.client, endpoint.path, filters, Position(), len(numbers), scope_fields(endpoint, scope)
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS
