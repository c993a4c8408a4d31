"""ConnectWise's query language: conditions, and URLs that stay short enough to be taken."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from psasync.psa.port import ReadScope

MAX_URL = 1950
"""Characters: what clients in the field keep to."""

_SAFE = ",()/:"


def moment(time: datetime) -> str:
    """Whole seconds, rounded down: a filter may find more than asked for, never less."""
    return f"[{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}]"


def scope_conditions(scope: ReadScope, always: str = "") -> str:
    """The filters of a scope, except its ids. Every list takes `lastUpdated`, also where it is no field."""
    parts = [always]
    if scope.updated_since:
        parts.append(f"lastUpdated >= {moment(scope.updated_since)}")
    if scope.period:
        begin, end = scope.period
        parts.append(f"dateEntered >= {moment(begin)} and dateEntered < {moment(end)}")
    return both(*parts)


def both(*parts: str) -> str:
    return " and ".join(part for part in parts if part)


def one_of(ids: Iterable[int]) -> str:
    return f"id in ({','.join(map(str, ids))})"


def encoded(parameters: Mapping[str, str | int]) -> str:
    """As a query string; empty values are left out."""
    return "&".join(f"{name}={quote(str(value), safe=_SAFE)}" for name, value in parameters.items() if value)


def fitting(ids: list[int], spare: int) -> int:
    """How many of the first ids fit into a URL that has `spare` characters left for them; at least one."""
    used = 0
    for count, number in enumerate(ids):
        used += len(str(number)) + 1
        if used > spare and count:
            return count
    return len(ids)
