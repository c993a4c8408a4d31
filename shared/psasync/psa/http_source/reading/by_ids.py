"""Single records, one call each, some at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from psasync.psa.http_source.client import Client, Gone
from psasync.psa.http_source.definition.addresses import ID
from psasync.psa.http_source.definition.filters import ById
from psasync.psa.http_source.definition.paths import MISSING
from psasync.psa.http_source.mapping import EntityMapping
from psasync.psa.port import BudgetExhausted, Cursor, Page, PsaError, ReadScope

IDS_PER_PAGE = 50
"""Bounds a page's calls, and with them its time."""

Failure = PsaError | BudgetExhausted
Looked = tuple[Any, datetime | None]
"""The row, `MISSING` where there is no such record, and when it was asked for."""


async def read_by_ids(
    client: Client, mapping: EntityMapping, by_id: ById, scope: ReadScope, cursor: Cursor | None, limit: int
) -> Page:
    """The cursor is `{"next": place}` in the scope's ids.

    An error after some ids were read ends the page there, so that a budget smaller than a page still moves on.
    """
    ids = scope.ids or ()
    begin = cursor["next"] if cursor else 0
    looked, failed = await _look(client, mapping, by_id, ids[begin : begin + min(limit, IDS_PER_PAGE)])
    if failed and not looked:
        raise failed
    end = begin + len(looked)
    asked = list(zip(ids[begin:end], looked, strict=True))
    mapped = mapping.mapped([row for _, (row, _) in asked if row is not MISSING], scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[source_id for source_id, (row, _) in asked if row is MISSING],
        next={"next": end} if end < len(ids) else None,
        source_time=min((at for _, at in looked if at), default=None),
    )


async def _look(
    client: Client, mapping: EntityMapping, by_id: ById, ids: Sequence[str]
) -> tuple[list[Looked], Failure | None]:
    """In the order of the ids, up to the first that failed."""
    looked: list[Looked] = []
    for at in range(0, len(ids), client.at_once):
        async with asyncio.TaskGroup() as group:
            batch = ids[at : at + client.at_once]
            tasks = [group.create_task(_tried(client, mapping, by_id, source_id)) for source_id in batch]
        for answer in (task.result() for task in tasks):
            if isinstance(answer, Failure):
                return looked, answer
            looked.append(answer)
    return looked, None


async def _tried(client: Client, mapping: EntityMapping, by_id: ById, source_id: str) -> Looked | Failure:
    """Errors are returned, so that they do not cancel the calls beside it."""
    try:
        return await look_up(client, mapping, by_id, source_id)
    except (PsaError, BudgetExhausted) as error:
        return error


async def look_up(client: Client, mapping: EntityMapping, by_id: ById, source_id: str) -> Looked:
    """Raises `PsaError` or `BudgetExhausted`."""
    if source_id in {".", ".."}:
        return MISSING, None  # no id, but a way through the source's paths
    url = client.url_of(by_id.path.replace(ID, quote(source_id, safe="")), mapping.described.query)
    try:
        reply = await client.get_record(url, by_id.path)
    except Gone:
        return MISSING, None
    row = by_id.record.find(reply.content)
    if mapping.source_id(row) != source_id:
        raise client.faults.unreadable(by_id.path, "it holds another record than was asked for, or none")
    return row, reply.asked_at
