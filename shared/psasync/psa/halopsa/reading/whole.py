"""Short lists that know no pages: each call gives all of it, and pages are cut from it here."""

from collections.abc import Mapping, Sequence
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.halopsa.client import Client
from psasync.psa.halopsa.endpoints import ENDPOINTS
from psasync.psa.halopsa.mapping import row_number
from psasync.psa.halopsa.mapping.companies import STATUSES
from psasync.psa.halopsa.mapping.values import number_of
from psasync.psa.halopsa.reading.pages import Rows, read_rows
from psasync.psa.halopsa.reading.source import Source
from psasync.psa.port import Cursor, Page, ReadScope

_FIRST_SLA = -(2**63)


async def read_whole(source: Source, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"done": n}`: so many rows are read, in the order of their ids."""
    read = await all_rows(source.client, scope.entity)
    done = cursor["done"] if cursor else 0
    rows = read.rows[done : done + limit]
    mapped = source.mapped(scope, rows)
    until = done + len(rows)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        next={"done": until} if rows and until < len(read.rows) else None,
        source_time=read.asked_at,
    )


async def read_chosen(source: Source, scope: ReadScope, ids: Sequence[str]) -> Page:
    """The records with these ids, out of all."""
    read = await all_rows(source.client, scope.entity)
    wanted = set(ids)
    mapped = source.mapped(scope, read.rows)
    records = [record for record in mapped.records if record.source_id in wanted]
    unreadable = [record for record in mapped.unreadable if record.source_id in wanted]
    found = {record.source_id for record in records} | {record.source_id for record in unreadable}
    return Page(
        records=records,
        unreadable=unreadable,
        gone_ids=[one for one in ids if one not in found],
        next=None,
        source_time=read.asked_at,
    )


async def all_rows(client: Client, entity: Entity) -> Rows:
    """All rows, ascending by id; of several with one id the first, and those without an id last."""
    if entity is Entity.COMPANY_STATUS:
        return Rows([{"id": number, "name": name} for number, name in STATUSES.items()], None, None, None)
    read = await read_rows(client, ENDPOINTS[entity], ENDPOINTS[entity].always)
    return Rows(_distinct(entity, read.rows), None, None, read.asked_at)


def _distinct(entity: Entity, rows: Sequence[Any]) -> list[Any]:
    """A priority has a row for each SLA that defines it; that of the first SLA stands for it."""
    first: dict[int, Any] = {}
    without: list[Any] = []
    for row in sorted(rows, key=_sla):
        number = row_number(entity, row)
        if number is None:
            without.append(row)
        else:
            first.setdefault(number, row)
    return [*(first[number] for number in sorted(first)), *without]


def _sla(row: Any) -> int:
    number = number_of(row.get("slaid")) if isinstance(row, Mapping) else None
    return _FIRST_SLA if number is None else number
