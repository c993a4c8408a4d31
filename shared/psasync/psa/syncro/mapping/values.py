"""Small pieces of rows. Empty text means that there is no value."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from psasync.psa.toolkit.rows import Row


def identifier(value: Any) -> str | None:
    """A reference, where there is one."""
    return None if value is None else str(value)


def text(value: Any) -> Any:
    """A property as text: people fill text fields with numbers too. What is neither is left to the destination."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value or None
    return str(value)


def properties(row: Row) -> Mapping[str, Any]:
    """The custom fields, by name."""
    found = row.get("properties") or {}
    if not isinstance(found, Mapping):
        raise TypeError("properties")
    return found


def created_at(row: Row) -> datetime | None:
    stamp = row.get("created_at")
    return datetime.fromisoformat(stamp) if stamp else None


def address(row: Row, line1: str, line2: str) -> dict[str, Any] | None:
    """Syncro's addresses have no country."""
    found = {
        "line1": row.get(line1) or None,
        "line2": row.get(line2) or None,
        "city": row.get("city") or None,
        "region": row.get("state") or None,
        "postal_code": row.get("zip") or None,
    }
    return found if any(found.values()) else None
