"""Single records, read again by their ids in chunks that a URL can hold."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.endpoints import Endpoint
from psasync.psa.connectwise.mapping import map_rows
from psasync.psa.connectwise.mapping.rows import source_id_of
from psasync.psa.connectwise.query import both, fitting, one_of
from psasync.psa.connectwise.reading.children import list_parents, read_below
from psasync.psa.connectwise.reading.rows import Position, Rows, read_rows
from psasync.psa.port import Cursor, Page, ReadScope

URL_SPARE = 1500
"""Characters of a URL that a list of ids may take."""

MAX_IDS = 100
"""Ids per page: an id below a parent can cost a call of its own."""


async def read_by_ids(client: Client, endpoint: Endpoint, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"asked": n}`: so many of the scope's ids are done."""
    ids = scope.ids or ()
    at = cursor["asked"] if cursor else 0
    chunk = ids[at : at + min(limit, MAX_IDS)]
    numbers = [number for text in chunk if (number := _last_number(text)) is not None]
    taken = fitting(numbers, URL_SPARE)
    if taken < len(numbers):
        chunk = chunk[:taken]
    read = await _read(client, endpoint, chunk)
    wanted = set(chunk)
    rows = [row for row in read.rows if source_id_of(scope.entity, row) in wanted]
    found = {source_id_of(scope.entity, row) for row in rows}
    mapped = map_rows(scope.entity, rows, scope.custom_fields)
    return Page(
        records=mapped.records,
        unreadable=mapped.unreadable,
        gone_ids=[text for text in chunk if text not in found],
        next={"asked": at + len(chunk)} if at + len(chunk) < len(ids) else None,
        source_time=read.asked_at,
    )


async def _read(client: Client, endpoint: Endpoint, chunk: Sequence[str]) -> Rows:
    if endpoint.parents is None:
        numbers = [int(text) for text in chunk if text.isascii() and text.isdigit()]
        return await _read_list(client, endpoint, numbers)
    by_parent = _named_parents(chunk) if endpoint.id_names_parent else await _all_parents(client, endpoint, chunk)
    return await _read_below(client, endpoint, by_parent)


async def _read_list(client: Client, endpoint: Endpoint, numbers: list[int]) -> Rows:
    if not numbers:
        return Rows([], None, None)
    conditions = both(endpoint.always, one_of(numbers))
    return await read_rows(client, endpoint.path, conditions, Position(), len(numbers) + 1)


async def _read_below(client: Client, endpoint: Endpoint, by_parent: dict[int, list[int]]) -> Rows:
    async with asyncio.TaskGroup() as group:
        tasks = [
            group.create_task(read_below(client, endpoint, parent, one_of(numbers), Position(), len(numbers) + 1))
            for parent, numbers in by_parent.items()
        ]
    rows: list[Any] = []
    times = []
    for answer in (task.result() for task in tasks):
        if not isinstance(answer, Rows):
            raise answer
        rows += answer.rows
        times += [answer.asked_at] if answer.asked_at else []
    return Rows(rows, None, min(times, default=None))


def _named_parents(chunk: Sequence[str]) -> dict[int, list[int]]:
    by_parent: dict[int, list[int]] = defaultdict(list)
    for text in chunk:
        parent, _, number = text.partition("-")
        if parent.isascii() and parent.isdigit() and number.isascii() and number.isdigit():
            by_parent[int(parent)].append(int(number))
    return by_parent


async def _all_parents(client: Client, endpoint: Endpoint, chunk: Sequence[str]) -> dict[int, list[int]]:
    """Ids that do not name their parent are looked for below each: only for lists with few parents."""
    numbers = [int(text) for text in chunk if text.isascii() and text.isdigit()]
    found: list[int] = []
    after, more = 0, bool(numbers)
    while more:
        parents = await list_parents(client, endpoint, after)
        found += parents.ids
        after, more = parents.last, parents.more
    return dict.fromkeys(found, numbers)


def _last_number(text: str) -> int | None:
    number = text.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else None
