"""Short lists that come whole: BMS's lookups, and the company statuses that are made of a flag."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.endpoints import LOOKUPS
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.kaseya_bms.mapping.companies import STATUSES
from psasync.psa.kaseya_bms.mapping.rows import source_id_of
from psasync.psa.kaseya_bms.reading.scopes import page_of
from psasync.psa.kaseya_bms.reading.windows import row_id
from psasync.psa.port import Cursor, Page, ReadScope


async def read_lookup(client: Client, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """Read whole for every page of ours; one is enough for any that people keep. `ids` costs the same call."""
    if scope.ids == ():
        return page_of(scope, [], None, None)
    endpoint = LOOKUPS[scope.entity]
    try:
        reply = await client.get(endpoint)
    except RecordGone:
        raise client.faults.unreadable(endpoint.path, "it says that the list is not there") from None
    rows = client.rows(endpoint, reply)
    keyed = {number: row for row in rows if (number := row_id(row)) is not None}
    strays = [row for row in rows if row_id(row) is None]
    return _page(scope, keyed, strays, cursor, limit, reply.asked_at)


def read_statuses(scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    return _page(scope, dict(enumerate(STATUSES, 1)), [], cursor, limit, None)


def _page(
    scope: ReadScope,
    keyed: Mapping[int, Any],
    strays: Sequence[Any],
    cursor: Cursor | None,
    limit: int,
    asked_at: datetime | None,
) -> Page:
    """The cursor is `{"after": key}`: rows may be added or deleted between two pages. Strays have no key."""
    if scope.ids is not None:
        named = {source_id_of(scope.entity, row): row for row in keyed.values()}
        chosen = [named[text] for text in scope.ids if text in named]
        return page_of(scope, chosen, None, asked_at, [text for text in scope.ids if text not in named])
    after = cursor["after"] if cursor else 0
    keys = sorted(key for key in keyed if key > after)
    found = [keyed[key] for key in keys[:limit]]
    rows = found if cursor else [*found, *strays]
    return page_of(scope, rows, {"after": keys[limit - 1]} if len(keys) > limit else None, asked_at)
