"""A page of a query's answer, and the address of the next one."""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from itertools import islice
from typing import Any

import orjson

from psasync_simulator.autotask.data import custom_fields
from psasync_simulator.autotask.entities import Entity
from psasync_simulator.autotask.errors import failed, unknown_field
from psasync_simulator.autotask.queries.body import Query
from psasync_simulator.autotask.queries.selection import Selection
from psasync_simulator.data.rows import Row
from psasync_simulator.http import Answer, Request

_CUSTOM = "userDefinedFields"


def answer_page(
    entity: Entity, selection: Selection, query: Query, request: Request, *, address: str, ordered: bool = True
) -> Answer:
    """`address` is that of the query itself: the next page's is made from it. `ordered`: by id, as Autotask lists."""
    start = _start(request, query)
    rows: Sequence[Row] = (
        list(islice(selection.rows(), start, start + query.size + 1))
        if ordered
        else selection.shuffled()[start : start + query.size + 1]
    )
    following = None
    if len(rows) > query.size:
        _must_include_id(query)
        rows = rows[: query.size]
        following = f"{address}/next?paging={_token(start + query.size, query, request)}"
    items = _chosen(entity, [row.record for row in rows], query.fields)
    return Answer(200, orjson.dumps(page(items, size=query.size, following=following)))


def page(items: list[Any], *, size: int, following: str | None = None) -> dict[str, Any]:
    details = {"count": len(items), "requestCount": size, "prevPageUrl": None, "nextPageUrl": following}
    return {"items": items, "pageDetails": details}


def _start(request: Request, query: Query) -> int:
    """How many rows come before the page. The next page must be asked for with the same verb and body."""
    given = request.query.get("paging")
    if given is None:
        return 0
    try:
        start, _, digest = base64.b64decode(given, b"-_", validate=True).decode().partition(":")
        number = int(start)
    except (binascii.Error, ValueError) as error:
        raise failed("The paging information cannot be read.") from error
    if digest != _digest(query, request):
        raise failed("The paging information belongs to another request.")
    return number


def _token(start: int, query: Query, request: Request) -> str:
    return base64.urlsafe_b64encode(f"{start}:{_digest(query, request)}".encode()).decode()


def _digest(query: Query, request: Request) -> str:
    return hashlib.blake2b(request.method.encode() + query.text, digest_size=8).hexdigest()


def _must_include_id(query: Query) -> None:
    if query.fields and "id" not in {name.lower() for name in query.fields}:
        raise failed("The id must be included where there is more than one page.")


def _chosen(entity: Entity, records: list[dict[str, Any]], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    if fields and records:
        records = _only(entity, records, fields)
    if not records or _CUSTOM not in records[0]:
        return records
    if any(item["value"] is not None for record in records for item in record[_CUSTOM]):
        return records
    # Where none of the records has a value in any custom field, all of them come without these fields.
    return [{name: value for name, value in record.items() if name != _CUSTOM} for record in records]


def _only(entity: Entity, records: list[dict[str, Any]], fields: tuple[str, ...]) -> list[dict[str, Any]]:
    known = {name.lower(): name for name in records[0]}
    custom = {name.lower() for name in custom_fields.names(entity.path)}
    names, wanted = [], set()
    for field in fields:
        if field.lower() in known:
            names.append(known[field.lower()])
        elif field.lower() in custom:
            wanted.add(field.lower())
        else:
            raise unknown_field(field, entity.path)
    chosen = [{name: record[name] for name in names} for record in records]
    if wanted:
        for one, record in zip(chosen, records, strict=True):
            one[_CUSTOM] = [item for item in record[_CUSTOM] if item["name"].lower() in wanted]
    return chosen
