"""An entity that is one long list, page by page."""

from collections.abc import Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.endpoints import ENDPOINTS, MAX_PAGE, needs_details
from psasync.psa.halopsa.errors import RecordGone
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.halopsa.query import list_query
from psasync.psa.halopsa.reading import details
from psasync.psa.halopsa.reading.pages import read_rows, take
from psasync.psa.halopsa.reading.source import Source
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.toolkit.overlapping_pages import Answered, Place


async def read_list(source: Source, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is a `Place`."""
    client, endpoint, place = source.client, ENDPOINTS[scope.entity], Place.at(cursor)
    wanted = min(limit, details.PER_PAGE if needs_details(scope.entity, scope.custom_fields) else MAX_PAGE)
    query = list_query(endpoint, scope, filters_updated=client.connection.choices.filters_updated)
    ask = place.ask(wanted, MAX_PAGE)
    read = await read_rows(client, endpoint, query, ask)
    answered = Answered(read.rows, [row_number(scope.entity, row) for row in read.rows], read.total, read.size)
    rows, following = take(client, endpoint, place, ask, answered, wanted)
    ready = await _completed(source, scope, rows)
    if len(ready) < len(rows):
        _, following = take(client, endpoint, place, ask, answered, len(ready))
    mapped = source.mapped(scope, [row for row in ready if not isinstance(row, RecordGone)])
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=following.cursor if following else None,
        source_time=read.asked_at,
    )


async def _completed(source: Source, scope: ReadScope, rows: Sequence[Any]) -> list[Any]:
    """The rows, from the first on, with what the list leaves out; fewer where that cannot be had for all yet."""
    ready = list(rows)
    if needs_details(scope.entity, scope.custom_fields):
        ready = await details.with_details(source.client, scope.entity, rows)
    if scope.entity is Entity.COMPANY:
        source.main_sites.remember(ready)
    if scope.entity is Entity.COMPANY_SITE:
        ready = await source.main_sites.add_to(ready)
    return ready
