"""Autotask's query language: filters as JSON."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from psasync.psa.autotask.endpoints import Endpoint
from psasync.psa.port import ReadScope

MAX_RECORDS = 500
"""Per page, Autotask's own limit."""

MAX_IDS = 500
"""In one condition: so many alternatives are allowed in a call."""

Filter = list[dict[str, Any]]


def query(filters: Filter, fields: Sequence[str], size: int) -> dict[str, Any]:
    """The body of a query. No `fields` asks for all of them; no filter at all is not allowed."""
    body: dict[str, Any] = {"MaxRecords": size, "filter": filters or [{"op": "exist", "field": "id"}]}
    if fields:
        body["IncludeFields"] = list(fields)
    return body


def scope_filter(endpoint: Endpoint, scope: ReadScope) -> Filter:
    """The filters of a scope, except its ids. What the endpoint has no field for is not filtered by."""
    found: Filter = []
    if scope.updated_since and endpoint.updated:
        found.append(condition("gte", endpoint.updated, moment(scope.updated_since)))
    if scope.period and endpoint.entered:
        begin, end = scope.period
        found += [
            condition("gte", endpoint.entered, moment(begin)),
            condition("lt", endpoint.entered, moment(end)),
        ]
    return found


def scope_fields(endpoint: Endpoint, scope: ReadScope) -> tuple[str, ...]:
    """What to ask for: all of it where custom fields are chosen.

    Custom fields can be named one by one, but a name that has vanished would then refuse the whole query.
    """
    return () if scope.custom_fields else endpoint.fields


def condition(op: str, field: str, value: Any) -> dict[str, Any]:
    return {"op": op, "field": field, "value": value}


def above(number: int | None) -> Filter:
    return [] if number is None else [condition("gt", "id", number)]


def one_of(ids: Iterable[int]) -> Filter:
    return [condition("in", "id", list(ids))]


def moment(time: datetime) -> str:
    """Whole seconds, rounded down: a filter may find more than asked for, never less. Autotask writes UTC."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
