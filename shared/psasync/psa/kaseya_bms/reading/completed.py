"""Rows that are not complete until further calls were made for each: assets, and records with custom fields.

The page holds as many as the calls could be made for. It ends at the first that failed, in place of raising the error,
so that a budget which is smaller than a page still moves on; the next call then raises it, if it stands.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from psasync.contracts.issues import IssueCode
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.connection import module_setting
from psasync.psa.kaseya_bms.endpoints import CUSTOM_FIELD_VALUES, SOURCES
from psasync.psa.kaseya_bms.errors import RecordGone
from psasync.psa.kaseya_bms.mapping.values import VALUES
from psasync.psa.kaseya_bms.reading.scopes import listing_of, page_of
from psasync.psa.kaseya_bms.reading.windows import LARGEST, row_id
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.toolkit.together import gathered


async def read_completed(client: Client, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """One of BMS's pages at most, which bounds a page's calls and with them its time."""
    check_custom_fields(client, scope)
    window = await listing_of(client, scope).window(cursor, min(limit, LARGEST))
    rows = window.rows[:limit]
    done = await gathered(rows, partial(complete, client, scope), client.at_once)
    if done.failed and not done.results:
        raise done.failed
    found = [row for row in done.results if row is not None]
    return page_of(scope, found, window.behind(len(done.results)), window.asked_at)


async def complete(client: Client, scope: ReadScope, row: Any) -> Any:
    """The whole record of a row; None where it was deleted since it was listed. A row without an id stays as it is."""
    number = row_id(row)
    if number is None:
        return row
    if SOURCES[scope.entity].thin:
        row = await single(client, scope, str(number))
    return row if row is None else await with_custom_fields(client, scope, row)


async def single(client: Client, scope: ReadScope, number: str) -> Any:
    """The record with this id, None where BMS does not have it."""
    endpoint = SOURCES[scope.entity].single
    try:
        row = (await client.get(endpoint, id=number)).result
    except RecordGone:
        return None
    if row is not None and str(row_id(row)) != number:
        raise client.faults.unreadable(endpoint.path, "it is not the record that was asked for")
    return row


async def with_custom_fields(client: Client, scope: ReadScope, row: Any) -> Any:
    """The row with its values by name, where custom fields are chosen."""
    number = row_id(row)
    if not scope.custom_fields or number is None:
        return row
    module = client.connection.modules[scope.entity]
    try:
        reply = await client.get(CUSTOM_FIELD_VALUES, module=module, id=str(number))
    except RecordGone:
        return {**row, VALUES: {}}
    return {**row, VALUES: _by_name(client.rows(CUSTOM_FIELD_VALUES, reply))}


def check_custom_fields(client: Client, scope: ReadScope) -> None:
    """Raises a permanent `PsaError` where fields are chosen and the connection does not name their module."""
    if scope.custom_fields and scope.entity not in client.connection.modules:
        raise client.faults.configuration(
            module_setting(scope.entity), "is empty, so these custom fields cannot be read", IssueCode.MAPPING_INVALID
        )


def _by_name(items: list[Any]) -> Mapping[str, Any]:
    named = (item for item in items if isinstance(item, dict) and isinstance(item.get("name"), str))
    return {item["name"]: item.get("data") for item in named}
