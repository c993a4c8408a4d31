"""Single records, read again by their ids: a call for each, for BMS has no filter by id."""

from collections.abc import Mapping
from functools import partial
from itertools import takewhile
from typing import Any

from psasync.contracts.vocabulary import Entity
from psasync.psa.kaseya_bms.client import Client
from psasync.psa.kaseya_bms.mapping.rows import source_id_of
from psasync.psa.kaseya_bms.reading.completed import check_custom_fields, single, with_custom_fields
from psasync.psa.kaseya_bms.reading.locations import locations_of
from psasync.psa.kaseya_bms.reading.scopes import page_of
from psasync.psa.port import Cursor, Page, ReadScope
from psasync.psa.toolkit.together import gathered

MAX_IDS = 100
"""Ids per page, which bounds its calls and with them its time."""


async def read_by_ids(client: Client, scope: ReadScope, cursor: Cursor | None, limit: int) -> Page:
    """The cursor is `{"asked": n}`: so many of the scope's ids are done.

    Like every page that costs many calls it ends at the first that failed, if it has anything by then.
    """
    check_custom_fields(client, scope)
    ids = scope.ids or ()
    at = cursor["asked"] if cursor else 0
    chunk = ids[at : at + min(limit, MAX_IDS)]
    numbers = list(dict.fromkeys(number_to_ask(scope.entity, text) for text in chunk))
    done = await gathered(numbers, partial(_read, client, scope), client.at_once)
    answered = dict(zip(numbers, done.results, strict=False))
    asked = list(takewhile(lambda text: number_to_ask(scope.entity, text) in answered, chunk))
    if done.failed and not asked:
        raise done.failed
    found = {text: row for text in asked if (row := _picked(scope.entity, text, answered)) is not None}
    at += len(asked)
    following = {"asked": at} if at < len(ids) else None
    return page_of(scope, list(found.values()), following, None, [text for text in asked if text not in found])


def number_to_ask(entity: Entity, source_id: str) -> str:
    """The id of the record that holds it: of a site, that of its account. Empty where it can be no id of BMS."""
    account, _, location = source_id.partition("-")
    parts = (account, location) if entity is Entity.COMPANY_SITE else (source_id,)
    return parts[0] if all(part.isascii() and part.isdigit() and len(part) <= 18 for part in parts) else ""


async def _read(client: Client, scope: ReadScope, number: str) -> Any:
    row = await single(client, scope, number) if number else None
    return row if row is None else await with_custom_fields(client, scope, row)


def _picked(entity: Entity, source_id: str, answered: Mapping[str, Any]) -> Any:
    row = answered[number_to_ask(entity, source_id)]
    if row is None or entity is not Entity.COMPANY_SITE:
        return row
    sites = locations_of(row).identified
    return next((site for site in sites if source_id_of(entity, site) == source_id), None)
