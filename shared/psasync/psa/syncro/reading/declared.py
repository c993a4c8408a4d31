"""What Syncro declares in its settings, which are one answer each: boards, priorities, statuses.

The states of a company are declared by a flag and need no call.
"""

from datetime import datetime
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.syncro.choices import Boards
from psasync.psa.syncro.client import Client
from psasync.psa.syncro.mapping import Mapper
from psasync.psa.syncro.mapping.companies import COMPANY_STATUSES
from psasync.psa.syncro.mapping.tickets import row_of

SETTINGS = "settings"
TICKET_SETTINGS = "tickets/settings"

DECLARED_AT = {
    Entity.COMPANY_STATUS: "",
    Entity.TICKET_BOARD: SETTINGS,
    Entity.TICKET_PRIORITY: SETTINGS,
    Entity.TICKET_STATUS: TICKET_SETTINGS,
}
"""The path of each entity's settings; empty where none are asked for."""


async def read_declared(client: Client, mapper: Mapper, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"after": id}`, or `{"taken": n}` behind a row without an id."""
    rows, asked_at = await _rows(client, scope.entity)
    ids = [mapper.source_id_of(scope.entity, row) for row in rows]
    if scope.ids is not None:
        return _chosen(mapper, scope, rows, ids, asked_at)
    start = _start(cursor, ids)
    stop = start + limit
    mapped = mapper.map_rows(scope.entity, rows[start:stop], scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=None if stop >= len(rows) else _behind(ids[stop - 1], stop),
        source_time=asked_at,
    )


def _chosen(
    mapper: Mapper, scope: ReadScope, rows: list[Any], ids: list[str | None], asked_at: datetime | None
) -> Page:
    wanted = set(scope.ids or ())
    mapped = mapper.map_rows(scope.entity, [row for row, text in zip(rows, ids, strict=True) if text in wanted])
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[text for text in scope.ids or () if text not in ids],
        next=None,
        source_time=asked_at,
    )


async def _rows(client: Client, entity: Entity) -> tuple[list[Any], datetime | None]:
    path = DECLARED_AT[entity]
    if not path:
        return list(COMPANY_STATUSES), None
    reply = await client.get(path)
    keys = _keys(entity, client.connection.choices.boards)
    found: Any = reply.content
    for key in keys:
        found = found.get(key) if isinstance(found, dict) else None
    if not isinstance(found, list):
        raise client.faults.unreadable(path, f"it has no list {'.'.join(keys)}")
    # An empty text is the choice of none.
    return [row_of(value) for value in found if value != ""], reply.asked_at


def _keys(entity: Entity, boards: Boards) -> tuple[str, ...]:
    if entity is Entity.TICKET_STATUS:
        return ("ticket_status_list",)
    return ("ticket", boards.value if entity is Entity.TICKET_BOARD else "priorities")


def _start(cursor: Cursor | None, ids: list[str | None]) -> int:
    """Behind the last one taken. If it is no longer declared, from the beginning: the lists are short."""
    if not cursor:
        return 0
    if "taken" in cursor:
        return int(cursor["taken"])
    return ids.index(cursor["after"]) + 1 if cursor["after"] in ids else 0


def _behind(last: str | None, taken: int) -> Cursor:
    return {"taken": taken} if last is None else {"after": last}
