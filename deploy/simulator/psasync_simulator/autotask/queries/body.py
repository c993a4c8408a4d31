"""The body of a query, checked. Names in its envelope are taken in any case."""

from dataclasses import dataclass
from typing import Any

import orjson

from psasync_simulator.autotask.errors import failed
from psasync_simulator.http import Request

MAX_RECORDS = 500


@dataclass(frozen=True, slots=True)
class Query:
    size: int
    fields: tuple[str, ...]  # none: all of them
    filter: list[dict[str, Any]]
    text: bytes  # as it was sent: pages belong to it

    @classmethod
    def of(cls, request: Request) -> "Query":
        """From the body of a POST or the `search` parameter of a GET. Raises `Refused`."""
        text = request.body if request.method == "POST" else request.query.get("search", "").encode()
        content = _object(text)
        filters = content.get("filter")
        if not isinstance(filters, list) or not filters or not all(isinstance(one, dict) for one in filters):
            raise failed("A filter is required: it must be a list of conditions.")
        return cls(_size(content.get("maxrecords")), _fields(content.get("includefields")), filters, text)


def _object(text: bytes) -> dict[str, Any]:
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise failed("The query cannot be parsed.") from error
    if not isinstance(content, dict):
        raise failed("The query cannot be parsed.")
    return {name.lower(): value for name, value in content.items()}


def _size(value: Any) -> int:
    if value is None:
        return MAX_RECORDS
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MAX_RECORDS:
        raise failed(f"MaxRecords must be a number from 1 to {MAX_RECORDS}.")
    return value


def _fields(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
        raise failed("IncludeFields must be a list of field names.")
    return tuple(value)
