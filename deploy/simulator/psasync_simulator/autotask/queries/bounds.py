"""What a filter says about ids and times that lets a list look at few records in place of all.

Bounds only narrow: the filter itself is still evaluated on what they leave.
"""

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any


@dataclass(slots=True)
class Bounds:
    ids: frozenset[int] | None = None  # only these
    above: int = 0  # ids above this
    updated_from: int | None = None  # seconds since 1970


def bounds(filters: list[dict[str, Any]], updated: str) -> Bounds:
    """`updated`: the field with the time of the last change; "" where there is none."""
    found = Bounds()
    for one in filters:
        _narrow(found, one, updated.lower())
    return found


def _narrow(found: Bounds, one: dict[str, Any], updated: str) -> None:
    field, op, value = str(one.get("field", "")).lower(), one.get("op"), one.get("value")
    if one.get("udf"):
        return
    if field == "id":
        _narrow_ids(found, op, value)
    elif updated and field == updated and op in {"gt", "gte"} and isinstance(value, str):
        found.updated_from = max(found.updated_from or 0, _seconds(value))


def _narrow_ids(found: Bounds, op: Any, value: Any) -> None:
    if op in {"gt", "gte"} and isinstance(value, int | float):
        above = math.floor(value) if op == "gt" else math.ceil(value) - 1
        found.above = max(found.above, above)
    elif op in {"in", "eq"}:
        values = value if isinstance(value, list) else [value]
        ids = frozenset(number for one in values if (number := _number(one)) is not None)
        found.ids = ids if found.ids is None else found.ids & ids


def _number(value: Any) -> int | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def _seconds(value: str) -> int:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return 0
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())
