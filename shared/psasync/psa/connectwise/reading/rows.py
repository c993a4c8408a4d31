"""Rows of one call, checked as far as paging depends on them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psasync.psa.connectwise.client import Client
from psasync.psa.connectwise.links import next_page_id
from psasync.psa.connectwise.query import both, encoded


@dataclass(frozen=True, slots=True)
class Position:
    """Everything up to the row `after` is read. `keyset`: the list does not know forward-only paging."""

    after: int = 0
    keyset: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    rows: list[Any]
    next: Position | None  # None: the list is at its end
    asked_at: datetime | None


async def read_rows(
    client: Client, path: str, conditions: str, position: Position, size: int, *, fields: str = ""
) -> Rows:
    """One page, ascending by id from `position` on: rows that others add or delete meanwhile move nothing.

    Forward-only paging is asked for first. A list that does not know it is read by conditions on the id instead,
    rather than by page numbers: these shift under the reader when a row before them is deleted.
    """
    if position.keyset:
        return await _read_keyset(client, path, conditions, position, size, fields)
    query = encoded({"pageSize": size, "pageId": position.after, "conditions": conditions, "fields": fields})
    reply = await client.get(path, query, forward_only=True)
    rows = _checked(client, reply.content, path)
    if position.after and any((number := row_id(row)) is not None and number <= position.after for row in rows):
        # The list took no notice of `pageId` and began from its start.
        return await _read_keyset(client, path, conditions, position, size, fields)
    after = next_page_id(reply.link)
    if after is not None:
        return Rows(rows, _advanced(client, path, position, after, keyset=False), reply.asked_at)
    if len(rows) < size and not reply.link:
        return Rows(rows, None, reply.asked_at)
    # A full page without a next one is the end of the list, or a list that does not know forward-only paging
    # and may have its rows in any order. Reading the page again by id is right for both.
    return await _read_keyset(client, path, conditions, position, size, fields)


async def _read_keyset(client: Client, path: str, conditions: str, position: Position, size: int, fields: str) -> Rows:
    above = f"id > {position.after}" if position.after else ""
    query = encoded({
        "pageSize": size, "orderBy": "id asc", "conditions": both(conditions, above), "fields": fields
    })  # fmt: skip
    reply = await client.get(path, query)
    rows = _checked(client, reply.content, path)
    if len(rows) < size:
        return Rows(rows, None, reply.asked_at)
    highest = max((number for row in rows if (number := row_id(row)) is not None), default=0)
    return Rows(rows, _advanced(client, path, position, highest, keyset=True), reply.asked_at)


def row_id(row: Any) -> int | None:
    number = row.get("id") if isinstance(row, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def _checked(client: Client, content: Any, path: str) -> list[Any]:
    if not isinstance(content, list):
        raise client.faults.unreadable(path, "it is no list")
    return content


def _advanced(client: Client, path: str, position: Position, after: int, *, keyset: bool) -> Position:
    if after <= position.after:
        raise client.faults.unreadable(path, "its paging does not move on")
    return Position(after, keyset)
