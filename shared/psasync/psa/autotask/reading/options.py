"""Entities that are the values of a picklist. One call gives them all, in no promised order."""

from collections.abc import Iterable
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.autotask.endpoints import Picklist
from psasync.psa.autotask.mapping import INACTIVE, map_rows, source_id_of
from psasync.psa.autotask.mapping.names import Names
from psasync.psa.autotask.reading.source import Source
from psasync.psa.port import Cursor, Page, ReadScope


async def read_options(source: Source, picklist: Picklist, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """Read afresh for each page, in the order of the ids; the cursor is `{"after": id}`.

    A scope's ids are answered in one page, whatever the limit: there are no more of them than values.
    """
    if scope.ids == ():
        return Page([], None)
    values, reply = await source.picklists.rows(picklist)
    rows = sorted(_rows_of(scope.entity, values), key=lambda row: _place(source_id_of(scope.entity, row)))
    if scope.ids is not None:
        return _by_ids(scope, rows)
    after = cursor["after"] if cursor else None
    rest = [row for row in rows if after is None or _place(source_id_of(scope.entity, row)) > _place(after)]
    last = source_id_of(scope.entity, rest[limit - 1]) if len(rest) > limit else None
    page = rest if last is None else rest[:limit]  # rows without an id cannot be read on from
    mapped = map_rows(scope.entity, page, Names())
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next=None if last is None else {"after": last},
        source_time=reply.asked_at,
    )


def _by_ids(scope: ReadScope, rows: Iterable[Any]) -> Page:
    wanted = dict.fromkeys(scope.ids or ())
    kept = [row for row in rows if source_id_of(scope.entity, row) in wanted]
    found = {source_id_of(scope.entity, row) for row in kept}
    mapped = map_rows(scope.entity, kept, Names())
    gone = [text for text in wanted if text not in found]
    return Page(mapped.records, None, unreadable=mapped.unreadable, gone_ids=gone)


def _rows_of(entity: Entity, values: Iterable[Any]) -> list[Any]:
    """A company type is a status of active companies and one of inactive ones."""
    if entity is not Entity.COMPANY_STATUS:
        return list(values)
    return [
        {**value, INACTIVE: inactive} if isinstance(value, dict) else value
        for value in values
        for inactive in ((False, True) if isinstance(value, dict) else (False,))
    ]


def _place(source_id: str | None) -> tuple[bool, int, str]:
    """Numbers in their order; rows without an id come last."""
    value, _, rest = (source_id or "").partition("-")
    return source_id is None, len(value), f"{value}-{rest}"
